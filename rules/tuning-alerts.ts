import { above, and, avgOverTime, below, convert, countOverTime, increase, maxBy, sumBy, totalOf, unless } from '../metrics/promql';
import { executorMetrics } from '../metrics/spark-executors';
import { executorRegistryMetrics } from '../metrics/spark-executor-registry';
import { driverMetrics } from '../metrics/spark-driver';
import { coresRequested, coresUsed } from './cost';
import { applicationScreen, executorsScreen } from './dashboard-link';
import { executorsUnneeded } from './executors';
import { application, executorsOnly } from './identity';
import { alert, group } from './rule';
import type { RuleSettings } from './settings';
import {
  slotUtilisation,
  imbalance,
  failedTaskRatio,
  meanTaskSeconds,
  gcRatio,
  heapPeakRatio,
  storageMemoryRatio,
  containerMemoryRatio,
  throttledRatio,
  suspectedSpill,
  tuningRecordings,
  coresUsedRatio,
  tuningConditions,
} from './tuning';

const { activeTasks, majorGcCount } = executorMetrics;
const TUNING_INTERVAL_SECONDS = 30;
const { runningStages, messageProcessingTimeP95, listenerQueueSize, listenerEventsDropped } = driverMetrics;
const spillTold = sumBy(application, totalOf(executorRegistryMetrics.diskSpilled));

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
