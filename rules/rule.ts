import type { AnyRecording, RuleExpression, Unit } from '../metrics/promql';
import type { FixedWindow } from '../metrics/window';
import type { DashboardLink } from './dashboard-link';

/**
 * Who is disturbed: `critical` wakes somebody, `warning` waits for working hours, `info` is advice that only shows,
 * `none` is no problem at all (the dead man's switch).
 */
export type Severity = 'critical' | 'warning' | 'info' | 'none';

/** `{{ $labels.<label> }}` for every label of the expression: a label it cannot have does not compile. */
export type LabelTemplates<L extends string> = Readonly<Record<L, string>>;

/** The value that fired, as Prometheus writes it into a text. */
export const valueTemplates = {
  /** `1.234k` */
  number: '{{ $value | humanize }}',
  /** `12.34%`, of a ratio */
  percentage: '{{ $value | humanizePercentage }}',
  /** `1h 2m 3s`, of seconds */
  duration: '{{ $value | humanizeDuration }}',
  /** `1.234Ki`, of bytes */
  bytes: '{{ $value | humanize1024 }}',
} as const;

interface AlertFacts<Name extends string, L extends string> {
  readonly alert: Name;
  /** Has a series while something is wrong. */
  readonly expr: RuleExpression<Unit, L>;
  /** How long it has to be wrong without a break. @default it fires at once */
  readonly for?: FixedWindow;
  readonly severity: Severity;
  /** What is wrong, in a few words; without numbers, so that it stays the same while the value changes. */
  readonly summary: string;
  /** Where it is wrong and how badly, with the labels and the value of the expression. */
  readonly description: (labels: LabelTemplates<NoInfer<L>>, value: typeof valueTemplates) => string;
  readonly dashboard: DashboardLink<NoInfer<L>>;
}

/** Tells somebody that something is wrong. */
export interface Alert<Name extends string = string> {
  readonly alert: Name;
  readonly expr: RuleExpression;
  readonly for?: FixedWindow;
  readonly severity: Severity;
  readonly summary: string;
  /** With `{{ … }}` where Prometheus puts labels and value. */
  readonly description: string;
  readonly dashboard: DashboardLink;
}

export type Rule = Alert | AnyRecording;

/** Rules that are evaluated one after the other, at the same moments. */
export interface RuleGroup<R extends Rule = Rule> {
  /** Also the label `component` of its alerts. */
  readonly name: string;
  /** @default the interval of scraping */
  readonly intervalSeconds?: number;
  readonly rules: readonly R[];
}

/** Labels by name, in the form of a template. */
const labelTemplates = <L extends string>(labels: readonly L[]): LabelTemplates<L> =>
  Object.fromEntries(labels.map((label) => [label, `{{ $labels.${label} }}`])) as LabelTemplates<L>;

/** An alert whose texts and link mention only labels that its expression has. */
export const alert = <const Name extends string, L extends string>(facts: AlertFacts<Name, L>): Alert<Name> => ({
  ...facts,
  description: facts.description(labelTemplates(facts.expr.labels), valueTemplates),
});

/** A group that remembers the names of its alerts, so that the compiler knows them. */
export const group = <R extends Rule>(facts: RuleGroup<R>): RuleGroup<R> => facts;

export const isAlert = (rule: Rule): rule is Alert => 'alert' in rule;

/** Names of the alerts of a group. */
export type AlertNameOf<G extends RuleGroup> = Extract<G['rules'][number], Alert>['alert'];
