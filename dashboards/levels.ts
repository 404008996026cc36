import type { Threshold } from '@grafana/grafana-foundation-sdk/dashboard';
import { colours } from './palette';

/** From where on a number needs attention, in the unit of its panel. The numbers come from the settings that also feed the alerts. */
export interface Levels {
  /** The direction in which things get worse. */
  readonly worse: 'above' | 'below';
  readonly warning?: number;
  readonly critical?: number;
}

/** More is worse. */
export const worseAbove = (warning: number, critical?: number): Levels => ({
  worse: 'above',
  warning,
  ...(critical !== undefined && { critical }),
});

/** Less is worse. */
export const worseBelow = (warning: number, critical?: number): Levels => ({
  worse: 'below',
  warning,
  ...(critical !== undefined && { critical }),
});

/** Any at all is critical. */
export const noneAllowed: Levels = { worse: 'above', critical: 1 };

/** Anything below 1 is critical: a switch that must be on. */
export const mustBeOn: Levels = { worse: 'below', critical: 1 };

/** Grafana's steps: the first has no lower bound, each holds from its value on. */
export function steps({ worse, warning, critical }: Levels): Threshold[] {
  const worsening = [
    ...(warning === undefined ? [] : [{ value: warning, color: colours.warning }]),
    ...(critical === undefined ? [] : [{ value: critical, color: colours.critical }]),
  ];
  if (worse === 'above') return [{ value: null, color: colours.good }, ...worsening];
  // going down each bound closes its own colour and opens that of the one above it
  const improving = [...worsening].reverse();
  const above = [...improving.slice(1).map(({ color }) => color), colours.good];
  return [
    { value: null, color: improving[0]?.color ?? colours.good },
    ...improving.map(({ value }, index) => ({ value, color: above[index] ?? colours.good })),
  ];
}
