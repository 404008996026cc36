import type { AlertName } from '../../rules/index';
import type { RuleSettings } from '../../rules/settings';

/** Evaluations of a case, counted from 0: the first at which something is wrong, and the first at which it is right again. */
export interface Moments {
  readonly from: number;
  readonly until: number;
}

/** Samples of one series in promtool's notation, or how they follow from the moments. */
export type Values = string | ((moments: Moments) => string);

export type Labels = Readonly<Record<string, string | number>>;

/** `kube_pod_info{namespace="spark"}` */
export const series = (name: string, labels: Labels = {}): string => {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(String(value))}`);
  return `${name}{${pairs.join(', ')}}`;
};

export type InputSeries = readonly [selector: string, values: Values];

/** Pace of samples and evaluations; promtool ignores the pace of a group. */
export type Pace = '30s' | '1m' | '5m';

/**
 * An alert in the life of what it watches: silent one evaluation before it fires, firing with exactly these labels and texts, silent again
 * when all is well.
 */
export interface AlertCase {
  readonly alert: AlertName;
  /** @default '1m' */
  readonly every?: Pace;
  /** When its expression becomes true; `for` comes on top. @default 20 */
  readonly from?: number;
  /** When its expression is no longer true. @default ten evaluations after it fires */
  readonly until?: number;
  readonly series: readonly InputSeries[];
  /** Labels of the firing alert, without those that every alert of its group has. */
  readonly labels: Labels;
  /** The value as its description writes it. */
  readonly value?: string;
}

/** Something that looks like trouble and is none: the alerts stay silent at every evaluation. */
export interface LookAlike {
  /** What it is, as a sentence. */
  readonly name: string;
  readonly silent: readonly AlertName[];
  readonly every?: Pace;
  readonly series: readonly InputSeries[];
  /** Number of evaluations. @default 120 */
  readonly evaluations?: number;
}

export interface Cases {
  readonly alerts: (settings: RuleSettings) => readonly AlertCase[];
  readonly lookAlikes?: readonly LookAlike[];
}

/** `value`, that many times. */
const times = (value: number, samples: number): string => `${value}x${samples - 1}`;

/** A value that is wrong for a while. */
export const wrongly =
  (wrong: number, right: number): Values =>
  ({ from, until }) =>
    `${times(right, from)} ${times(wrong, until - from)} ${times(right, 20)}`;

/** A series that is there only while something is wrong. */
export const onlyWhile =
  (wrong: number): Values =>
  ({ from, until }) =>
    `_x${from} ${times(wrong, until - from)} stale`;

/** A series that is missing while something is wrong. */
export const missingWhile =
  (right: number): Values =>
  ({ from, until }) =>
    `${times(right, from)} stale _x${until - from - 1} ${times(right, 20)}`;

/** The same all the time. */
export const always = (value: number): Values => times(value, 5000);

/** A counter that grows evenly. */
export const growing = (perSample: number): string => `0+${perSample}x5000`;

/** A counter that grows only while something is wrong: its increase is above zero from `from` on. */
export const growingWhile =
  (perSample: number): Values =>
  ({ from, until }) =>
    `${times(0, from)} ${perSample}+${perSample}x${until - from - 1} ${times(perSample * (until - from), 100)}`;
