import type { Thresholds } from '../config/schema/thresholds';
import { containerMetrics } from '../metrics/containers';
import { podMetrics } from '../metrics/kubernetes';
import {
  above,
  add,
  and,
  avgOverTime,
  below,
  clampMax,
  constant,
  divide,
  increase,
  joinOn,
  matching,
  maxBy,
  multiply,
  quantileBy,
  rate,
  ratio,
  recording,
  subtract,
  sumBy,
  totalOf,
  type LabelOf,
  type RuleExpression,
  type Scope,
  type Series,
  type Unit,
} from '../metrics/promql';
import { executorMetrics } from '../metrics/spark-executors';
import type { coresUsed } from './cost';
import { executorCount } from './executors';
import { application, executorsOnly, runningSparkPods, sparkPods } from './identity';
import type { TuningCheckName } from './tuning-levels';

const {
  taskTime,
  taskGcTime,
  minorGcTime,
  majorGcTime,
  activeTasks,
  maxTasks,
  completedTasks,
  failedTasks,
  totalTasks,
  unifiedMemoryMax,
  heapPeak,
  unifiedPeak,
  storageMemoryUsed,
  shuffleReadBytes,
  shuffleWriteBytes,
  cachedOnDisk,
} = executorMetrics;

/** Share of the heap, less the 300 MiB that Spark reserves, that execution and storage may take: Spark's default. */
export const MEMORY_FRACTION = 0.6;
export const RESERVED_BYTES = 300 * 2 ** 20;

// --- Executors -----------------------------------------------------------------------------------------------------

export const taskSlots = recording({
  record: 'spok:app_task_slots:sum',
  of: sumBy(application, maxTasks),
  about: 'Tasks that the executors of an application can run at once; the driver has no slots.',
});

export const slotUtilisation = recording({
  record: 'spok:app_task_slot_utilisation:ratio',
  // more tasks than slots is possible for a moment
  of: clampMax(ratio(sumBy(application, activeTasks), taskSlots), 1),
  about: 'Share of the task slots in use; absent while there is no executor.',
});

export const taskSeconds = recording({
  record: 'spok:app_task_time_seconds:sum',
  of: sumBy(application, totalOf(taskTime.where(executorsOnly))),
  about: 'Task time of the executors that are there now, since each of them started.',
});

export const imbalance = recording({
  record: 'spok:app_executor_duration_imbalance:ratio',
  of: ratio(
    maxBy(application, increase(taskTime.where(executorsOnly), '15m')),
    quantileBy(0.5, application, increase(taskTime.where(executorsOnly), '15m')),
  ),
  about: 'Task time of the busiest executor within a quarter of an hour, compared with the median executor; 1 is even.',
});

export const shuffleReadImbalance = recording({
  record: 'spok:app_executor_shuffle_read_imbalance:ratio',
  of: ratio(
    maxBy(application, increase(shuffleReadBytes.where(executorsOnly), '15m')),
    quantileBy(0.5, application, increase(shuffleReadBytes.where(executorsOnly), '15m')),
  ),
  about: 'Shuffle bytes that the greediest executor read within a quarter of an hour, compared with the median executor; 1 is even.',
});

// --- Tasks ---------------------------------------------------------------------------------------------------------

export const failedTaskRatio = recording({
  record: 'spok:app_failed_task:ratio_increase15m',
  of: ratio(sumBy(application, increase(failedTasks, '15m')), sumBy(application, increase(totalTasks, '15m'))),
  about: 'Share of the tasks of the last quarter of an hour that failed, among executors that are still there.',
});

export const taskRate = recording({
  record: 'spok:app_completed_tasks:rate5m',
  of: sumBy(application, rate(completedTasks.where(executorsOnly), '5m')),
  about: 'Tasks completed per second.',
});

export const meanTaskSeconds = recording({
  record: 'spok:app_task_duration_seconds:mean5m',
  of: divide(sumBy(application, rate(taskTime.where(executorsOnly), '5m')), taskRate),
  about: 'Mean duration of the tasks that ended within five minutes.',
});

// --- Memory --------------------------------------------------------------------------------------------------------

export const gcRatio = recording({
  record: 'spok:app_gc_time:ratio',
  of: ratio(sumBy(application, totalOf(taskGcTime.where(executorsOnly))), taskSeconds),
  about: 'Share of the task time that went into garbage collection, over the lives of the executors that are there now.',
});

export const gcPauseRatio = recording({
  record: 'spok:executor_gc_pause:ratio_rate5m',
  of: add(sumBy([...application, 'executor_id'], rate(minorGcTime, '5m')), sumBy([...application, 'executor_id'], rate(majorGcTime, '5m'))),
  about: 'Share of the time that the JVM of an executor, or of the driver, stood still for collections.',
});

export const executorHeap = recording({
  record: 'spok:app_executor_heap_bytes:max',
  of: add(
    divide(maxBy(application, unifiedMemoryMax.where(executorsOnly)), constant(MEMORY_FRACTION, 'ratio')),
    constant(RESERVED_BYTES, 'bytes'),
  ),
  about: 'Heap of an executor, reckoned from its unified memory; exact with G1 and the default spark.memory.fraction.',
});

export const heapPeakRatio = recording({
  record: 'spok:app_heap_peak:ratio',
  // until its first heartbeat an executor counts 0, which no JVM uses
  of: ratio(above(maxBy(application, heapPeak.where(executorsOnly)), 0), executorHeap),
  about: 'Highest use of the heap by any executor so far, as a share of the heap; garbage counts.',
});

export const unifiedPeakRatio = recording({
  record: 'spok:app_unified_memory_peak:ratio',
  of: ratio(maxBy(application, unifiedPeak.where(executorsOnly)), maxBy(application, unifiedMemoryMax.where(executorsOnly))),
  about:
    'Highest use of execution and storage memory by any executor so far, as a share of that memory; 1 means that it had to spill or evict.',
});

export const storageMemoryRatio = recording({
  record: 'spok:app_storage_memory:ratio',
  of: ratio(sumBy(application, storageMemoryUsed.where(executorsOnly)), sumBy(application, unifiedMemoryMax.where(executorsOnly))),
  about: 'Share of the unified memory of all executors that cached blocks take.',
});

// --- Containers ----------------------------------------------------------------------------------------------------

const pod = ['namespace', 'pod'] as const;
const container = ['namespace', 'pod', 'container'] as const;
const ofPod = ['app', 'schedule', 'team', 'role'] as const;
/** The one container of a pod that Spark itself runs in. */
const spark = { container: matching('spark-kubernetes-.+') };

export const containerMemoryRatio = recording({
  record: 'spok:container_memory_limit:ratio',
  of: joinOn(
    pod,
    ratio(maxBy(container, containerMetrics.workingSet.where(spark)), maxBy(container, podMetrics.memoryLimits.where(spark))),
    runningSparkPods,
    { groupLeft: ofPod },
  ),
  about: 'Memory that a driver or executor container holds, as a share of the limit at which it is killed.',
});

export const throttledRatio = recording({
  record: 'spok:container_cpu_throttled:ratio_rate5m',
  of: joinOn(
    pod,
    ratio(
      sumBy(container, rate(containerMetrics.cpuThrottledPeriods.where(spark), '5m')),
      sumBy(container, rate(containerMetrics.cpuPeriods.where(spark), '5m')),
    ),
    sparkPods,
    { groupLeft: ofPod },
  ),
  about: 'Share of the scheduling periods in which the CPU limit stopped a driver or executor container.',
});

export const diskWriteRate = recording({
  record: 'spok:app_executor_disk_write_bytes:rate10m',
  of: sumBy(
    application,
    joinOn(pod, sumBy(pod, rate(containerMetrics.writtenBytes.where({ container: 'spark-kubernetes-executor' }), '10m')), sparkPods, {
      groupLeft: ['app', 'schedule', 'team'],
    }),
  ),
  about: 'Bytes per second that the executors of an application write to their disks: shuffle, spill and cached blocks.',
});

export const suspectedSpill = recording({
  record: 'spok:app_executor_suspected_spill_bytes:rate10m',
  of: divide(
    subtract(diskWriteRate, multiply(constant(2, 'ratio'), sumBy(application, rate(shuffleWriteBytes.where(executorsOnly), '10m')))),
    executorCount,
  ),
  about: 'Bytes per second that each executor writes beyond twice its shuffle: probably spill, or cached blocks.',
});

export const tuningRecordings = [
  taskSlots,
  slotUtilisation,
  taskSeconds,
  imbalance,
  shuffleReadImbalance,
  failedTaskRatio,
  taskRate,
  meanTaskSeconds,
  gcRatio,
  gcPauseRatio,
  executorHeap,
  heapPeakRatio,
  unifiedPeakRatio,
  storageMemoryRatio,
  containerMemoryRatio,
  throttledRatio,
  diskWriteRate,
  suspectedSpill,
];

type Cores<S extends Scope> = Series<'evenlySampled', 'cores', LabelOf<typeof coresUsed>, S>;
const overHour = <S extends Scope>(cores: Cores<S>) => sumBy(application, avgOverTime(cores, '1h'));

/** Share of the reserved cores that was used over an hour, of applications that reserve enough of them to be worth a word. */
export const coresUsedRatio = <S extends Scope>(used: Cores<S>, requested: Cores<S>, { coresWorthSaving }: Thresholds['tuning']) =>
  ratio(overHour(used), above(overHour(requested), coresWorthSaving));

/** What a run must show beside the figure of a rule, by the name of its level: alert and light of the tuning panel ask for the same. */
export const tuningConditions = (limit: Thresholds['tuning']) => {
  // a ratio only means something after some work
  const worked = above(taskSeconds, limit.minimumTaskSeconds);
  return {
    garbageCollection: worked,
    // a heap that is full of garbage costs nothing as long as collecting it is no effort
    heapTooSmall: above(gcRatio, limit.gcAboveRatio),
    heapTooLarge: and(below(gcRatio, limit.gcAboveRatio / 2), worked),
    cachePressure: above(sumBy(application, cachedOnDisk.where(executorsOnly)), 0),
    skew: worked,
    failedTasks: above(sumBy(application, increase(totalTasks, '15m')), limit.failedTasksOfAtLeast),
    tasksTooSmall: above(taskRate, limit.smallTasksPerSecond),
  } satisfies Partial<Record<TuningCheckName, RuleExpression<Unit, (typeof application)[number]>>>;
};
