import { interpolate } from './interpolation';

/**
 * A recorded run: what a real Prometheus answered to everything that dashboards and alerts ask, so that they can be looked at without one.
 * Labels, choices and lines are stored once and referred to by their index.
 */
export interface Recording {
  readonly format: 1;
  /** Where the data comes from, in words. */
  readonly origin: string;
  /** ISO 8601. */
  readonly recordedAt: string;
  readonly environment: string;
  readonly prometheus: string;
  /** Scrape job → targets that were up at the end. */
  readonly jobs: Readonly<Record<string, number>>;
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly stepSeconds: number;
  readonly scrapeSeconds: number;
  readonly labels: readonly Labels[];
  /** What was put in the place of variables. */
  readonly choices: readonly Labels[];
  readonly lines: readonly EncodedLine[];
  readonly questions: readonly Question[];
}

export type Labels = Readonly<Record<string, string>>;

/** A question before variables are filled in. */
export interface Ask {
  /** `range`: over the whole run; `instant`: at its end; `values`: of a label. */
  readonly kind: 'range' | 'instant' | 'values';
  readonly expr: string;
  /** Of `values`. */
  readonly label?: string;
}

export interface Question extends Ask {
  /** Choices that were given the same answer, and the answer. */
  readonly answers: ReadonlyArray<readonly [choices: readonly number[], answer: RecordedAnswer]>;
}

/** Series as labels and line, label and value, or the values of a label. */
export type RecordedAnswer =
  | { readonly series: ReadonlyArray<readonly [labels: number, line: number]> }
  | { readonly now: ReadonlyArray<readonly [labels: number, value: string]> }
  | { readonly values: readonly string[] };

/** Text that identifies a question with its variables filled in. */
export const questionKey = ({ kind, expr, label = '' }: Ask, choice: Labels): string => `${kind} ${label} ${interpolate(expr, choice)}`;

// --- Lines -----------------------------------------------------------------------------------------------------------

/** One value per step; null where there was none. */
export type Line = ReadonlyArray<string | null>;

/** The same with repetitions as `[value, times]`; numbers are written as numbers, what JSON does not know (`NaN`, `+Inf`) as text. */
export type EncodedLine = ReadonlyArray<number | string | null | readonly [number | string | null, number]>;

const DIGITS = 6;

const compact = (value: string | null): number | string | null => {
  if (value === null) return null;
  const number = Number(value);
  return Number.isFinite(number) ? Number(number.toPrecision(DIGITS)) : value;
};

/** A line of six digits, which no pixel can tell from the whole number. */
export function encodeLine(line: Line): EncodedLine {
  const runs: Array<[number | string | null, number]> = [];
  for (const value of line.map(compact)) {
    const last = runs.at(-1);
    if (last?.[0] === value) last[1]++;
    else runs.push([value, 1]);
  }
  return runs.map((run) => (run[1] === 1 ? run[0] : run));
}

export const decodeLine = (encoded: EncodedLine): Line =>
  encoded.flatMap((part) => {
    const [value, times] = Array.isArray(part) ? (part as [number | string | null, number]) : [part as number | string | null, 1];
    return Array.from({ length: times }, () => (value === null ? null : String(value)));
  });

/** Times of the points of every line. */
export const timesOf = ({
  startSeconds,
  endSeconds,
  stepSeconds,
}: Pick<Recording, 'startSeconds' | 'endSeconds' | 'stepSeconds'>): number[] =>
  Array.from({ length: Math.floor((endSeconds - startSeconds) / stepSeconds) + 1 }, (_, index) => startSeconds + index * stepSeconds);
