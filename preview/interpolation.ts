/**
 * How variables and intervals become text in an expression: the page, which asks, and the recorder, which has asked before, must agree on
 * every byte.
 */

/** When and how densely a dashboard asks. */
export interface Timing {
  /** Distance of two points. */
  readonly stepSeconds: number;
  /** How often Prometheus looks at its targets. */
  readonly scrapeSeconds: number;
  /** Length of the time range of the dashboard. */
  readonly rangeSeconds: number;
}

/** The smallest window in which a rate always finds two samples, after Grafana's documentation of `$__rate_interval`. */
export const rateIntervalSeconds = ({ stepSeconds, scrapeSeconds }: Timing): number =>
  Math.max(stepSeconds + scrapeSeconds, 4 * scrapeSeconds);

/** Variables that Grafana sets by itself. */
export const builtInVariables = (timing: Timing): Readonly<Record<string, string>> => ({
  __interval: `${timing.stepSeconds}s`,
  __interval_ms: String(timing.stepSeconds * 1000),
  __rate_interval: `${rateIntervalSeconds(timing)}s`,
  __range: `${timing.rangeSeconds}s`,
  __range_s: String(timing.rangeSeconds),
  __range_ms: String(timing.rangeSeconds * 1000),
});

/** A value as a regular expression that means itself, as it is written inside a double-quoted string of PromQL. */
const literally = (value: string): string => value.replace(/[\\^$*+?.()|[\]{}]/g, '\\$&').replace(/[\\"]/g, '\\$&');

/** What stands for chosen values between the quotes of `=~"…"`. */
export function chosenText(values: readonly string[]): string {
  const [first = '', ...others] = values.map(literally);
  return others.length === 0 ? first : `(${[first, ...others].join('|')})`;
}

const REFERENCE = /\$(?:\{(\w+)(?::\w+)?\}|(\w+))/g;

/** Names of the variables in a text. */
export const variablesIn = (text: string): string[] => [
  ...new Set([...text.matchAll(REFERENCE)].map(([, braced, plain]) => braced ?? plain ?? '')),
];

/** Replaces the variables that have a value; others stay, so that Prometheus refuses them aloud. */
export const interpolate = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(REFERENCE, (whole, braced?: string, plain?: string) => values[braced ?? plain ?? ''] ?? whole);
