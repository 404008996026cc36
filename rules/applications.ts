import {
  above,
  and,
  atLeast,
  below,
  countBy,
  increase,
  isTrue,
  maxBy,
  maxOverTime,
  multiply,
  now,
  constant,
  oneOf,
  present,
  quantileBy,
  recording,
  subtract,
  sumBy,
  unless,
} from '../metrics/promql';
import { targetMetrics } from '../metrics/prometheus';
import { applicationMetrics } from '../metrics/spark-applications';
import { driverMetrics } from '../metrics/spark-driver';
import { applicationScreen } from './dashboard-link';
import { application, runningSparkPods } from './identity';
import { alert, group } from './rule';
import type { RuleSettings } from './settings';
import { lastSuccess, runDuration } from './runs';

const { state, termination, lastSubmission, executionAttempts } = applicationMetrics;
const { failedJobs } = driverMetrics;

const inState = (first: string, ...others: readonly string[]) =>
  maxBy(application, isTrue(state.where({ state: others.length > 0 ? oneOf(first, ...others) : first })));
const running = inState('RUNNING');
const ofSchedule = ['namespace', 'schedule', 'team'] as const;

/** Runs and their age: RUNNING, since their last submission. */
export const runningSeconds = recording({
  record: 'spok:app_running_seconds:max',
  of: maxBy(application, and(subtract(now, lastSubmission), isTrue(state.where({ state: 'RUNNING' })), { on: ['namespace', 'app'] })),
  about: 'Age of a run that is running.',
});

/** A run of a schedule that failed is settled when a later run succeeds; a single application when it is run again. */
const failed = inState('FAILED');
const settled = below(
  maxBy(application, and(termination, isTrue(state.where({ state: 'FAILED' })), { on: ['namespace', 'app'] })),
  lastSuccess,
);

/** What the longest of the finished runs took: the last two weeks of each run that is still remembered. */
const history = maxOverTime(runDuration.where({ schedule: present }), '14d');

/** What became of each application: known from its object, so also for jobs too short to be scraped. */
export const applicationRules = ({ thresholds: { applications: limit } }: Pick<RuleSettings, 'thresholds'>) =>
  group({
    name: 'spark-applications',
    rules: [
      runningSeconds,
      alert({
        alert: 'SparkApplicationFailed',
        expr: unless(failed, settled),
        severity: 'warning',
        summary: 'A Spark application has failed.',
        description: ({ namespace, app, team }) => `${app} in ${namespace} (team ${team}) has failed after all its retries.`,
        dashboard: applicationScreen,
      }),
      alert({
        alert: 'SparkSubmissionFailed',
        expr: inState('SUBMISSION_FAILED'),
        // the operator tries again after a minute
        for: '5m',
        severity: 'warning',
        summary: 'A Spark application could not be submitted.',
        description: ({ namespace, app, team }) => `The operator cannot start a driver for ${app} in ${namespace} (team ${team}).`,
        dashboard: applicationScreen,
      }),
      alert({
        alert: 'SparkApplicationStuckSubmitted',
        expr: inState('SUBMITTED'),
        // pulling the images of a first run takes minutes
        for: '10m',
        severity: 'warning',
        summary: 'A Spark application was submitted and does not run.',
        description: ({ namespace, app, team }) => `The driver of ${app} in ${namespace} (team ${team}) has not begun to run.`,
        dashboard: applicationScreen,
      }),
      alert({
        alert: 'SparkApplicationStuckInTransition',
        expr: maxBy(
          [...application, 'state'],
          isTrue(
            state.where({ state: oneOf('PENDING_RERUN', 'INVALIDATING', 'SUCCEEDING', 'FAILING', 'SUSPENDING', 'RESUMING', 'UNKNOWN') }),
          ),
        ),
        for: '15m',
        severity: 'warning',
        summary: 'A Spark application does not leave a state that should be short.',
        description: ({ namespace, app, team, state }) => `${app} in ${namespace} (team ${team}) stays in ${state}.`,
        dashboard: applicationScreen,
      }),
      alert({
        alert: 'SparkApplicationRestarting',
        expr: and(
          above(maxBy(application, executionAttempts), limit.startAttempts),
          inState('RUNNING', 'SUBMITTED', 'PENDING_RERUN', 'FAILING'),
        ),
        severity: 'warning',
        summary: 'A Spark application fails and is started again.',
        description: ({ namespace, app, team }, value) => `${app} in ${namespace} (team ${team}) is in its start number ${value.number}.`,
        dashboard: applicationScreen,
      }),
      alert({
        alert: 'SparkApplicationRunsTooLong',
        expr: and(
          above(
            maxBy([...ofSchedule, 'app'], runningSeconds.where({ schedule: present })),
            multiply(quantileBy(0.95, ofSchedule, history), constant(limit.durationOverHistory, 'ratio')),
          ),
          atLeast(countBy(ofSchedule, history), limit.runsOfHistory),
        ),
        for: '5m',
        severity: 'warning',
        summary: 'A run takes longer than the runs of its schedule before it.',
        description: ({ namespace, app, schedule, team }, value) =>
          `${app} of schedule ${schedule} in ${namespace} (team ${team}) has been running for ${value.duration}.`,
        dashboard: applicationScreen,
      }),
      alert({
        alert: 'SparkApplicationNotScraped',
        expr: unless(running, maxBy(['namespace', 'app'], isTrue(targetMetrics.up.where({ job: 'spark-executors' })))),
        // a driver answers its first one to three scrapes with a page of HTML
        for: '5m',
        severity: 'warning',
        summary: 'A running Spark application gives no metrics.',
        description: ({ namespace, app, team }) =>
          `${app} in ${namespace} (team ${team}) runs, but Prometheus gets no metrics from its driver: nothing is known about its tasks.`,
        dashboard: applicationScreen,
      }),
      alert({
        alert: 'SparkDriverLost',
        expr: unless(running, maxBy(['namespace', 'app'], runningSparkPods.where({ role: 'driver' }))),
        for: '5m',
        severity: 'warning',
        summary: 'A Spark application is said to run and has no driver.',
        description: ({ namespace, app, team }) =>
          `${app} in ${namespace} (team ${team}) is in state RUNNING, but no driver pod of it runs.`,
        dashboard: applicationScreen,
      }),
      alert({
        alert: 'SparkJobsFailing',
        expr: above(sumBy(application, increase(failedJobs, '1h')), 0),
        severity: 'warning',
        summary: 'Jobs of a running Spark application fail.',
        description: ({ namespace, app, team }, value) =>
          `${value.number} jobs of ${app} in ${namespace} (team ${team}) failed within an hour.`,
        dashboard: applicationScreen,
      }),
    ],
  });
