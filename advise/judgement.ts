import { atMost, type Confidence } from './evidence';
import { type Change, type Observation, problemsOf, savingsOf, type Subject } from './subject';
import type { Figure } from './figures';

interface Fact {
  /** Name of the check, as the tuning panel writes it. */
  readonly check: string;
}

/** Nothing to change. */
export interface Fine extends Fact {
  readonly verdict: 'fine';
  readonly measured: string;
}

/** Too little was seen. */
export interface Unknown extends Fact {
  readonly verdict: 'unknown';
  readonly because: string;
}

/** Something to do. */
export interface Advice extends Fact {
  readonly verdict: 'advice';
  readonly measured: string;
  /** What to do, in words. */
  readonly setting: string;
  /** Settings with their new values; empty where only a person can decide. */
  readonly changes: readonly Change[];
  /** Why changes were taken back. */
  readonly refused?: readonly string[];
  /** What is to be expected. */
  readonly effect: string;
  /** Money saved over the window; negative if it costs more. Absent where money is not the point. */
  readonly saves?: number;
  readonly confidence: Confidence;
}

export type Judgement = Fine | Unknown | Advice;

/** A question about the runs of an application. */
export type Check = (subject: Subject) => Judgement;

/** An advice before its money and its consequences are known. */
export type Draft = Omit<Advice, 'verdict' | 'saves' | 'refused'>;

export const fine = (check: string, measured: string): Fine => ({ check, verdict: 'fine', measured });
export const unknown = (check: string, because: string): Unknown => ({ check, verdict: 'unknown', because });
export const tooShort = (check: string, { thresholds: { tuning } }: Subject): Fine =>
  fine(check, `no run with more than ${tuning.minimumTaskSeconds} s of task time: too short to matter`);

/** Advice with its money; changes that the environment could not run are taken back, and the reason is kept. */
export function advice(subject: Subject, draft: Draft): Advice {
  if (draft.changes.length === 0) return { verdict: 'advice', ...draft };
  const refused = problemsOf(subject, draft.changes);
  if (refused.length > 0) return { verdict: 'advice', ...draft, changes: [], refused };
  return { verdict: 'advice', ...draft, saves: savingsOf(subject, draft.changes) };
}

/** Judges what was observed, or says that it was not. */
export const judge = <F extends Figure>(
  check: string,
  observation: Observation<F>,
  verdict: (runs: ReadonlyArray<Readonly<Record<F, number>>>, confidence: (values: readonly number[]) => Confidence) => Judgement,
): Judgement => (observation.known ? verdict(observation.runs, observation.confidence) : unknown(check, observation.because));

/**
 * One value for each setting: the first advice that sets one wins, so checks come in the order raise before lower. A later advice for another
 * value loses its changes and says why.
 */
export function settled(judgements: readonly Judgement[]): Judgement[] {
  const taken = new Map<string, string | number>();
  const owner = new Map<string, string>();
  return judgements.map((judgement) => {
    if (judgement.verdict !== 'advice') return judgement;
    const clash = judgement.changes.find(({ path, to }) => (taken.get(path.join('.')) ?? to) !== to);
    if (clash) {
      const reason = `${clash.path.join('.')} follows the check "${owner.get(clash.path.join('.')) ?? ''}"`;
      return withoutChanges(judgement, reason);
    }
    for (const { path, to } of judgement.changes) {
      taken.set(path.join('.'), to);
      if (!owner.has(path.join('.'))) owner.set(path.join('.'), judgement.check);
    }
    return judgement;
  });
}

/** The advice in words alone; what its changes would have saved went with them. */
function withoutChanges({ check, verdict, measured, setting, effect, confidence }: Advice, reason: string): Advice {
  return { check, verdict, measured, setting, effect, changes: [], refused: [reason], confidence: atMost(confidence, 'medium') };
}

/** Every change of some judgements, once; none that could not run together with the others. */
export function changesOf(judgements: readonly Judgement[]): Change[] {
  const all = judgements.flatMap((judgement) => (judgement.verdict === 'advice' ? judgement.changes : []));
  return [...new Map(all.map((change) => [change.path.join('.'), change])).values()];
}
