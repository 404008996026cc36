import {
  above,
  and,
  avgOverTime,
  constant,
  convert,
  divide,
  maxBy,
  multiply,
  or,
  PANEL_RANGE,
  rate,
  ratio,
  relabel,
  subtract,
  sumBy,
  type PanelExpression,
} from '../metrics/promql';
import { driverMetrics } from '../metrics/spark-driver';
import { executorMetrics } from '../metrics/spark-executors';
import { coresRequested, coresUsed } from '../rules/cost';
import * as r from '../rules/executor-registry';
import { executorCount } from '../rules/executors';
import * as t from '../rules/tuning';
import { hasExecutorRegistry } from './executor-registry';
import type { DashboardSettings } from './settings';
import { choice } from './variable';

/** A tuning rule as a traffic light: how close it is to its level, and what to change. */
export interface TuningCheck {
  readonly check: string;
  /** The Spark setting to change, and how. */
  readonly setting: string;
  /** 1 where the rule begins to apply, more where it is worse. */
  readonly of: PanelExpression<'ratio', 'app'>;
}

const run = choice('namespace', 'app');
const app = ['app'] as const;

/** How much of what is allowed is taken. */
const upTo = (value: PanelExpression<'ratio', 'app'>, most: number) => divide(value, constant(most, 'ratio'));
/** How much of what is wanted is missing: above 1 as soon as the value falls below the level. */
const downTo = (value: PanelExpression<'ratio', 'app'>, least: number) => ratio(constant(least, 'ratio'), value);

const spill = subtract(
  sumBy(app, t.diskWriteRate.where(run)),
  multiply(sumBy(app, rate(executorMetrics.shuffleWriteBytes.where(run), '10m')), constant(2, 'ratio')),
);

type Levels = DashboardSettings['thresholds']['tuning'];

/** Where only the driver tells of executors, spill is a guess. */
const guessed = (tuning: Levels): TuningCheck[] => [
  {
    check: 'Spill (suspected)',
    setting: 'raise spark.executor.memory or spark.sql.shuffle.partitions',
    of: divide(divide(spill, above(maxBy(app, executorCount.where(run)), 0)), constant(tuning.spillBytesPerSecond, 'bytesPerSecond')),
  },
];

/** What executors tell of themselves. */
const told = (tuning: Levels): TuningCheck[] => [
  {
    check: 'Spill to disk',
    setting: 'raise spark.sql.shuffle.partitions or spark.executor.memory, or lower spark.executor.cores',
    of: upTo(maxBy(app, r.spilledOfShuffled.where(run)), tuning.spilledOfShuffledAboveRatio),
  },
  {
    check: 'Tasks wait for shuffle blocks',
    setting: 'use fewer and larger executors, or raise spark.reducer.maxSizeInFlight',
    of: upTo(maxBy(app, r.fetchWaitRatio.where(run)), tuning.fetchWaitAboveRatio),
  },
  {
    check: 'Tasks wait, not compute',
    setting: 'look at the object store and Python; lower spark.kubernetes.executor.request.cores',
    of: downTo(maxBy(app, r.cpuRatio.where(run)), tuning.cpuEfficiencyBelowRatio),
  },
];

/** The tuning rules about one run, levels from the settings that also feed the alerts. */
export const tuningChecks = (settings: Pick<DashboardSettings, 'thresholds' | 'spark'>): TuningCheck[] => {
  const { tuning } = settings.thresholds;
  return [...always(tuning), ...(hasExecutorRegistry(settings) ? told(tuning) : guessed(tuning))];
};

const always = (tuning: Levels): TuningCheck[] => [
  {
    check: 'Garbage collection',
    setting: 'raise spark.executor.memory or lower spark.executor.cores',
    of: upTo(maxBy(app, and(t.gcRatio.where(run), above(t.taskSeconds.where(run), tuning.minimumTaskSeconds))), tuning.gcAboveRatio),
  },
  {
    check: 'Heap too small (peak)',
    setting: 'raise spark.executor.memory by a fifth',
    of: upTo(maxBy(app, t.heapPeakRatio.where(run)), tuning.heapPeakAboveRatio),
  },
  {
    check: 'Heap too large (peak)',
    setting: 'lower spark.executor.memory to 1.2 times the peak',
    of: downTo(maxBy(app, t.heapPeakRatio.where(run)), tuning.heapPeakBelowRatio),
  },
  {
    check: 'Cache crowds out execution',
    setting: 'unpersist, or lower spark.memory.storageFraction',
    of: upTo(maxBy(app, t.storageMemoryRatio.where(run)), tuning.cacheAboveRatio),
  },
  {
    check: 'Container near its memory limit',
    setting: 'raise spark.executor.memoryOverhead',
    of: upTo(maxBy(app, t.containerMemoryRatio.where(run)), tuning.memoryAboveRatio),
  },
  {
    check: 'Idle task slots',
    setting: 'lower spark.executor.instances, or turn on spark.dynamicAllocation.enabled',
    of: downTo(maxBy(app, avgOverTime(t.slotUtilisation.where(run), PANEL_RANGE)), tuning.slotsUsedBelowRatio),
  },
  {
    check: 'Reserved cores not used',
    setting: 'lower spark.kubernetes.executor.request.cores',
    of: downTo(ratio(sumBy(app, coresUsed.where(run)), sumBy(app, coresRequested.where(run))), tuning.coresUsedBelowRatio),
  },
  {
    check: 'CPU throttled',
    setting: 'raise spark.kubernetes.executor.limit.cores',
    of: upTo(maxBy(app, t.throttledRatio.where(run)), tuning.throttledAboveRatio),
  },
  {
    check: 'Uneven executors (skew)',
    setting: 'repartition, or turn on spark.sql.adaptive.skewJoin.enabled',
    of: upTo(maxBy(app, t.imbalance.where(run)), tuning.imbalanceAbove),
  },
  {
    check: 'Failed tasks',
    setting: 'read the log of an executor; spark.task.maxFailures only hides it',
    of: upTo(maxBy(app, t.failedTaskRatio.where(run)), tuning.failedTasksAboveRatio),
  },
  {
    check: 'Tasks too small',
    setting: 'lower spark.sql.shuffle.partitions, raise spark.sql.files.maxPartitionBytes',
    of: ratio(
      constant(tuning.smallTaskSeconds, 'seconds'),
      maxBy(app, and(t.meanTaskSeconds.where(run), above(t.taskRate.where(run), tuning.smallTasksPerSecond))),
    ),
  },
  {
    check: 'Driver scheduler slow',
    setting: 'raise spark.driver.cores, or use fewer and larger tasks',
    of: divide(
      maxBy(app, convert(driverMetrics.messageProcessingTimeP95.where(run), 'seconds')),
      constant(tuning.schedulerEventSeconds, 'seconds'),
    ),
  },
  {
    check: 'Listener queue fills',
    setting: 'raise spark.scheduler.listenerbus.eventqueue.capacity and spark.driver.memory',
    of: divide(maxBy(app, driverMetrics.listenerQueueSize.where(run)), constant(tuning.listenerQueueEvents, 'events')),
  },
];

/** Level at which a light turns yellow, as a share of the level at which the rule applies. */
export const CLOSE_TO_APPLYING = 0.8;

/** All checks in one expression, a row each, with name and setting as labels. */
export function tuningLights(checks: readonly TuningCheck[]): PanelExpression<'ratio', 'check' | 'setting'> {
  const rows: Array<PanelExpression<'ratio', 'check' | 'setting'>> = checks.map(({ check, setting, of }) => {
    const named = relabel(of, { to: 'check', from: 'app', regex: '.*', replacement: check });
    return maxBy(['check', 'setting'], relabel(named, { to: 'setting', from: 'app', regex: '.*', replacement: setting }));
  });
  const [first, ...others] = rows;
  if (first === undefined) throw new Error('the tuning panel needs at least one check');
  return others.reduce((all, one) => or(all, one), first);
}
