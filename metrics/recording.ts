import type { RuleExpression } from './expression';
import { Series, type GaugeKind } from './series';
import type { Unit } from './unit';

/** Prometheus' convention: the labels that are left, the metric, the operations. */
export type RecordName = `${string}:${string}:${string}`;

interface RecordingFacts<U extends Unit, L extends string> {
  readonly record: RecordName;
  readonly of: RuleExpression<U, L>;
  /** What it says, in one sentence. */
  readonly about: string;
}

/** An expression that Prometheus evaluates on schedule and stores under a name; used like a gauge, with unit and labels of its expression. */
export class Recording<K extends GaugeKind, U extends Unit, L extends string> extends Series<K, U, L> {
  readonly record: RecordName;
  readonly of: RuleExpression<U, L>;
  readonly about: string;

  constructor(kind: K, { record, of, about }: RecordingFacts<U, L>, everySeconds?: number) {
    const facts = { name: record, kind, unit: of.unit, labels: of.labels };
    super(everySeconds === undefined ? facts : { ...facts, everySeconds }, { matchers: {}, scope: 'anywhere' });
    this.record = record;
    this.of = of;
    this.about = about;
  }
}

export type AnyRecording = Recording<GaugeKind, Unit, string>;

/** A value as it is at each evaluation. */
export const recording = <U extends Unit, L extends string>(facts: RecordingFacts<U, L>) => new Recording('gauge', facts);

/** Each sample counts something that no other sample counts, so `sumOverTime` adds them up. */
export const tally = <U extends Unit, L extends string>(facts: RecordingFacts<U, L>) => new Recording('tally', facts);

/** A value that is later integrated over time; `everySeconds` must be the interval of the group that evaluates it. */
export const evenlySampled = <U extends Unit, L extends string>({
  everySeconds,
  ...facts
}: RecordingFacts<U, L> & { readonly everySeconds: number }) => new Recording('evenlySampled', facts, everySeconds);
