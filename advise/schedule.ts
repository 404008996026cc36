import { Cron } from 'croner';
import { advice, type Check, fine, judge, unknown } from './judgement';
import { observe } from './subject';
import { number, percent, seconds } from './writing';

/** Starts that are looked at to find the two that follow each other most closely. */
const STARTS = 100;
/** Share of the time between two starts from which on a slow day makes runs meet. */
const CLOSE = 0.8;

/** Shortest time between two starts of a schedule, from a moment on; undefined if it starts no more than once. */
export function shortestPeriodSeconds(cron: string, timezone: string, from: Date): number | undefined {
  const starts = new Cron(cron, { paused: true, mode: '5-part', timezone }).nextRuns(STARTS, from).map((start) => start.getTime() / 1000);
  const gaps = starts.slice(1).map((start, index) => start - (starts[index] ?? start));
  return gaps.length === 0 ? undefined : Math.min(...gaps);
}

/** A run that takes longer than the time until the next start delays, skips or doubles it. */
export const scheduleOverlap: Check = (subject) => {
  const check = 'Runs meet the next start';
  const { application, platform, at } = subject;
  if (application.schedule === undefined) return fine(check, 'no schedule');
  const { cron, concurrencyPolicy } = application.schedule;
  const period = shortestPeriodSeconds(cron, platform.settings.timeZone, at);
  if (period === undefined) return unknown(check, `"${cron}" starts no more than once`);
  return judge(check, observe(subject, ['completedSeconds']), (runs, confidence) => {
    const values = runs.map(({ completedSeconds }) => completedSeconds);
    const longest = Math.max(...values);
    const measured = `the longest of ${runs.length} runs took ${seconds(longest)}, the next start comes after ${seconds(period)} (${percent(longest / period)})`;
    if (longest < CLOSE * period) return fine(check, measured);
    const skipped = { Allow: 'runs share the quota', Forbid: 'starts are delayed', Replace: 'runs are cut off' }[concurrencyPolicy];
    return advice(subject, {
      check,
      setting: `start less often than every ${number(period)} s, or make the run faster`,
      measured,
      changes: [],
      effect: longest < period ? `a slow day makes them meet: then ${skipped}` : `${skipped} now`,
      confidence: confidence(values),
    });
  });
};
