/**
 * The expression language: PromQL that the compiler understands. One import for rules and dashboards; the series come from the catalogue.
 *
 * ```ts
 * const { taskTime, failedTasks, totalTasks } = executorMetrics;
 * const application = ['namespace', 'app'] as const;
 *
 * // Only counters have a rate, only labels of the series can be selected or grouped by, and the unit follows by itself.
 * const busy = sumBy(application, rate(taskTime.where({ executor_id: not('driver') }), '5m')); // ratio: seconds per second
 *
 * // Equal labels match one to one; fewer labels on one side become `on (…) group_left ()`; anything else does not compile.
 * const failed = ratio(sumBy(application, totalOf(failedTasks)), sumBy(application, totalOf(totalTasks)));
 *
 * // A recording is used like a gauge and has the unit and labels of its expression.
 * export const failedTaskRatio = recording({ record: 'spok:app_failed_task:ratio', of: failed, about: 'Share of tasks that failed.' });
 *
 * // A rule takes a `RuleExpression`; `variable()` and Grafana's windows make a `PanelExpression`, which a rule refuses.
 * const alert: RuleExpression = and(above(failedTaskRatio, 0.1), above(sumBy(application, totalOf(totalTasks)), 100));
 * const panel: PanelExpression = rate(taskTime.where({ namespace: variable('namespace') }), PANEL_RATE_WINDOW);
 *
 * alert.promql;            // the text
 * grafanaUnit(panel.unit); // the unit of the panel
 * panel.labels;            // what a legend may show
 * panel.reads;             // which catalogue entries and recordings it needs
 * ```
 */
export * from './aggregation';
export * from './arithmetic';
export * from './comparison';
export * from './constant';
export type { Expression, LabelOf, PanelExpression, RuleExpression, Scope, UnitOf } from './expression';
export * from './histogram';
export { matching, not, oneOf, present, variable, type Matcher } from './matcher';
export * from './over-time';
export { evenlySampled, recording, tally, type AnyRecording, type RecordName, type Recording } from './recording';
export type { Kind, Series } from './series';
export * from './sets';
export { grafanaUnit, type Unit } from './unit';
export { PANEL_RANGE, PANEL_RATE_WINDOW, windowSeconds, type FixedWindow, type PanelWindow, type Window } from './window';
