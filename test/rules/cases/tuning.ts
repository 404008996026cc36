import { always, growing, series, wrongly, type Cases, type InputSeries, type Values } from '../alert-case';
import { driver, etl, executor, phase, podLabels, pushed, runningPod } from './subjects';

const container = (name: string, pod: string, values: Values, role = 'executor'): InputSeries => [
  series(name, { namespace: 'spark', pod, container: `spark-kubernetes-${role}`, image: 'spark', id: '/x', name: 'x' }),
  values,
];
const limits = (pod: string, bytes: number): InputSeries => [
  series('kube_pod_container_resource_limits', {
    namespace: 'spark',
    pod,
    container: 'spark-kubernetes-executor',
    resource: 'memory',
    unit: 'byte',
  }),
  always(bytes),
];
const requests = (pod: string, cores: number): InputSeries => [
  series('kube_pod_container_resource_requests', {
    namespace: 'spark',
    pod,
    container: 'spark-kubernetes-executor',
    resource: 'cpu',
    unit: 'core',
  }),
  always(cores),
];
/** Unified memory of a heap of 1 GiB. */
const unified = executor('maxMemory_bytes', 1, always(455_501_414));
const heapPeak = (values: Values) => executor('JVMHeapMemory_bytes', 1, values);
const enoughWork = executor('totalDuration_seconds_total', 1, always(1000));
const gc = (values: Values) => executor('totalGCTime_seconds_total', 1, values);
/** The driver's row: its task time is the uptime of the application. */
const driverRow = [
  executor('totalDuration_seconds_total', 'driver', always(100_000)),
  executor('totalGCTime_seconds_total', 'driver', always(50_000)),
];

export const tuningCases: Cases = {
  alerts: () => [
    { alert: 'SparkGcTimeHigh', series: [enoughWork, gc(wrongly(150, 50)), ...driverRow], labels: etl, value: '15%' },
    {
      alert: 'SparkFullGcRepeating',
      // one a minute: the fourth within ten minutes
      from: 24,
      until: 60,
      series: [executor('MajorGCCount_total', 1, '0x20 1+1x30 31x100')],
      labels: etl,
      value: '9',
    },
    {
      alert: 'SparkHeapOversized',
      series: [enoughWork, gc(always(10)), unified, heapPeak(wrongly(536_870_912, 900_000_000))],
      labels: etl,
      value: '50%',
    },
    {
      alert: 'SparkHeapUndersized',
      series: [enoughWork, gc(always(200)), unified, heapPeak(wrongly(1_052_266_988, 900_000_000))],
      labels: etl,
      value: '98%',
    },
    {
      alert: 'SparkContainerNearMemoryLimit',
      series: [
        ...runningPod('etl-1-exec-1', 'executor'),
        limits('etl-1-exec-1', 1000),
        container('container_memory_working_set_bytes', 'etl-1-exec-1', wrongly(970, 900)),
      ],
      labels: { ...etl, pod: 'etl-1-exec-1', role: 'executor', container: 'spark-kubernetes-executor' },
      value: '97%',
    },
    {
      alert: 'SparkExecutorsIdle',
      every: '30s',
      // the 61st sample
      from: 60,
      until: 300,
      series: [executor('maxTasks', 1, always(4)), executor('activeTasks', 1, '1x199 4x300')],
      labels: etl,
      value: '25%',
    },
    {
      alert: 'SparkCoresOverprovisioned',
      every: '30s',
      from: 1,
      until: 400,
      series: [
        ...runningPod('etl-1-exec-1', 'executor'),
        requests('etl-1-exec-1', 8),
        container('container_cpu_usage_seconds_total', 'etl-1-exec-1', '0+30x200 6000+240x300'),
      ],
      labels: etl,
      value: '12.19%',
    },
    {
      alert: 'SparkExecutorsUnneeded',
      series: [
        driver('ExecutorAllocationManager_executors_numberAllExecutors_Value', always(5)),
        driver('ExecutorAllocationManager_executors_numberMaxNeededExecutors_Value', wrongly(2, 5)),
      ],
      labels: etl,
      value: '3',
    },
    {
      alert: 'SparkStragglers',
      series: [
        executor('maxTasks', 1, always(40)),
        executor('activeTasks', 1, wrongly(1, 40)),
        driver('DAGScheduler_stage_runningStages_Value', always(1)),
      ],
      labels: etl,
      value: '2.5%',
    },
    {
      alert: 'SparkExecutorsImbalanced',
      from: 1,
      until: 54,
      series: [
        executor('totalDuration_seconds_total', 1, '1000+50x39 2950+1x100'),
        executor('totalDuration_seconds_total', 2, '1000+10x39 1390+1x100'),
        executor('totalDuration_seconds_total', 3, '1000+10x39 1390+1x100'),
      ],
      labels: etl,
      value: '5',
    },
    {
      alert: 'SparkTasksFailing',
      from: 25,
      until: 50,
      series: [executor('totalTasks_total', 1, growing(20)), executor('failedTasks_total', 1, '0x19 6+6x20 126x100')],
      labels: etl,
      value: '22%',
    },
    {
      alert: 'SparkTasksTooSmall',
      from: 3,
      until: 50,
      series: [executor('totalDuration_seconds_total', 1, growing(300)), executor('completedTasks_total', 1, '0+3000x40 120000x100')],
      labels: etl,
      value: '100ms',
    },
    {
      alert: 'SparkCachePressure',
      series: [unified, executor('memoryUsed_bytes', 1, wrongly(432_726_343, 1000)), executor('diskUsed_bytes', 1, always(5000))],
      labels: etl,
      value: '95%',
    },
    {
      alert: 'SparkSpillSuspected',
      from: 6,
      until: 40,
      series: [
        podLabels('etl-1-exec-1', 'executor'),
        container('container_fs_writes_bytes_total', 'etl-1-exec-1', '0+11880000000x30 356400000000x100'),
        executor('totalShuffleWrite_bytes_total', 1, growing(60_000_000)),
        // shared by two
        executor('maxTasks', 1, always(4)),
        executor('maxTasks', 2, always(4)),
      ],
      labels: etl,
      value: '93.46Mi',
    },
    {
      alert: 'SparkContainerThrottled',
      from: 1,
      until: 40,
      series: [
        podLabels('etl-1-exec-1', 'executor'),
        container('container_cpu_cfs_periods_total', 'etl-1-exec-1', growing(600)),
        container('container_cpu_cfs_throttled_periods_total', 'etl-1-exec-1', '0+300x30 9000x100'),
      ],
      labels: { ...etl, pod: 'etl-1-exec-1', role: 'executor', container: 'spark-kubernetes-executor' },
      value: '50%',
    },
    {
      alert: 'SparkDriverSaturated',
      series: [driver('DAGScheduler_messageProcessingTime_95thPercentile', wrongly(2e9, 1e6))],
      labels: etl,
      value: '2s',
    },
    {
      alert: 'SparkListenerQueueFilling',
      series: [driver('spark_driver_listenerbus_queue_size', wrongly(8000, 10), { queue: 'appStatus' })],
      labels: { ...etl, queue: 'appStatus' },
      value: '8k',
    },
    {
      alert: 'SparkListenerBusDroppingEvents',
      until: 29,
      series: [driver('spark_driver_listenerbus_queue_dropped_events_total', '0x19 9x100', { queue: 'eventLog' })],
      labels: { ...etl, queue: 'eventLog' },
      value: '9',
    },
  ],
  lookAlikes: [
    {
      name: 'executors that tell their spill need no guess, however much they write',
      silent: ['SparkSpillSuspected'],
      series: [
        podLabels('etl-1-exec-1', 'executor'),
        container('container_fs_writes_bytes_total', 'etl-1-exec-1', growing(6_000_000_000)),
        executor('totalShuffleWrite_bytes_total', 1, growing(60_000_000)),
        pushed('disk_spilled_bytes_total', always(0)),
      ],
    },
    {
      name: 'the row of the driver, whose garbage collection and uptime are its own, counts for no executor',
      silent: ['SparkGcTimeHigh', 'SparkExecutorsImbalanced', 'SparkHeapUndersized', 'SparkFullGcRepeating'],
      series: [
        enoughWork,
        gc(always(10)),
        ...driverRow,
        unified,
        heapPeak(always(800_000_000)),
        executor('JVMHeapMemory_bytes', 'driver', always(1e12)),
        executor('MajorGCCount_total', 'driver', growing(5)),
      ],
    },
    {
      name: 'a short peak of memory, of scheduling time and of garbage collection',
      silent: ['SparkContainerNearMemoryLimit', 'SparkDriverSaturated', 'SparkGcTimeHigh', 'SparkListenerQueueFilling'],
      series: [
        ...runningPod('etl-1-exec-1', 'executor'),
        limits('etl-1-exec-1', 1000),
        container('container_memory_working_set_bytes', 'etl-1-exec-1', '900x19 990x3 900x200'),
        driver('DAGScheduler_messageProcessingTime_95thPercentile', '1000x19 5000000000x5 1000x200'),
        enoughWork,
        gc('10x19 200x3 10x200'),
        driver('spark_driver_listenerbus_queue_size', '0x19 9000 0x200', { queue: 'appStatus' }),
      ],
    },
    {
      name: 'a driver pod that has finished keeps its limit and its last memory',
      silent: ['SparkContainerNearMemoryLimit'],
      series: [
        podLabels('etl-1-exec-1', 'executor'),
        phase('etl-1-exec-1', 'Running', always(0)),
        limits('etl-1-exec-1', 1000),
        container('container_memory_working_set_bytes', 'etl-1-exec-1', always(990)),
      ],
    },
    {
      name: 'a run that has hardly begun gets no advice',
      silent: ['SparkGcTimeHigh', 'SparkHeapOversized', 'SparkExecutorsImbalanced'],
      series: [executor('totalDuration_seconds_total', 1, always(100)), gc(always(50)), unified, heapPeak(always(1000))],
    },
    {
      name: 'executors that have worked and never told their heap',
      silent: ['SparkHeapOversized'],
      series: [enoughWork, gc(always(10)), unified, heapPeak(always(0))],
    },
    {
      name: 'few failures among few tasks, and tasks that fail no longer',
      silent: ['SparkTasksFailing', 'SparkTasksTooSmall'],
      series: [
        executor('totalTasks_total', 1, growing(2)),
        executor('failedTasks_total', 1, '0x19 1+1x10 11x200'),
        executor('completedTasks_total', 1, growing(2)),
      ],
    },
    {
      name: 'more active tasks than slots, and none between two stages',
      silent: ['SparkStragglers'],
      series: [
        executor('maxTasks', 1, always(1)),
        executor('activeTasks', 1, '2x50 0x200'),
        driver('DAGScheduler_stage_runningStages_Value', '1x50 0x200'),
      ],
    },
  ],
};
