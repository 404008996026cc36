import { prometheus, sparkDriver } from '../config/components';
import {
  avgOverTime,
  convert,
  countBy,
  countOverTime,
  integrateOverTime,
  lastOverTime,
  maxBy,
  maxOverTime,
  minOverTime,
  type FixedWindow,
  type RuleExpression,
  type Series,
  sumBy,
  totalOverTime,
  type Unit,
} from '../metrics/promql';
import { targetMetrics } from '../metrics/prometheus';
import { driverMetrics } from '../metrics/spark-driver';
import { executorRegistryMetrics as registry } from '../metrics/spark-executor-registry';
import { coresRequested, coresUsed, coresWasted, memoryRequested, memoryUsed, memoryWasted } from '../rules/cost';
import { executorCount, executorsUnneeded } from '../rules/executors';
import { application, sparkPods } from '../rules/identity';
import type { AlertName } from '../rules/index';
import { runDuration } from '../rules/runs';
import * as tuning from '../rules/tuning';

const { namespace } = sparkDriver;
const driver = { namespace, role: 'driver' } as const;
const executor = { namespace, role: 'executor' } as const;
const here = { namespace } as const;

const firing = (alertname: AlertName) => targetMetrics.alerts.where({ namespace, alertname, alertstate: 'firing' });

const money = (since: FixedWindow) => ({
  driverCoresRequested: sumBy(application, integrateOverTime(coresRequested.where(driver), since)),
  driverCoresUsed: sumBy(application, integrateOverTime(coresUsed.where(driver), since)),
  driverCoresWasted: sumBy(application, integrateOverTime(coresWasted.where(driver), since)),
  driverMemoryRequested: sumBy(application, integrateOverTime(memoryRequested.where(driver), since)),
  driverMemoryUsed: sumBy(application, integrateOverTime(memoryUsed.where(driver), since)),
  driverMemoryWasted: sumBy(application, integrateOverTime(memoryWasted.where(driver), since)),
  executorCoresRequested: sumBy(application, integrateOverTime(coresRequested.where(executor), since)),
  executorCoresUsed: sumBy(application, integrateOverTime(coresUsed.where(executor), since)),
  executorCoresWasted: sumBy(application, integrateOverTime(coresWasted.where(executor), since)),
  executorMemoryRequested: sumBy(application, integrateOverTime(memoryRequested.where(executor), since)),
  executorMemoryUsed: sumBy(application, integrateOverTime(memoryUsed.where(executor), since)),
  executorMemoryWasted: sumBy(application, integrateOverTime(memoryWasted.where(executor), since)),
});

const memory = (since: FixedWindow) => ({
  smallestHeap: maxBy(application, minOverTime(tuning.executorHeap.where(here), since)),
  largestHeap: maxBy(application, maxOverTime(tuning.executorHeap.where(here), since)),
  heapPeak: maxBy(application, maxOverTime(tuning.heapPeakRatio.where(here), since)),
  unifiedPeak: maxBy(application, maxOverTime(tuning.unifiedPeakRatio.where(here), since)),
  storage: maxBy(application, maxOverTime(tuning.storageMemoryRatio.where(here), since)),
  // cumulative over the lives of the executors, so the last one says it all
  gc: maxBy(application, lastOverTime(tuning.gcRatio.where(here), since)),
  executorContainerPeak: maxBy(application, maxOverTime(tuning.containerMemoryRatio.where(executor), since)),
  driverContainerPeak: maxBy(application, maxOverTime(tuning.containerMemoryRatio.where(driver), since)),
  executorsKilled: maxBy(application, countOverTime(firing('SparkExecutorOomKilled'), since)),
  driverKilled: maxBy(application, countOverTime(firing('SparkDriverOomKilled'), since)),
});

const work = (since: FixedWindow) => ({
  taskSeconds: maxBy(application, maxOverTime(tuning.taskSeconds.where(here), since)),
  meanExecutors: maxBy(application, avgOverTime(executorCount.where(here), since)),
  mostExecutors: maxBy(application, maxOverTime(executorCount.where(here), since)),
  unneededExecutors: maxBy(application, avgOverTime(executorsUnneeded.where(here), since)),
  mostSlots: maxBy(application, maxOverTime(tuning.taskSlots.where(here), since)),
  slotsUsed: maxBy(application, avgOverTime(tuning.slotUtilisation.where(here), since)),
  mostSlotsUsed: maxBy(application, maxOverTime(tuning.slotUtilisation.where(here), since)),
  imbalance: maxBy(application, avgOverTime(tuning.imbalance.where(here), since)),
  failedTasks: maxBy(application, maxOverTime(tuning.failedTaskRatio.where(here), since)),
  taskRate: maxBy(application, avgOverTime(tuning.taskRate.where(here), since)),
  meanTaskSeconds: maxBy(application, avgOverTime(tuning.meanTaskSeconds.where(here), since)),
  throttled: maxBy(application, avgOverTime(tuning.throttledRatio.where(executor), since)),
  spill: maxBy(application, maxOverTime(tuning.suspectedSpill.where(here), since)),
  schedulerSeconds: maxBy(application, convert(avgOverTime(driverMetrics.messageProcessingTimeP95.where(here), since), 'seconds')),
  listenerQueue: maxBy(application, maxOverTime(driverMetrics.listenerQueueSize.where(here), since)),
});

/** The same executor has two series where graphite_exporter moved meanwhile. */
const oneExecutor = [...application, 'spark_app_id', 'executor_id'] as const;

/**
 * What executors told of themselves, to their last report: totals of all that there were, the dead included. Rates would leave out runs that report
 * once, at their end.
 */
const told = (since: FixedWindow) => {
  const totals = <U extends Unit>(series: Series<'lifetimeCounter', U, (typeof registry.runTime)['labels'][number]>) =>
    maxBy(oneExecutor, totalOverTime(series.where(executor), since));
  return {
    taskRunSeconds: convert(sumBy(application, totals(registry.runTime)), 'seconds'),
    taskCpuSeconds: convert(sumBy(application, totals(registry.cpuTime)), 'coreSeconds'),
    jvmCpuSeconds: convert(sumBy(application, totals(registry.jvmCpuTime)), 'coreSeconds'),
    fetchWaitSeconds: convert(sumBy(application, totals(registry.shuffleFetchWait)), 'seconds'),
    succeededTasks: sumBy(application, totals(registry.succeededTasks)),
    diskSpilledBytes: sumBy(application, totals(registry.diskSpilled)),
    memorySpilledBytes: sumBy(application, totals(registry.memorySpilled)),
    shuffleWrittenBytes: sumBy(application, totals(registry.shuffleBytesWritten)),
    shuffleLocalBytes: sumBy(application, totals(registry.shuffleLocalBytesRead)),
    shuffleRemoteBytes: sumBy(application, totals(registry.shuffleRemoteBytesRead)),
  };
};

/** What is asked about every run, one value each, over a window that ends at the moment of the query. */
export const figures = (since: FixedWindow) =>
  ({
    /** Evaluations of the cost recordings during which the driver ran. */
    samples: maxBy(application, countOverTime(coresRequested.where(driver), since)),
    /** Runs that share the name of an application: an application without a schedule keeps it each time. */
    runs: countBy(application, maxBy([...application, 'spark_app_id'], lastOverTime(sparkPods.where(driver), since))),
    completedSeconds: maxBy(application, maxOverTime(runDuration.where(here), since)),
    ...money(since),
    ...memory(since),
    ...work(since),
    ...told(since),
  }) satisfies Readonly<Record<string, RuleExpression>>;

/** Name of something that is measured about a run. */
export type Figure = keyof ReturnType<typeof figures>;

/** Scrapes of Prometheus by itself: the part of a window in which it ran. */
export const scrapes = (since: FixedWindow) => maxBy([], countOverTime(targetMetrics.up.where({ job: prometheus.name }), since));
