import { z } from 'zod';
import { duration, ratio, secondsOf, type Duration } from './values';

/**
 * Windows in which failed runs are counted, and how many times faster than allowed the error budget then burns. A batch schedule has few
 * runs, so windows are counted in runs, not in hours: a long one that shows it is no accident and a short one that shows it is not over.
 */
export const burnRates = {
  fast: { longRuns: 12, shortRuns: 3, factor: 5 },
  slow: { longRuns: 24, shortRuns: 12, factor: 2 },
} as const;

export type BurnRate = (typeof burnRates)[keyof typeof burnRates];

/** The longest time that an objective looks back. */
export const longestWindowSeconds = (runsEvery: Duration): number => burnRates.slow.longRuns * secondsOf(runsEvery);

/** What is promised about a schedule. */
export const objectiveSchema = z.strictObject({
  /** Time from one run to the next. */
  runsEvery: duration,
  /** Share of runs that complete. */
  successRatio: ratio
    .refine((success) => burnRates.fast.factor * (1 - success) < 1, {
      error: `must be above ${1 - 1 / burnRates.fast.factor}: below that even failing every run would not burn the budget ${burnRates.fast.factor} times too fast`,
    })
    .default(0.95),
  /** Age that the result of the last success may reach. */
  freshness: duration,
});

export type Objective = z.output<typeof objectiveSchema>;
