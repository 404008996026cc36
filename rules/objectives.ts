import { burnRates, type BurnRate, type Objective } from '../config/schema/objectives';
import { secondsOf } from '../config/schema/values';
import { above, and, or, type FixedWindow, type RuleExpression } from '../metrics/promql';
import { schedulesScreen } from './dashboard-link';
import { alert, group } from './rule';
import type { RuleSettings } from './settings';
import { failedRunRatio, lastSuccessAge, scheduleRecordings } from './runs';

type OfSchedule = 'namespace' | 'schedule' | 'team';

/** A window that holds that many runs. */
const windowOf = (runs: number, { runsEvery }: Objective): FixedWindow =>
  `${runs * Number.parseInt(runsEvery, 10)}${runsEvery.slice(-1) as 's' | 'm' | 'h' | 'd' | 'w'}`;

/** Error budget burns too fast in a long window, and still does in a short one. */
const burning = (
  schedule: string,
  objective: Objective,
  { longRuns, shortRuns, factor }: BurnRate,
): RuleExpression<'ratio', OfSchedule> => {
  const failing = factor * (1 - objective.successRatio);
  const over = (runs: number) => above(failedRunRatio(windowOf(runs, objective), schedule), Number(failing.toFixed(6)));
  return and(over(longRuns), over(shortRuns));
};

const stale = (schedule: string, { freshness }: Objective): RuleExpression<'seconds', OfSchedule> =>
  above(lastSuccessAge.where({ schedule }), secondsOf(freshness));

/** One alert for all schedules with an objective; none without. */
function ofAll<E extends RuleExpression<'ratio' | 'seconds', OfSchedule>>(
  objectives: Readonly<Record<string, Objective>>,
  rule: (schedule: string, objective: Objective) => E,
): RuleExpression<E['unit'], OfSchedule> | undefined {
  const rules: Array<RuleExpression<E['unit'], OfSchedule>> = Object.entries(objectives).map(([schedule, objective]) =>
    rule(schedule, objective),
  );
  return rules.length > 0 ? rules.reduce((all, one) => or(all, one)) : undefined;
}

/** How the runs of schedules ended, and what was promised about them in `spark.objectives`. */
export const objectiveRules = ({ spark: { objectives } }: Pick<RuleSettings, 'spark'>) => {
  const fast = ofAll(objectives, (schedule, objective) => burning(schedule, objective, burnRates.fast));
  const slow = ofAll(objectives, (schedule, objective) => burning(schedule, objective, burnRates.slow));
  const old = ofAll(objectives, stale);
  return group({
    name: 'spark-objectives',
    rules: [...scheduleRecordings, ...(fast && slow && old ? objectiveAlerts(fast, slow, old) : [])],
  });
};

const objectiveAlerts = (
  fast: RuleExpression<'ratio', OfSchedule>,
  slow: RuleExpression<'ratio', OfSchedule>,
  old: RuleExpression<'seconds', OfSchedule>,
) => [
  alert({
    alert: 'SparkScheduleBudgetBurningFast',
    expr: fast,
    severity: 'critical',
    summary: 'A schedule fails far more often than promised.',
    description: ({ namespace, schedule, team }, value) =>
      `${value.percentage} of the latest runs of ${schedule} in ${namespace} (team ${team}) failed; its error budget will soon be gone.`,
    dashboard: schedulesScreen,
  }),
  alert({
    alert: 'SparkScheduleBudgetBurningSlow',
    expr: slow,
    severity: 'warning',
    summary: 'A schedule fails more often than promised.',
    description: ({ namespace, schedule, team }, value) =>
      `${value.percentage} of the runs of ${schedule} in ${namespace} (team ${team}) failed over a long time.`,
    dashboard: schedulesScreen,
  }),
  alert({
    alert: 'SparkScheduleNotFresh',
    expr: old,
    severity: 'critical',
    summary: 'The result of a schedule is older than promised.',
    description: ({ namespace, schedule, team }, value) =>
      `The last successful run of ${schedule} in ${namespace} (team ${team}) ended ${value.duration} ago.`,
    dashboard: schedulesScreen,
  }),
];
