import {
  above,
  atLeast,
  countBy,
  isTrue,
  maxBy,
  multiply,
  constant,
  now,
  present,
  subtract,
  sumBy,
  sumOverTime,
  unless,
} from '../metrics/promql';
import { applicationMetrics, scheduleMetrics } from '../metrics/spark-applications';
import { schedulesScreen } from './dashboard-link';
import { alert, group } from './rule';
import type { RuleSettings } from './settings';
import { lastSuccessAge, runsFailed } from './runs';

const { state, nextRun, lastRun, suspended } = scheduleMetrics;
const ofSchedule = ['namespace', 'schedule', 'team'] as const;

const isSuspended = maxBy(ofSchedule, isTrue(suspended));
const runs = maxBy([...ofSchedule, 'app'], isTrue(applicationMetrics.state.where({ state: 'RUNNING', schedule: present })));
const period = subtract(maxBy(ofSchedule, nextRun), maxBy(ofSchedule, lastRun));

/** Whether schedules start their runs, and whether these do any good. */
export const scheduleRules = ({ thresholds }: Pick<RuleSettings, 'thresholds'>) => {
  const { schedules: limit, applications } = thresholds;
  return group({
    name: 'spark-schedules',
    rules: [
      alert({
        alert: 'SparkScheduleMissed',
        // with the policy Forbid a start waits for the run before, which is a matter of its duration
        expr: unless(
          unless(above(subtract(now, maxBy(ofSchedule, nextRun)), limit.missedAfterSeconds), isSuspended),
          countBy(ofSchedule, runs),
        ),
        for: '5m',
        severity: 'critical',
        summary: 'A scheduled Spark run did not start.',
        description: ({ namespace, schedule, team }, value) =>
          `The next run of ${schedule} in ${namespace} (team ${team}) should have started ${value.duration} ago.`,
        dashboard: schedulesScreen,
      }),
      alert({
        alert: 'SparkScheduleStale',
        expr: unless(above(lastSuccessAge, multiply(period, constant(limit.stalePeriods, 'ratio'))), isSuspended),
        for: '10m',
        severity: 'warning',
        summary: 'A schedule has had no success for several periods.',
        description: ({ namespace, schedule, team }, value) =>
          `The last successful run of ${schedule} in ${namespace} (team ${team}) ended ${value.duration} ago.`,
        dashboard: schedulesScreen,
      }),
      alert({
        alert: 'SparkScheduleFailingRepeatedly',
        expr: atLeast(sumBy(ofSchedule, sumOverTime(runsFailed, '1d')), applications.failuresPerDay),
        severity: 'critical',
        summary: 'Runs of a schedule fail again and again.',
        description: ({ namespace, schedule, team }, value) =>
          `${value.number} runs of ${schedule} in ${namespace} (team ${team}) failed within a day.`,
        dashboard: schedulesScreen,
      }),
      alert({
        alert: 'SparkScheduleSuspended',
        expr: isSuspended,
        for: limit.suspendedFor,
        severity: 'info',
        summary: 'A schedule is suspended and perhaps forgotten.',
        description: ({ namespace, schedule, team }) => `${schedule} in ${namespace} (team ${team}) has been suspended for long.`,
        dashboard: schedulesScreen,
      }),
      alert({
        alert: 'SparkScheduleRunsOverlap',
        expr: above(countBy(ofSchedule, runs), 1),
        // with the policy Replace the old run needs a moment to go
        for: '5m',
        severity: 'warning',
        summary: 'Runs of one schedule overlap.',
        description: ({ namespace, schedule, team }, value) =>
          `${value.number} runs of ${schedule} in ${namespace} (team ${team}) run at the same time, on the same data.`,
        dashboard: schedulesScreen,
      }),
      alert({
        alert: 'SparkScheduleInvalid',
        expr: maxBy(ofSchedule, isTrue(state.where({ state: 'FailedValidation' }))),
        for: '5m',
        severity: 'warning',
        summary: 'The operator refuses a schedule.',
        description: ({ namespace, schedule, team }) => `${schedule} in ${namespace} (team ${team}) failed validation and will not run.`,
        dashboard: schedulesScreen,
      }),
    ],
  });
};
