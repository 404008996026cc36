import {
  applicationStates,
  connectStates,
  scheduledSparkApplicationState,
  scheduleStates,
  sparkApplicationState,
  sparkConnectState,
} from './custom-resource-state';
import { gauge, info } from './metric';

const keysOf = <T extends object>(record: T) => Object.keys(record) as Array<keyof T & string>;
const application = keysOf(sparkApplicationState.labels);
const schedule = keysOf(scheduledSparkApplicationState.labels);

/**
 * State of SparkApplication, ScheduledSparkApplication and SparkConnect objects, read by kube-state-metrics: known without any scrape of Spark,
 * so a job shorter than two scrapes is not lost. The series live as long as the object.
 */
const state = {
  job: 'kube-state-metrics',
  tier: 'customResource',
  source: 'kubeflow/spark-operator api, read as metrics/custom-resource-state.ts says',
  proof: { exposition: 'kube-state-metrics-spark.txt' },
} as const;

const ofApplication = { ...state, labels: application } as const;
const ofSchedule = { ...state, labels: schedule } as const;

const name = <P extends string, M extends string>({ prefix }: { readonly prefix: P }, metric: M): `${P}_${M}` => `${prefix}_${metric}`;
type ApplicationGauge = keyof typeof sparkApplicationState.gauges;
type ScheduleGauge = keyof typeof scheduledSparkApplicationState.gauges;
const ofApplicationName = (metric: ApplicationGauge) => name(sparkApplicationState, metric);
const ofScheduleName = (metric: ScheduleGauge) => name(scheduledSparkApplicationState, metric);

export const applicationMetrics = {
  state: info({
    ...ofApplication,
    name: name(sparkApplicationState, sparkApplicationState.state.name),
    labels: [...application, 'state'],
    values: { state: applicationStates },
    about: '1 for the state the application is in, 0 for all others.',
  }),
  info: info({
    ...ofApplication,
    name: name(sparkApplicationState, 'info'),
    labels: [...application, ...keysOf(sparkApplicationState.info)],
    values: { type: ['Java', 'Scala', 'Python', 'R'] },
    about: 'Identity, image and memory settings of the application.',
  }),
  lastSubmission: gauge({
    ...ofApplication,
    name: ofApplicationName('status_last_submission_attempt_time'),
    unit: 'timestamp',
    about: 'When it was last submitted; the run starts here.',
  }),
  termination: gauge({
    ...ofApplication,
    name: ofApplicationName('status_termination_time'),
    unit: 'timestamp',
    about: 'When the run ended; absent while it runs.',
  }),
  executionAttempts: gauge({
    ...ofApplication,
    name: ofApplicationName('status_execution_attempts'),
    unit: 'count',
    about: 'Times it was started.',
  }),
  executorInstances: gauge({
    ...ofApplication,
    name: ofApplicationName('spec_executor_instances'),
    unit: 'count',
    about: 'Executors asked for, where allocation is not dynamic.',
  }),
};

export const scheduleMetrics = {
  state: info({
    ...ofSchedule,
    name: name(scheduledSparkApplicationState, scheduledSparkApplicationState.state.name),
    labels: [...schedule, 'state'],
    values: { state: scheduleStates },
    about: '1 for the state the schedule is in, 0 for all others.',
  }),
  info: info({
    ...ofSchedule,
    name: name(scheduledSparkApplicationState, 'info'),
    labels: [...schedule, ...keysOf(scheduledSparkApplicationState.info)],
    values: { concurrency_policy: ['Allow', 'Forbid', 'Replace'] },
    proof: { exposition: 'kube-state-metrics-platform.txt' },
    about: 'Cron expression, time zone and concurrency policy of the schedule.',
  }),
  lastRun: gauge({ ...ofSchedule, name: ofScheduleName('status_last_run_time'), unit: 'timestamp', about: 'When it last started a run.' }),
  nextRun: gauge({
    ...ofSchedule,
    name: ofScheduleName('status_next_run_time'),
    unit: 'timestamp',
    about: 'When it will start the next run.',
  }),
  suspended: gauge({ ...ofSchedule, name: ofScheduleName('spec_suspend'), unit: 'boolean', about: '1 while it is suspended.' }),
};

export const connectMetrics = {
  state: info({
    ...state,
    name: name(sparkConnectState, sparkConnectState.state.name),
    labels: [...keysOf(sparkConnectState.labels), 'state'],
    values: { state: connectStates },
    proof: { exposition: 'kube-state-metrics-platform.txt' },
    about: '1 for the state the Spark Connect server is in, 0 for all others.',
  }),
};
