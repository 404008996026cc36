import { counter, gauge, lifetimeCounter } from './metric';

/**
 * DropWizard registry of the driver (`/metrics/prometheus/`). `spark.metrics.namespace=spark` keeps the application out of the
 * names; `_Number` copies and the `type` label are dropped, queue names become a label (see `relabelling.ts`).
 */
const spark = 'apache/spark core/src/main/scala/org/apache/spark';
const driver = { job: 'spark-driver', labels: [], tier: 'native', proof: { exposition: 'spark-driver.txt' } } as const;
const scheduler = { ...driver, source: `${spark}/scheduler/DAGSchedulerSource.scala` } as const;
const appStatus = { ...driver, source: `${spark}/status/AppStatusSource.scala` } as const;
const allocation = { ...driver, source: `${spark}/ExecutorAllocationManager.scala`, unit: 'count' } as const;
const blocks = { ...driver, source: `${spark}/storage/BlockManagerSource.scala`, unit: 'mebibytes' } as const;
const listenerBus = { ...driver, source: `${spark}/scheduler/AsyncEventQueue.scala`, labels: ['queue'], unit: 'events' } as const;
const jvm = { ...driver, source: `${spark}/metrics/source/JvmSource.scala` } as const;
const ownMemory = { ...driver, source: `${spark}/executor/ExecutorMetricsSource.scala`, unit: 'bytes' } as const;

export const driverMetrics = {
  // Scheduler
  activeJobs: gauge({
    ...scheduler,
    name: 'metrics_spark_driver_DAGScheduler_job_activeJobs_Value',
    unit: 'count',
    about: 'Jobs running now.',
  }),
  allJobs: lifetimeCounter({
    ...scheduler,
    name: 'metrics_spark_driver_DAGScheduler_job_allJobs_Value',
    unit: 'count',
    about: 'Jobs ever submitted; only grows although Spark calls it a gauge.',
  }),
  runningStages: gauge({
    ...scheduler,
    name: 'metrics_spark_driver_DAGScheduler_stage_runningStages_Value',
    unit: 'count',
    about: 'Stages running now.',
  }),
  waitingStages: gauge({
    ...scheduler,
    name: 'metrics_spark_driver_DAGScheduler_stage_waitingStages_Value',
    unit: 'count',
    about: 'Stages that wait for their parents.',
  }),
  messageProcessingTimeP95: gauge({
    ...scheduler,
    name: 'metrics_spark_driver_DAGScheduler_messageProcessingTime_95thPercentile',
    unit: 'nanoseconds',
    about: 'Time the scheduler needs for one event, 95th percentile: the driver is saturated when it grows.',
  }),

  // Results, counted when a job ends
  succeededJobs: lifetimeCounter({
    ...appStatus,
    name: 'metrics_spark_driver_appStatus_jobs_succeededJobs_Count',
    unit: 'count',
    about: 'Jobs that succeeded.',
  }),
  failedJobs: lifetimeCounter({
    ...appStatus,
    name: 'metrics_spark_driver_appStatus_jobs_failedJobs_Count',
    unit: 'count',
    about: 'Jobs that failed; stopping a streaming query counts too.',
  }),
  completedStages: lifetimeCounter({
    ...appStatus,
    name: 'metrics_spark_driver_appStatus_stages_completedStages_Count',
    unit: 'count',
    about: 'Stages that completed.',
  }),
  failedStages: lifetimeCounter({
    ...appStatus,
    name: 'metrics_spark_driver_appStatus_stages_failedStages_Count',
    unit: 'count',
    about: 'Stages that failed; counted when their job ends.',
  }),
  skippedStages: lifetimeCounter({
    ...appStatus,
    name: 'metrics_spark_driver_appStatus_stages_skippedStages_Count',
    unit: 'count',
    about: 'Stages whose result was already there.',
  }),
  completedTasks: lifetimeCounter({
    ...appStatus,
    name: 'metrics_spark_driver_appStatus_tasks_completedTasks_Count',
    unit: 'tasks',
    about: 'Tasks that succeeded, those of removed executors included; counted when their job ends.',
  }),
  failedTasks: lifetimeCounter({
    ...appStatus,
    name: 'metrics_spark_driver_appStatus_tasks_failedTasks_Count',
    unit: 'tasks',
    about: 'Task attempts that failed, those of removed executors included; counted when their job ends.',
  }),
  killedTasks: lifetimeCounter({
    ...appStatus,
    name: 'metrics_spark_driver_appStatus_tasks_killedTasks_Count',
    unit: 'tasks',
    about: 'Tasks that were stopped, e.g. because their executor left.',
  }),
  excludedExecutors: lifetimeCounter({
    ...appStatus,
    name: 'metrics_spark_driver_appStatus_tasks_excludedExecutors_Count',
    unit: 'count',
    about: 'Executors excluded for failing too often.',
  }),
  lastJobDuration: gauge({
    ...appStatus,
    name: 'metrics_spark_driver_appStatus_jobDuration_Value',
    unit: 'milliseconds',
    about: 'Duration of the last job.',
  }),

  // Dynamic allocation: only where it is on, from the start
  executorsTarget: gauge({
    ...allocation,
    name: 'metrics_spark_driver_ExecutorAllocationManager_executors_numberTargetExecutors_Value',
    about: 'Executors that Spark asks Kubernetes for, capped by maxExecutors.',
  }),
  executorsMaxNeeded: gauge({
    ...allocation,
    name: 'metrics_spark_driver_ExecutorAllocationManager_executors_numberMaxNeededExecutors_Value',
    about: 'Executors that would run all pending tasks at once; not capped.',
  }),
  executorsAll: gauge({
    ...allocation,
    name: 'metrics_spark_driver_ExecutorAllocationManager_executors_numberAllExecutors_Value',
    about: 'Executors registered now.',
  }),
  executorsPendingToRemove: gauge({
    ...allocation,
    name: 'metrics_spark_driver_ExecutorAllocationManager_executors_numberExecutorsPendingToRemove_Value',
    about: 'Executors asked to leave.',
  }),
  executorsExitedUnexpectedly: lifetimeCounter({
    ...allocation,
    name: 'metrics_spark_driver_ExecutorAllocationManager_executors_numberExecutorsExitedUnexpectedly_Count',
    about: 'Executors that died by themselves.',
  }),
  executorsKilledByDriver: lifetimeCounter({
    ...allocation,
    name: 'metrics_spark_driver_ExecutorAllocationManager_executors_numberExecutorsKilledByDriver_Count',
    about: 'Executors removed for being idle.',
  }),

  // Storage of the whole application, driver included
  storageMemoryUsed: gauge({
    ...blocks,
    name: 'metrics_spark_driver_BlockManager_memory_memUsed_MB_Value',
    about: 'Storage memory in use.',
  }),
  storageMemoryMax: gauge({
    ...blocks,
    name: 'metrics_spark_driver_BlockManager_memory_maxMem_MB_Value',
    about: 'Storage memory there is.',
  }),
  storageDiskUsed: gauge({
    ...blocks,
    name: 'metrics_spark_driver_BlockManager_disk_diskSpaceUsed_MB_Value',
    about: 'Cached blocks on disk, in whole MiB.',
  }),

  // Listener bus: it feeds the UI and these metrics
  listenerQueueSize: gauge({
    ...listenerBus,
    name: 'spark_driver_listenerbus_queue_size',
    about: 'Events waiting in a queue of the listener bus.',
  }),
  listenerEventsDropped: lifetimeCounter({
    ...listenerBus,
    name: 'spark_driver_listenerbus_queue_dropped_events_total',
    about: 'Events dropped because the queue was full: from then on the UI and task metrics are wrong.',
  }),

  // The driver's own JVM
  heapUsed: gauge({
    ...jvm,
    name: 'metrics_spark_driver_jvm_heap_used_Value',
    unit: 'bytes',
    about: 'Heap of the driver in use, garbage included.',
  }),
  heapMax: gauge({ ...jvm, name: 'metrics_spark_driver_jvm_heap_max_Value', unit: 'bytes', about: 'Heap the driver may use.' }),
  nonHeapUsed: gauge({
    ...jvm,
    name: 'metrics_spark_driver_jvm_non_heap_used_Value',
    unit: 'bytes',
    about: 'Memory outside the heap in use; its maximum is unlimited.',
  }),
  cpuTime: counter({
    ...driver,
    source: `${spark}/metrics/source/JVMCPUSource.scala`,
    name: 'metrics_spark_driver_JVMCPU_jvmCpuTime_Value',
    unit: 'coreNanoseconds',
    about: 'CPU time of the driver process.',
  }),
  residentMemory: gauge({
    ...ownMemory,
    name: 'metrics_spark_driver_ExecutorMetrics_ProcessTreeJVMRSSMemory_Value',
    about: "Resident memory of the driver's JVM now; 0 unless process tree metrics are on.",
  }),
  pythonResidentMemory: gauge({
    ...ownMemory,
    name: 'metrics_spark_driver_ExecutorMetrics_ProcessTreePythonRSSMemory_Value',
    about: "Resident memory of the driver's Python process now; 0 unless process tree metrics are on.",
  }),
};
