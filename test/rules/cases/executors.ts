import { always, growingWhile, onlyWhile, series, wrongly, type Cases, type InputSeries, type Values } from '../alert-case';
import { driver, etl, executor, phase, podLabels, runningPod, stateOf } from './subjects';

const allocation = (name: string, values: Values) => driver(`ExecutorAllocationManager_executors_number${name}`, values);
const ofPod = (name: string, pod: string, values: Values, labels: object = {}): InputSeries => [
  series(name, { namespace: 'spark', pod, uid: `uid-of-${pod}`, ...labels }),
  values,
];
const terminated = (pod: string, container: string, values: Values) =>
  ofPod('kube_pod_container_status_terminated_reason', pod, values, { container, reason: 'OOMKilled' });
const maxTasks = (id: string, values: Values) => executor('maxTasks', id, values);

export const executorCases: Cases = {
  alerts: () => [
    {
      alert: 'SparkPodsUnschedulable',
      series: [podLabels('etl-1-exec-1', 'executor'), ofPod('kube_pod_status_unschedulable', 'etl-1-exec-1', onlyWhile(1))],
      labels: { ...etl, role: 'executor' },
      value: '1',
    },
    {
      alert: 'SparkExecutorsPending',
      series: [podLabels('etl-1-exec-1', 'executor'), phase('etl-1-exec-1', 'Pending', wrongly(1, 0))],
      labels: etl,
      value: '1',
    },
    {
      alert: 'SparkExecutorsMissing',
      series: [
        stateOf('RUNNING', always(1)),
        [series('kube_sparkapplication_spec_executor_instances', etl), always(2)],
        maxTasks('driver', always(0)),
        maxTasks('1', ({ from, until }) => `4x${from - 1} stale _x${until - from - 1} 4x20`),
        maxTasks('2', ({ from, until }) => `4x${from - 1} stale _x${until - from - 1} 4x20`),
      ],
      labels: etl,
      value: '2',
    },
    {
      alert: 'SparkExecutorsLost',
      until: 49,
      series: [allocation('ExecutorsExitedUnexpectedly_Count', '0x19 3x100')],
      labels: etl,
      value: '3',
    },
    {
      alert: 'SparkDriverOomKilled',
      // an hour later it is history
      until: 80,
      series: [
        podLabels('etl-1-driver', 'driver'),
        terminated('etl-1-driver', 'spark-kubernetes-driver', '_x20 1x200'),
        ofPod('kube_pod_completion_time', 'etl-1-driver', '_x20 1200x200'),
      ],
      labels: { ...etl, pod: 'etl-1-driver' },
    },
    {
      alert: 'SparkExecutorOomKilled',
      until: 29,
      series: [
        podLabels('etl-1-exec-1', 'executor'),
        ofPod('container_oom_events_total', 'etl-1-exec-1', '0x19 1x200', { container: 'spark-kubernetes-executor' }),
      ],
      labels: { ...etl, pod: 'etl-1-exec-1' },
    },
    {
      alert: 'SparkPodEvicted',
      series: [podLabels('etl-1-exec-1', 'executor'), ofPod('kube_pod_status_reason', 'etl-1-exec-1', onlyWhile(1), { reason: 'Evicted' })],
      labels: { ...etl, pod: 'etl-1-exec-1', reason: 'Evicted' },
    },
    {
      alert: 'SparkImagePullFailing',
      series: [
        podLabels('etl-1-driver', 'driver'),
        ofPod('kube_pod_container_status_waiting_reason', 'etl-1-driver', onlyWhile(1), {
          container: 'spark-kubernetes-driver',
          reason: 'ImagePullBackOff',
        }),
      ],
      labels: { ...etl, pod: 'etl-1-driver', reason: 'ImagePullBackOff' },
    },
    {
      alert: 'SparkDynamicAllocationAtCeiling',
      series: [
        allocation('MaxNeededExecutors_Value', wrongly(6, 3)),
        allocation('TargetExecutors_Value', always(3)),
        allocation('AllExecutors_Value', always(3)),
      ],
      labels: etl,
      value: '3',
    },
  ],
  lookAlikes: [
    {
      name: 'dynamic allocation is idle with no executor at all',
      silent: [
        'SparkExecutorsMissing',
        'SparkDynamicAllocationAtCeiling',
        'SparkExecutorsUnneeded',
        'SparkExecutorsIdle',
        'SparkStragglers',
      ],
      every: '30s',
      series: [
        stateOf('RUNNING', always(1)),
        [series('kube_sparkapplication_spec_executor_instances', etl), always(2)],
        maxTasks('driver', always(0)),
        executor('activeTasks', 'driver', always(0)),
        allocation('MaxNeededExecutors_Value', always(0)),
        allocation('TargetExecutors_Value', always(0)),
        allocation('AllExecutors_Value', always(0)),
      ],
      evaluations: 240,
    },
    {
      name: 'executors come within the usual minutes',
      silent: ['SparkExecutorsPending', 'SparkPodsUnschedulable', 'SparkExecutorsMissing'],
      series: [
        podLabels('etl-1-exec-1', 'executor'),
        phase('etl-1-exec-1', 'Pending', '1x8 0x100'),
        ofPod('kube_pod_status_unschedulable', 'etl-1-exec-1', '1x8 stale'),
        stateOf('RUNNING', always(1)),
        [series('kube_sparkapplication_spec_executor_instances', etl), always(1)],
        maxTasks('driver', always(0)),
        maxTasks('1', '_x8 4x100'),
      ],
    },
    {
      name: 'executors that leave because they are idle are not lost',
      silent: ['SparkExecutorsLost'],
      series: [allocation('ExecutorsExitedUnexpectedly_Count', always(0)), allocation('ExecutorsKilledByDriver_Count', growingWhile(1))],
    },
    {
      name: 'a container of somebody else is killed for memory',
      silent: ['SparkExecutorOomKilled', 'SparkDriverOomKilled'],
      series: [
        ...runningPod('etl-1-exec-1', 'executor'),
        ofPod('container_oom_events_total', 'etl-1-exec-1', '0x19 1x100', { container: 'sidecar' }),
        terminated('other', 'app', always(1)),
      ],
    },
  ],
};
