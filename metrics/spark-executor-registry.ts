import { gauge, lifetimeCounter } from './metric';
import { SPARK_RUN_LABELS } from './target-labels';

/**
 * Spark's own registry in each executor and in the driver, which its Graphite sink pushes to graphite_exporter: what no page of the driver has, and
 * what executors had counted when they died. graphite_exporter knows no counters, so its page declares everything a gauge; their values are absolute
 * and begin with the executor.
 */
const registry = {
  job: 'graphite-exporter',
  labels: [...SPARK_RUN_LABELS, 'executor_id', 'role'],
  tier: 'executorRegistry',
  declaredAs: 'gauge',
  proof: { exposition: 'graphite-exporter.txt' },
} as const;

/** Counted by every task and added when it ends: executors only. */
const ofTasks = { ...registry, source: 'apache/spark core/src/main/scala/org/apache/spark/executor/ExecutorSource.scala' } as const;

/** Current values of the JVM, of the driver too. */
const ofJvm = { ...registry, source: 'apache/spark core/src/main/scala/org/apache/spark/executor/ExecutorMetricsSource.scala' } as const;

export const executorRegistryMetrics = {
  // Time
  runTime: lifetimeCounter({
    ...ofTasks,
    name: 'spark_executor_run_milliseconds_total',
    unit: 'milliseconds',
    pushed: 'executor.runTime.count',
    about: 'Time that tasks ran, waiting for data included; without deserialisation and without sending the result.',
  }),
  cpuTime: lifetimeCounter({
    ...ofTasks,
    name: 'spark_executor_cpu_nanoseconds_total',
    unit: 'coreNanoseconds',
    pushed: 'executor.cpuTime.count',
    about: 'CPU time of the threads that ran tasks; Python workers are processes of their own and not in it.',
  }),
  taskGcTime: lifetimeCounter({
    ...ofTasks,
    name: 'spark_executor_gc_milliseconds_total',
    unit: 'milliseconds',
    pushed: 'executor.jvmGCTime.count',
    about: 'Time that tasks spent in garbage collection; each of several tasks at once counts the same pause.',
  }),
  deserializeTime: lifetimeCounter({
    ...ofTasks,
    name: 'spark_executor_deserialize_milliseconds_total',
    unit: 'milliseconds',
    pushed: 'executor.deserializeTime.count',
    about: 'Time to unpack tasks before they ran; the first task of an executor also loads its classes.',
  }),
  resultSerializationTime: lifetimeCounter({
    ...ofTasks,
    name: 'spark_executor_result_serialization_milliseconds_total',
    unit: 'milliseconds',
    pushed: 'executor.resultSerializationTime.count',
    about: 'Time to pack the results of tasks.',
  }),
  shuffleFetchWait: lifetimeCounter({
    ...ofTasks,
    name: 'spark_executor_shuffle_fetch_wait_milliseconds_total',
    unit: 'milliseconds',
    pushed: 'executor.shuffleFetchWaitTime.count',
    about: 'Time that tasks waited for shuffle blocks of other executors.',
  }),
  shuffleWriteTime: lifetimeCounter({
    ...ofTasks,
    name: 'spark_executor_shuffle_write_nanoseconds_total',
    unit: 'nanoseconds',
    pushed: 'executor.shuffleWriteTime.count',
    about: 'Time that tasks waited for the disk or the buffer cache while they wrote shuffle blocks.',
  }),

  // Spill
  memorySpilled: lifetimeCounter({
    ...ofTasks,
    name: 'spark_executor_memory_spilled_bytes_total',
    unit: 'bytes',
    pushed: 'executor.memoryBytesSpilled.count',
    about: 'Data that was spilled, at the size it had in memory.',
  }),
  diskSpilled: lifetimeCounter({
    ...ofTasks,
    name: 'spark_executor_disk_spilled_bytes_total',
    unit: 'bytes',
    pushed: 'executor.diskBytesSpilled.count',
    about: 'Data that was spilled, at the size it took on disk, serialised and compressed.',
  }),

  // Data
  bytesRead: lifetimeCounter({
    ...ofTasks,
    name: 'spark_executor_read_bytes_total',
    unit: 'bytes',
    pushed: 'executor.bytesRead.count',
    about: 'Bytes read from Hadoop file systems and cached blocks; almost nothing for Parquet since Spark 4.1.',
  }),
  recordsRead: lifetimeCounter({
    ...ofTasks,
    name: 'spark_executor_read_records_total',
    unit: 'rows',
    pushed: 'executor.recordsRead.count',
    about: 'Records read.',
  }),
  bytesWritten: lifetimeCounter({
    ...ofTasks,
    name: 'spark_executor_written_bytes_total',
    unit: 'bytes',
    pushed: 'executor.bytesWritten.count',
    about: 'Bytes of output written to Hadoop file systems.',
  }),
  recordsWritten: lifetimeCounter({
    ...ofTasks,
    name: 'spark_executor_written_records_total',
    unit: 'rows',
    pushed: 'executor.recordsWritten.count',
    about: 'Records of output written.',
  }),
  resultBytes: lifetimeCounter({
    ...ofTasks,
    name: 'spark_executor_result_bytes_total',
    unit: 'bytes',
    pushed: 'executor.resultSize.count',
    about: 'Size of the results that tasks sent to the driver.',
  }),
  shuffleRemoteBytesRead: lifetimeCounter({
    ...ofTasks,
    name: 'spark_executor_shuffle_remote_read_bytes_total',
    unit: 'bytes',
    pushed: 'executor.shuffleRemoteBytesRead.count',
    about: 'Shuffle bytes fetched from other executors.',
  }),
  shuffleRemoteBytesReadToDisk: lifetimeCounter({
    ...ofTasks,
    name: 'spark_executor_shuffle_remote_read_to_disk_bytes_total',
    unit: 'bytes',
    pushed: 'executor.shuffleRemoteBytesReadToDisk.count',
    about: 'Of those, bytes in blocks so large that they went to disk instead of into memory.',
  }),
  shuffleLocalBytesRead: lifetimeCounter({
    ...ofTasks,
    name: 'spark_executor_shuffle_local_read_bytes_total',
    unit: 'bytes',
    pushed: 'executor.shuffleLocalBytesRead.count',
    about: 'Shuffle bytes read from the disk of the executor itself.',
  }),
  shuffleBytesWritten: lifetimeCounter({
    ...ofTasks,
    name: 'spark_executor_shuffle_written_bytes_total',
    unit: 'bytes',
    pushed: 'executor.shuffleBytesWritten.count',
    about: 'Shuffle bytes written.',
  }),
  succeededTasks: lifetimeCounter({
    ...ofTasks,
    name: 'spark_executor_succeeded_tasks_total',
    unit: 'tasks',
    pushed: 'executor.succeededTasks.count',
    about: 'Tasks that succeeded.',
  }),

  // JVM, as it is now
  jvmCpuTime: lifetimeCounter({
    ...registry,
    name: 'spark_jvm_cpu_nanoseconds_total',
    unit: 'coreNanoseconds',
    pushed: 'JVMCPU.jvmCpuTime',
    about: 'CPU time of the whole JVM: tasks, collections, shuffle service and compiler.',
    source: 'apache/spark core/src/main/scala/org/apache/spark/metrics/source/JVMCPUSource.scala',
  }),
  heapUsed: gauge({
    ...ofJvm,
    name: 'spark_jvm_heap_used_bytes',
    unit: 'bytes',
    pushed: 'ExecutorMetrics.JVMHeapMemory',
    about: 'Heap in use, garbage included.',
  }),
  offHeapUsed: gauge({
    ...ofJvm,
    name: 'spark_jvm_off_heap_used_bytes',
    unit: 'bytes',
    pushed: 'ExecutorMetrics.JVMOffHeapMemory',
    about: 'Memory of the JVM outside the heap: classes, compiled code, stacks.',
  }),
  executionMemory: gauge({
    ...ofJvm,
    name: 'spark_jvm_execution_memory_bytes',
    unit: 'bytes',
    pushed: 'ExecutorMetrics.OnHeapExecutionMemory',
    about: 'Heap that joins, sorts and aggregations hold.',
  }),
  storageMemory: gauge({
    ...ofJvm,
    name: 'spark_jvm_storage_memory_bytes',
    unit: 'bytes',
    pushed: 'ExecutorMetrics.OnHeapStorageMemory',
    about: 'Heap that cached blocks and broadcasts hold.',
  }),
  minorGcTime: lifetimeCounter({
    ...ofJvm,
    name: 'spark_jvm_minor_gc_milliseconds_total',
    unit: 'milliseconds',
    pushed: 'ExecutorMetrics.MinorGCTime',
    about: 'Time in young collections.',
  }),
  majorGcTime: lifetimeCounter({
    ...ofJvm,
    name: 'spark_jvm_major_gc_milliseconds_total',
    unit: 'milliseconds',
    pushed: 'ExecutorMetrics.MajorGCTime',
    about: 'Time in full collections.',
  }),
};
