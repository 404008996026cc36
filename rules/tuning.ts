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
  convert,
  countOverTime,
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
  unless,
  type LabelOf,
  type RuleExpression,
  type Scope,
  type Series,
  type Unit,
} from '../metrics/promql';
import { executorMetrics } from '../metrics/spark-executors';
import { executorRegistryMetrics } from '../metrics/spark-executor-registry';
import { driverMetrics } from '../metrics/spark-driver';
import { coresRequested, coresUsed } from './cost';
import { applicationScreen, executorsScreen } from './dashboard-link';
import { executorCount, executorsUnneeded } from './executors';
import { application, executorsOnly, runningSparkPods, sparkPods } from './identity';
import { alert, group } from './rule';
import type { RuleSettings } from './settings';
import type { TuningCheckName } from './tuning-levels';

const { taskTime, taskGcTime, minorGcTime, majorGcTime, activeTasks, maxTasks, completedTasks, failedTasks, totalTasks } = executorMetrics;
const { unifiedMemoryMax, heapPeak, unifiedPeak, storageMemoryUsed, shuffleReadBytes, shuffleWriteBytes, majorGcCount, cachedOnDisk } =
  executorMetrics;

/** Share of the heap, less the 300 MiB that Spark reserves, that execution and storage may take: Spark's default. */
const MEMORY_FRACTION = 0.6;
const RESERVED_BYTES = 300 * 2 ** 20;

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
  of: divide(sumBy(application, rate(taskTime.where(executorsOnly), '5m')), above(taskRate, 0)),
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
  of: ratio(maxBy(application, heapPeak.where(executorsOnly)), executorHeap),
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
    above(executorCount, 0),
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

const TUNING_INTERVAL_SECONDS = 30;
const { runningStages, messageProcessingTimeP95, listenerQueueSize, listenerEventsDropped } = driverMetrics;
const spillTold = sumBy(application, totalOf(executorRegistryMetrics.diskSpilled));
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

/**
 * What makes a run slow or dear, each with the setting to change. Exact spill is only in the executors' own registry, which no page of the driver
 * shows: it is suspected from disk writes of applications whose executors do not push it (see `executor-registry.ts`).
 */
export const tuningRules = ({
  thresholds: { tuning: limit, advice },
  spark: { executorMetrics },
}: Pick<RuleSettings, 'thresholds' | 'spark'>) => {
  const also = tuningConditions(limit);
  return group({
    name: 'spark-tuning',
    // averages over an hour count their samples
    intervalSeconds: TUNING_INTERVAL_SECONDS,
    rules: [
      ...tuningRecordings,
      alert({
        alert: 'SparkGcTimeHigh',
        expr: and(above(gcRatio, limit.gcAboveRatio), also.garbageCollection),
        for: '5m',
        severity: 'info',
        summary: 'Garbage collection takes much of the task time.',
        description: ({ namespace, app, team }, value) =>
          `Tasks of ${app} in ${namespace} (team ${team}) spend ${value.percentage} of their time in garbage collection: raise spark.executor.memory or lower spark.executor.cores.`,
        dashboard: applicationScreen,
      }),
      alert({
        alert: 'SparkFullGcRepeating',
        expr: above(maxBy(application, increase(majorGcCount.where(executorsOnly), '10m')), limit.fullGcsPerTenMinutes),
        for: '5m',
        severity: 'info',
        summary: 'An executor collects its whole heap again and again.',
        description: ({ namespace, app, team }, value) =>
          `An executor of ${app} in ${namespace} (team ${team}) made ${value.number} full collections within ten minutes: raise spark.executor.memory or cache less.`,
        dashboard: executorsScreen,
      }),
      alert({
        alert: 'SparkHeapOversized',
        expr: and(below(heapPeakRatio, limit.heapPeakBelowRatio), also.heapTooLarge),
        for: '30m',
        severity: 'info',
        summary: 'The heap of the executors is larger than needed.',
        description: ({ namespace, app, team }, value) =>
          `No executor of ${app} in ${namespace} (team ${team}) has used more than ${value.percentage} of its heap: lower spark.executor.memory to ${advice.headroom} times the peak.`,
        dashboard: applicationScreen,
      }),
      alert({
        alert: 'SparkHeapUndersized',
        expr: and(above(heapPeakRatio, limit.heapPeakAboveRatio), also.heapTooSmall),
        for: '10m',
        severity: 'info',
        summary: 'The heap of the executors is too small.',
        description: ({ namespace, app, team }, value) =>
          `An executor of ${app} in ${namespace} (team ${team}) has filled ${value.percentage} of its heap and collects garbage all the time: raise spark.executor.memory to ${advice.headroom} times what it is.`,
        dashboard: applicationScreen,
      }),
      alert({
        alert: 'SparkContainerNearMemoryLimit',
        expr: above(containerMemoryRatio, limit.memoryAboveRatio),
        for: '5m',
        severity: 'warning',
        summary: 'A Spark container is about to be killed for memory.',
        description: ({ namespace, pod, app, team }, value) =>
          `Pod ${pod} of ${app} in ${namespace} (team ${team}) holds ${value.percentage} of its memory limit: raise memoryOverhead.`,
        dashboard: executorsScreen,
      }),
      alert({
        alert: 'SparkExecutorsIdle',
        expr: and(
          below(maxBy(application, avgOverTime(slotUtilisation, '1h')), limit.slotsUsedBelowRatio),
          // no verdict on the first half hour of a run
          above(maxBy(application, countOverTime(slotUtilisation, '1h')), 1800 / TUNING_INTERVAL_SECONDS),
        ),
        severity: 'info',
        summary: 'Most task slots of a Spark application stay empty.',
        description: ({ namespace, app, team }, value) =>
          `${app} in ${namespace} (team ${team}) used ${value.percentage} of its task slots within an hour: lower executor.instances or declare dynamicAllocation.`,
        dashboard: applicationScreen,
      }),
      alert({
        alert: 'SparkCoresOverprovisioned',
        expr: below(coresUsedRatio(coresUsed, coresRequested, limit), limit.coresUsedBelowRatio),
        for: '30m',
        severity: 'info',
        summary: 'A Spark application reserves far more cores than it uses.',
        description: ({ namespace, app, team }, value) =>
          `${app} in ${namespace} (team ${team}) used ${value.percentage} of its cores within an hour: lower coreRequest or executor.instances.`,
        dashboard: { uid: 'spark-cost', variables: ['team'] },
      }),
      alert({
        alert: 'SparkExecutorsUnneeded',
        expr: above(executorsUnneeded, 0),
        // twice the default of executorIdleTimeout would be two minutes; shuffle files hold executors longer
        for: '15m',
        severity: 'info',
        summary: 'Dynamic allocation keeps executors that nothing needs.',
        description: ({ namespace, app, team }, value) =>
          `${app} in ${namespace} (team ${team}) holds ${value.number} executors too many: lower spark.dynamicAllocation.executorIdleTimeout or dynamicAllocation.shuffleTrackingTimeout.`,
        dashboard: executorsScreen,
      }),
      alert({
        alert: 'SparkStragglers',
        expr: and(
          and(below(slotUtilisation, limit.stragglersBelowRatio), above(sumBy(application, activeTasks), 0)),
          above(maxBy(application, runningStages), 0),
        ),
        for: '10m',
        severity: 'info',
        summary: 'A few long tasks keep all other executors waiting.',
        description: ({ namespace, app, team }, value) =>
          `Only ${value.percentage} of the task slots of ${app} in ${namespace} (team ${team}) work while a stage runs: repartition, or turn on spark.sql.adaptive.skewJoin.enabled.`,
        dashboard: executorsScreen,
      }),
      alert({
        alert: 'SparkExecutorsImbalanced',
        expr: and(above(imbalance, limit.imbalanceAbove), also.skew),
        for: '10m',
        severity: 'info',
        summary: 'One executor works much more than the others.',
        description: ({ namespace, app, team }, value) =>
          `The busiest executor of ${app} in ${namespace} (team ${team}) works ${value.number} times as much as the median: repartition by another key, or lower spark.locality.wait.`,
        dashboard: executorsScreen,
      }),
      alert({
        alert: 'SparkTasksFailing',
        expr: and(above(failedTaskRatio, limit.failedTasksAboveRatio), also.failedTasks),
        for: '5m',
        severity: 'warning',
        summary: 'Many tasks of a Spark application fail.',
        description: ({ namespace, app, team }, value) =>
          `${value.percentage} of the latest tasks of ${app} in ${namespace} (team ${team}) failed; each is tried spark.task.maxFailures times.`,
        dashboard: applicationScreen,
      }),
      alert({
        alert: 'SparkTasksTooSmall',
        expr: and(below(meanTaskSeconds, limit.smallTaskSeconds), also.tasksTooSmall),
        for: '15m',
        severity: 'info',
        summary: 'Tasks are so short that starting them costs more than running them.',
        description: ({ namespace, app, team }, value) =>
          `Tasks of ${app} in ${namespace} (team ${team}) take ${value.duration} on average: lower spark.sql.shuffle.partitions or coalesce.`,
        dashboard: applicationScreen,
      }),
      alert({
        alert: 'SparkCachePressure',
        expr: and(above(storageMemoryRatio, limit.cacheAboveRatio), also.cachePressure),
        for: '10m',
        severity: 'info',
        summary: 'Cached data no longer fits into memory.',
        description: ({ namespace, app, team }, value) =>
          `Cached blocks of ${app} in ${namespace} (team ${team}) take ${value.percentage} of the memory and go to disk: unpersist, or raise spark.executor.memory.`,
        dashboard: applicationScreen,
      }),
      alert({
        alert: 'SparkSpillSuspected',
        expr:
          executorMetrics.sink === 'none'
            ? above(suspectedSpill, limit.spillBytesPerSecond)
            : unless(above(suspectedSpill, limit.spillBytesPerSecond), spillTold),
        for: '10m',
        severity: 'info',
        summary: 'Executors seem to spill to disk.',
        description: ({ namespace, app, team }, value) =>
          `Each executor of ${app} in ${namespace} (team ${team}) writes ${value.bytes}B/s beyond its shuffle: raise spark.executor.memory or spark.sql.shuffle.partitions.`,
        dashboard: applicationScreen,
      }),
      alert({
        alert: 'SparkContainerThrottled',
        expr: above(throttledRatio, limit.throttledAboveRatio),
        for: '10m',
        severity: 'info',
        summary: 'A Spark container is stopped by its CPU limit.',
        description: ({ namespace, pod, app, team }, value) =>
          `Pod ${pod} of ${app} in ${namespace} (team ${team}) is throttled ${value.percentage} of the time: raise coreLimit or cores.`,
        dashboard: executorsScreen,
      }),
      alert({
        alert: 'SparkDriverSaturated',
        expr: above(convert(maxBy(application, messageProcessingTimeP95), 'seconds'), limit.schedulerEventSeconds),
        for: '10m',
        severity: 'warning',
        summary: 'The driver cannot keep up with scheduling.',
        description: ({ namespace, app, team }, value) =>
          `The driver of ${app} in ${namespace} (team ${team}) needs ${value.duration} for one event of its scheduler: raise spark.driver.cores and spark.driver.memory, or have fewer tasks.`,
        dashboard: applicationScreen,
      }),
      alert({
        alert: 'SparkListenerQueueFilling',
        expr: above(maxBy([...application, 'queue'], listenerQueueSize), limit.listenerQueueEvents),
        for: '2m',
        severity: 'info',
        summary: 'The driver falls behind with its own events.',
        description: ({ namespace, app, team, queue }, value) =>
          `${value.number} events wait in the queue ${queue} of ${app} in ${namespace} (team ${team}): raise spark.driver.cores or spark.scheduler.listenerbus.eventqueue.capacity.`,
        dashboard: applicationScreen,
      }),
      alert({
        alert: 'SparkListenerBusDroppingEvents',
        expr: above(sumBy([...application, 'queue'], increase(listenerEventsDropped, '10m')), 0),
        severity: 'warning',
        summary: 'The driver drops events: its interface and its metrics are wrong from now on.',
        description: ({ namespace, app, team, queue }, value) =>
          `${value.number} events of the queue ${queue} of ${app} in ${namespace} (team ${team}) were dropped: raise spark.scheduler.listenerbus.eventqueue.capacity and spark.driver.memory.`,
        dashboard: applicationScreen,
      }),
    ],
  });
};
