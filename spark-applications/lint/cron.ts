import { Cron } from 'croner';

/** A Monday that is also the first day of a month, so that daily, weekly and monthly schedules are all due; any fixed day makes the output the same. */
const SAMPLE_DAY = '2028-05-01';
const DAY_MINUTES = 24 * 60;
const MINUTE_MS = 60_000;

const parsed = (cron: string, timezone: string) => new Cron(cron, { paused: true, mode: '5-part', timezone });

/** Whether there is a day on which it is due; the 30th of February is none. */
export const fires = (cron: string, timeZone: string): boolean => parsed(cron, timeZone).nextRun(`${SAMPLE_DAY}T00:00:00`) !== null;

/** What was computed once, by its arguments: the same schedules are looked at by several rules, for every environment. */
const due = new Map<string, readonly number[]>();
const irregular = new Map<string, ReadonlyArray<readonly [number, number]>>();

function remembered<Value>(known: Map<string, Value>, key: string, compute: () => Value): Value {
  const before = known.get(key);
  if (before !== undefined) return before;
  const value = compute();
  known.set(key, value);
  return value;
}

/** Minutes after midnight of the sample day at which it is due, through that day and the next. */
export const dueMinutes = (cron: string, timeZone: string): readonly number[] =>
  remembered(due, `${cron} ${timeZone}`, () => computedDueMinutes(cron, timeZone));

function computedDueMinutes(cron: string, timeZone: string): number[] {
  const schedule = parsed(cron, timeZone);
  const midnight = parsed('0 0 * * *', timeZone).nextRun(`2028-04-30T23:59:00`)?.getTime() ?? Number.NaN;
  const minutes: number[] = [];
  let next = schedule.nextRun(new Date(midnight - 1));
  while (next !== null && next.getTime() < midnight + 2 * DAY_MINUTES * MINUTE_MS) {
    minutes.push((next.getTime() - midnight) / MINUTE_MS);
    next = schedule.nextRun(next);
  }
  return minutes;
}

/** Shortest time between two starts in seconds; infinite if it is due less than twice in two days. */
export function shortestGapSeconds(cron: string, timeZone: string): number {
  const minutes = dueMinutes(cron, timeZone);
  return Math.min(...minutes.slice(1).map((minute, index) => (minute - (minutes[index] ?? 0)) * 60));
}

/** Minutes that a clock is ahead of UTC, by a format with `longOffset`. */
function offsetMinutes(format: Intl.DateTimeFormat, at: Date): number {
  const parts = format.formatToParts(at);
  const [, sign = '+', hours = '0', minutes = '0'] =
    /GMT([+-])(\d+):(\d+)/.exec(parts.find(({ type }) => type === 'timeZoneName')?.value ?? '') ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** Minutes of the local day that a change of the clock leaves out or repeats, as `[first, last)`; empty where the clock never changes. */
function irregularMinutes(timeZone: string): Array<readonly [number, number]> {
  const format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
  const hours = Array.from({ length: 366 * 24 }, (_, hour) => new Date(Date.UTC(2028, 0, 1, hour)));
  const offsets = hours.map((hour, index) => (index % 24 === 0 ? offsetMinutes(format, hour) : undefined));
  return hours.flatMap((hour, index) => {
    const [before, after] = [offsets[index], offsets[index + 24]];
    if (before === undefined || after === undefined || before === after) return [];
    const change = hours.slice(index, index + 25).find((candidate) => offsetMinutes(format, candidate) !== before) ?? hour;
    const utcMinutes = change.getUTCHours() * 60;
    const [from, to] = [utcMinutes + Math.min(before, after), utcMinutes + Math.max(before, after)];
    const shift = Math.floor(from / DAY_MINUTES) * DAY_MINUTES;
    return [[from - shift, to - shift] as const];
  });
}

/** Starts within an hour that is left out in spring or comes twice in autumn, as `HH:MM`. A schedule that is due every hour or so loses nothing. */
export function irregularStarts(cron: string, timeZone: string): string[] {
  const minutes = dueMinutes(cron, timeZone).filter((minute) => minute < DAY_MINUTES);
  if (minutes.length > 12) return [];
  const hours = remembered(irregular, timeZone, () => irregularMinutes(timeZone));
  return minutes
    .filter((minute) => hours.some(([from, to]) => minute >= from && minute < to))
    .map((minute) => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`);
}
