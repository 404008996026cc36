import { dateMath, type DateTime, type RawTimeRange, type TimeRange } from '@grafana/data';
import { now } from './clock';

/**
 * From and to as points in time; bundled in the place of the scenes' own function of this name, which asks the clock of the machine and would
 * leave "the last 15 minutes" of a recording empty.
 */
export function evaluateTimeRange(
  from: RawTimeRange['from'],
  to: RawTimeRange['to'],
  timezone: string,
  ...[fiscalYearStartMonth, delay]: [fiscalYearStartMonth?: number, delay?: string]
): TimeRange {
  const parsed = (text: RawTimeRange['from'], roundUp: boolean): DateTime => {
    const options = { roundUp, timezone, now: now(), ...(fiscalYearStartMonth !== undefined && { fiscalYearStartMonth }) };
    const time = dateMath.toDateTime(text, options);
    if (time === undefined) throw new Error(`"${String(text)}" is no time`);
    return time;
  };
  const end = delay !== undefined && delay !== '' && to === 'now' ? `now-${delay}` : to;
  return { from: parsed(from, false), to: parsed(end, true), raw: { from, to } };
}
