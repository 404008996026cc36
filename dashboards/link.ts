import { DashboardLinkBuilder, DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard';
import { screen, type ScreenUid, type VariableOf } from './screens';
import { variableName } from './variable';

/** The tag that all our dashboards carry. */
export const TAG = 'spok-monitoring';

/** Where a click on a value leads: the target's variables are filled from labels of that value. */
export interface Link<L extends string = string> {
  readonly to: ScreenUid;
  readonly labels: readonly L[];
}

/** `link('spark-application', 'namespace', 'app')`: the labels are variables of the target and labels of what is shown. */
export const link = <S extends ScreenUid, const L extends VariableOf<S>>(to: S, ...labels: readonly L[]): Link<L> => ({ to, labels });

/** Where a click leads that leaves Grafana. */
export interface OutsideLink {
  readonly title: string;
  /** Labels that the address is made of; the last one is what one clicks on. */
  readonly labels: readonly string[];
  /** `value` spells the value of a label in the panel's own way. */
  readonly url: (value: (label: string) => string) => string;
}

/** A data link as a panel stores it. */
export interface DataLink {
  readonly title: string;
  readonly url: string;
}

/** The same link as a panel stores it, on a row of a table or on a line. */
export const outsideDataLink = ({ title, url }: OutsideLink, on: keyof typeof spelling): DataLink => ({ title, url: url(spelling[on]) });

/** How a panel type spells the value of a label: a table has fields, a line has labels. */
const spelling = { row: (label: string) => `\${__data.fields.${label}}`, line: (label: string) => `\${__field.labels.${label}}` };

/**
 * The address behind a click; keeps data source and time, fills variables from labels, and passes on those that both screens have.
 * @param known names of the variables of the screen the link stands on
 */
export function dataLink({ to, labels }: Link, on: keyof typeof spelling, known: readonly string[]): DataLink {
  const { title, variables } = screen(to);
  const filled = variables.map(variableName).flatMap((name) => {
    if (labels.includes(name)) return [`var-${name}=${spelling[on](name)}`];
    return known.includes(name) ? [`\${${name}:queryparam}`] : [];
  });
  return { title, url: [`/d/${to}?\${datasource:queryparam}`, ...filled, '${__url_time_range}'].join('&') };
}

/** Buttons above the panels: the screens a reader goes to next, and a menu of all. */
export const screenLinks = (next: readonly ScreenUid[]) => [
  ...next.map((uid) =>
    new DashboardLinkBuilder(screen(uid).title)
      .type(DashboardLinkType.Link)
      .url(`/d/${uid}`)
      .icon('dashboard')
      .includeVars(true)
      .keepTime(true),
  ),
  new DashboardLinkBuilder('All dashboards')
    .type(DashboardLinkType.Dashboards)
    .tags([TAG])
    .asDropdown(true)
    .includeVars(true)
    .keepTime(true),
];
