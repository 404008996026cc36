import { always, missingWhile, series, wrongly, type Cases, type InputSeries } from '../alert-case';
import { driver, etl, phase, podLabels, runningPod, stateOf, up } from './subjects';

const gauge = (name: string, values: string, labels: object = etl): InputSeries => [
  series(`kube_sparkapplication_${name}`, { ...labels }),
  values,
];
const finishedRuns = [1, 2, 3, 4, 5].flatMap((number): InputSeries[] => {
  const labels = { ...etl, app: `etl-old-${number}` };
  return [
    stateOf('COMPLETED', always(1), labels),
    // each took ten minutes
    gauge('status_last_submission_attempt_time', '0x5000', labels),
    gauge('status_termination_time', '600x5000', labels),
  ];
});

export const applicationCases: Cases = {
  alerts: () => [
    {
      alert: 'SparkApplicationFailed',
      series: [
        stateOf('FAILED', wrongly(1, 0)),
        stateOf('RUNNING', wrongly(0, 1)),
        // where the link to the history server leads
        gauge('info', '1x300', { ...etl, spark_app_id: 'spark-0123' }),
        gauge('info', '1x300', { ...etl, app: 'another', spark_app_id: 'spark-4567' }),
      ],
      labels: etl,
    },
    { alert: 'SparkSubmissionFailed', series: [stateOf('SUBMISSION_FAILED', wrongly(1, 0))], labels: etl },
    { alert: 'SparkApplicationStuckSubmitted', series: [stateOf('SUBMITTED', wrongly(1, 0))], labels: etl },
    {
      alert: 'SparkApplicationStuckInTransition',
      series: [stateOf('PENDING_RERUN', wrongly(1, 0))],
      labels: { ...etl, state: 'PENDING_RERUN' },
    },
    {
      alert: 'SparkApplicationRestarting',
      series: [stateOf('RUNNING', always(1)), [series('kube_sparkapplication_status_execution_attempts', etl), wrongly(3, 2)]],
      labels: etl,
      value: '3',
    },
    {
      alert: 'SparkApplicationRunsTooLong',
      // submitted after 20 minutes; the history allows 15
      from: 36,
      series: [...finishedRuns, stateOf('RUNNING', onlyWhileRunning()), gauge('status_last_submission_attempt_time', '_x20 1200x60')],
      labels: etl,
      value: '21m 0s',
    },
    {
      alert: 'SparkApplicationNotScraped',
      series: [stateOf('RUNNING', always(1)), up('spark-executors', missingWhile(1), etl)],
      labels: etl,
    },
    {
      alert: 'SparkDriverLost',
      series: [stateOf('RUNNING', always(1)), podLabels('etl-1-driver', 'driver'), phase('etl-1-driver', 'Running', wrongly(0, 1))],
      labels: etl,
    },
    {
      alert: 'SparkJobsFailing',
      from: 20,
      until: 79,
      series: [driver('appStatus_jobs_failedJobs_Count', '0x19 1x100')],
      labels: etl,
      value: '1',
    },
  ],
  lookAlikes: [
    {
      name: 'a run that failed is settled by a later success of its schedule',
      silent: ['SparkApplicationFailed'],
      series: [
        stateOf('FAILED', always(1)),
        gauge('status_termination_time', '100x5000'),
        stateOf('COMPLETED', always(1), { ...etl, app: 'etl-2' }),
        gauge('status_termination_time', '200x5000', { ...etl, app: 'etl-2' }),
      ],
    },
    {
      name: 'a driver pod that has finished does not make its completed application lost or unscraped',
      silent: ['SparkDriverLost', 'SparkApplicationNotScraped', 'SparkApplicationFailed', 'SparkApplicationStuckSubmitted'],
      series: [
        stateOf('COMPLETED', always(1)),
        stateOf('RUNNING', always(0)),
        podLabels('etl-1-driver', 'driver'),
        phase('etl-1-driver', 'Succeeded'),
        phase('etl-1-driver', 'Running', always(0)),
      ],
    },
    {
      name: 'a job shorter than two scrapes is neither stuck nor lost nor unscraped',
      silent: ['SparkApplicationNotScraped', 'SparkDriverLost', 'SparkApplicationStuckSubmitted', 'SparkApplicationRestarting'],
      series: [
        stateOf('SUBMITTED', '0x19 1 0x100'),
        stateOf('RUNNING', '0x20 1 0x100'),
        stateOf('COMPLETED', '0x21 1x100'),
        [series('kube_sparkapplication_status_execution_attempts', etl), '_x20 1x200'],
      ],
    },
    {
      name: 'the first scrapes of a driver fail',
      silent: ['SparkApplicationNotScraped'],
      series: [stateOf('RUNNING', always(1)), up('spark-executors', '0x2 1x200', etl)],
    },
    {
      name: 'an application that completed after several starts is not restarting',
      silent: ['SparkApplicationRestarting'],
      series: [stateOf('COMPLETED', always(1)), [series('kube_sparkapplication_status_execution_attempts', etl), always(3)]],
    },
    {
      name: 'a long run without a history of its own is not too long',
      silent: ['SparkApplicationRunsTooLong'],
      series: [stateOf('RUNNING', always(1)), gauge('status_last_submission_attempt_time', '0x5000')],
    },
    {
      name: 'a counter that is there from its first sample on has not grown',
      silent: ['SparkJobsFailing'],
      series: [driver('appStatus_jobs_failedJobs_Count', '_x20 3x200')],
    },
    {
      name: 'Prometheus restarts: a gap in all series settles nothing and starts nothing',
      silent: ['SparkApplicationNotScraped', 'SparkDriverLost', 'SparkApplicationFailed', 'TargetDown'],
      series: [
        stateOf('RUNNING', '1x29 _x8 1x160'),
        up('spark-executors', '1x29 _x8 1x160', etl),
        ...runningPod('etl-1-driver', 'driver').map(([selector]): InputSeries => [selector, '1x29 _x8 1x160']),
      ],
    },
  ],
};

function onlyWhileRunning(): InputSeries[1] {
  return ({ until }) => `_x20 1x${until - 21} 0x20`;
}
