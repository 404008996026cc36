import type { Environment } from '../config/schema';
import { countOf, type Run, secondsOf } from './runs';

export type Confidence = 'low' | 'medium' | 'high';
type Limits = Environment['thresholds']['advice'];

/** How much was seen. */
export interface Evidence {
  readonly runs: number;
  readonly seconds: number;
  readonly longestSeconds: number;
}

export const evidenceOf = (runs: readonly Run[]): Evidence => ({
  runs: runs.reduce((sum, run) => sum + countOf(run), 0),
  seconds: runs.reduce((sum, run) => sum + secondsOf(run), 0),
  longestSeconds: Math.max(0, ...runs.map(secondsOf)),
});

/** Why there is too little to say anything; undefined if there is enough. */
export function tooLittle({ runs, seconds, longestSeconds }: Evidence, limits: Limits): string | undefined {
  if (longestSeconds >= limits.longRunSeconds || (runs >= limits.runs && seconds >= limits.observedSeconds)) return undefined;
  return (
    `not enough data: ${runs} of at least ${limits.runs} runs, ${seconds} s of at least ${limits.observedSeconds} s` +
    ` (or one run of ${limits.longRunSeconds} s)`
  );
}

/** Difference between the largest and the smallest value, as a share of the largest: 0 when all are equal. Values are not negative. */
export function spreadOf(values: readonly number[]): number {
  const largest = Math.max(...values);
  return largest > 0 ? (largest - Math.min(...values)) / largest : 0;
}

/**
 * How sure advice can be: high takes many runs that are alike, erratic runs or few make it low. One long run has nothing to be compared with.
 */
export function confidenceIn({ runs, seconds }: Evidence, values: readonly number[], limits: Limits): Confidence {
  if (values.length < 2) return runs < 2 && seconds >= limits.longRunSeconds ? 'medium' : 'low';
  const spread = spreadOf(values);
  if (spread >= limits.erraticSpread || seconds < limits.observedSeconds) return 'low';
  const much = runs >= limits.confidentRuns && seconds >= limits.confidentSeconds;
  return much && spread <= limits.steadySpread ? 'high' : 'medium';
}

/** The lower one. */
export const atMost = (one: Confidence, other: Confidence): Confidence => {
  const order: readonly Confidence[] = ['low', 'medium', 'high'];
  return order[Math.min(order.indexOf(one), order.indexOf(other))] ?? 'low';
};
