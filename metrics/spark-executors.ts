import { gauge, info, lifetimeCounter } from './metric';

/**
 * The driver's page about its executors (`/metrics/executors/prometheus/`). It lists the active executors and the driver itself
 * (`executor_id="driver"`), so sums fall when an executor leaves: a removed executor vanishes at once with all its counters.
 */
const executors = {
  job: 'spark-executors',
  labels: ['application_id', 'executor_id'],
  tier: 'native',
  source: 'apache/spark core/src/main/scala/org/apache/spark/status/api/v1/PrometheusResource.scala',
  proof: { exposition: 'spark-executors.txt' },
} as const;

const peakOfExecutor = { ...executors, unit: 'bytes', peak: true } as const;

export const executorMetrics = {
  sparkInfo: info({ ...executors, name: 'spark_info', labels: ['version', 'revision'], about: 'Version of Spark that the driver runs.' }),

  // Slots
  maxTasks: gauge({
    ...executors,
    name: 'metrics_executor_maxTasks',
    unit: 'tasks',
    about: 'Tasks that fit at once; 0 for a cluster driver.',
  }),
  activeTasks: gauge({
    ...executors,
    name: 'metrics_executor_activeTasks',
    unit: 'tasks',
    about: 'Tasks running now; for a moment it can exceed the slots.',
  }),

  // Tasks
  totalTasks: lifetimeCounter({
    ...executors,
    name: 'metrics_executor_totalTasks_total',
    unit: 'tasks',
    about: 'Tasks running, failed and completed.',
  }),
  completedTasks: lifetimeCounter({
    ...executors,
    name: 'metrics_executor_completedTasks_total',
    unit: 'tasks',
    about: 'Tasks that succeeded.',
  }),
  failedTasks: lifetimeCounter({
    ...executors,
    name: 'metrics_executor_failedTasks_total',
    unit: 'tasks',
    about: 'Task attempts that failed.',
  }),
  taskTime: lifetimeCounter({
    ...executors,
    name: 'metrics_executor_totalDuration_seconds_total',
    unit: 'seconds',
    about: 'Wall time of tasks, added when a task ends; for the driver it is the uptime of the application, so leave the driver out.',
  }),
  taskGcTime: lifetimeCounter({
    ...executors,
    name: 'metrics_executor_totalGCTime_seconds_total',
    unit: 'seconds',
    about: 'Time tasks spent in garbage collection, added when a task ends; for the driver it is that of its whole JVM.',
  }),

  // Data
  inputBytes: lifetimeCounter({
    ...executors,
    name: 'metrics_executor_totalInputBytes_bytes_total',
    unit: 'bytes',
    about: 'Bytes read by tasks; almost nothing for Parquet since Spark 4.1, whose vectored reads are not counted.',
  }),
  shuffleReadBytes: lifetimeCounter({
    ...executors,
    name: 'metrics_executor_totalShuffleRead_bytes_total',
    unit: 'bytes',
    about: 'Shuffle bytes read, added when a task ends.',
  }),
  shuffleWriteBytes: lifetimeCounter({
    ...executors,
    name: 'metrics_executor_totalShuffleWrite_bytes_total',
    unit: 'bytes',
    about: 'Shuffle bytes written, added when a task ends.',
  }),
  rddBlocks: gauge({ ...executors, name: 'metrics_executor_rddBlocks', unit: 'count', about: 'Cached blocks.' }),
  storageMemoryUsed: gauge({
    ...executors,
    name: 'metrics_executor_memoryUsed_bytes',
    unit: 'bytes',
    about: 'Memory taken by cached blocks.',
  }),
  unifiedMemoryMax: gauge({
    ...executors,
    name: 'metrics_executor_maxMemory_bytes',
    unit: 'bytes',
    about: 'Memory for execution and storage together: (heap − 300 MiB) × spark.memory.fraction.',
  }),
  cachedOnDisk: gauge({
    ...executors,
    name: 'metrics_executor_diskUsed_bytes',
    unit: 'bytes',
    about: 'Cached blocks that went to disk; spill is not in it.',
  }),

  // Memory: the highest value since the executor started
  heapPeak: gauge({ ...peakOfExecutor, name: 'metrics_executor_JVMHeapMemory_bytes', about: 'Peak of the heap, garbage included.' }),
  offHeapPeak: gauge({ ...peakOfExecutor, name: 'metrics_executor_JVMOffHeapMemory_bytes', about: 'Peak of JVM memory outside the heap.' }),
  unifiedPeak: gauge({
    ...peakOfExecutor,
    name: 'metrics_executor_OnHeapUnifiedMemory_bytes',
    about: 'Peak of execution and storage memory on the heap.',
  }),
  executionPeak: gauge({
    ...peakOfExecutor,
    name: 'metrics_executor_OnHeapExecutionMemory_bytes',
    about: 'Peak of execution memory on the heap.',
  }),
  storagePeak: gauge({
    ...peakOfExecutor,
    name: 'metrics_executor_OnHeapStorageMemory_bytes',
    about: 'Peak of storage memory on the heap.',
  }),
  directPeak: gauge({
    ...peakOfExecutor,
    name: 'metrics_executor_DirectPoolMemory_bytes',
    about: 'Peak of direct buffers, most of them network.',
  }),
  jvmResidentPeak: gauge({
    ...peakOfExecutor,
    name: 'metrics_executor_ProcessTreeJVMRSSMemory_bytes',
    about: 'Peak resident memory of the JVM process; 0 unless process tree metrics are on.',
  }),
  pythonResidentPeak: gauge({
    ...peakOfExecutor,
    name: 'metrics_executor_ProcessTreePythonRSSMemory_bytes',
    about: 'Peak resident memory of Python workers; 0 unless process tree metrics are on.',
  }),

  // Garbage collection of the whole JVM, refreshed by heartbeats while a stage is active
  minorGcCount: lifetimeCounter({
    ...executors,
    name: 'metrics_executor_MinorGCCount_total',
    unit: 'count',
    about: 'Young collections; ZGC and Shenandoah are not counted.',
  }),
  majorGcCount: lifetimeCounter({
    ...executors,
    name: 'metrics_executor_MajorGCCount_total',
    unit: 'count',
    about: 'Full collections; ZGC and Shenandoah are not counted.',
  }),
  minorGcTime: lifetimeCounter({
    ...executors,
    name: 'metrics_executor_MinorGCTime_seconds_total',
    unit: 'seconds',
    about: 'Time in young collections.',
  }),
  majorGcTime: lifetimeCounter({
    ...executors,
    name: 'metrics_executor_MajorGCTime_seconds_total',
    unit: 'seconds',
    about: 'Time in full collections.',
  }),
  concurrentGcTime: lifetimeCounter({
    ...executors,
    name: 'metrics_executor_ConcurrentGCTime_seconds_total',
    unit: 'seconds',
    since: '4.0',
    about: 'Time in concurrent collections, which do not stop tasks but compete with them.',
  }),
};
