import {
  above,
  and,
  avgOverTime,
  constant,
  convert,
  maxBy,
  or,
  PANEL_RANGE,
  ratio,
  relabel,
  sumBy,
  type PanelExpression,
  type Unit,
} from '../metrics/promql';
import { driverMetrics } from '../metrics/spark-driver';
import { coresRequested, coresUsed } from '../rules/cost';
import * as r from '../rules/executor-registry';
import * as t from '../rules/tuning';
import { tuningLevels, type TuningLevel } from '../rules/tuning-levels';
import { hasExecutorRegistry } from './executor-registry';
import type { DashboardSettings } from './settings';
import { choice } from './variable';

/** A tuning rule as a traffic light: how close it is to its level, and what to change. */
export interface TuningCheck extends Pick<TuningLevel, 'check' | 'setting'> {
  /** 1 where the rule begins to apply, more where it is worse. */
  readonly of: PanelExpression<'ratio', 'app'>;
}

const run = choice('namespace', 'app');
const app = ['app'] as const;

/** How far a figure is on its way to the level of a rule, or beyond it. */
function light<U extends Unit>({ check, setting, level, wrong }: TuningLevel, value: PanelExpression<U, 'app'>): TuningCheck {
  const limit = constant(level, value.unit);
  return { check, setting, of: wrong === 'above' ? ratio(value, limit) : ratio(limit, value) };
}

/** What executors tell of themselves. */
const told = (tuning: DashboardSettings['thresholds']['tuning']): TuningCheck[] => [
  light(
    {
      check: 'Spill to disk',
      setting: 'raise spark.sql.shuffle.partitions or spark.executor.memory, or lower spark.executor.cores',
      level: tuning.spilledOfShuffledAboveRatio,
      wrong: 'above',
    },
    maxBy(app, r.spilledOfShuffled.where(run)),
  ),
  light(
    {
      check: 'Tasks wait for shuffle blocks',
      setting: 'use fewer and larger executors, or raise spark.reducer.maxSizeInFlight',
      level: tuning.fetchWaitAboveRatio,
      wrong: 'above',
    },
    maxBy(app, r.fetchWaitRatio.where(run)),
  ),
  light(
    {
      check: 'Tasks wait, not compute',
      setting: 'look at the object store and Python; lower spark.kubernetes.executor.request.cores',
      level: tuning.cpuEfficiencyBelowRatio,
      wrong: 'below',
    },
    maxBy(app, r.cpuRatio.where(run)),
  ),
];

/** The tuning rules about one run, levels from the settings that also feed the alerts. */
export function tuningChecks(settings: Pick<DashboardSettings, 'thresholds' | 'spark'>): TuningCheck[] {
  const { thresholds } = settings;
  const { tuning } = thresholds;
  const levels = tuningLevels(thresholds);
  return [
    light(levels.garbageCollection, maxBy(app, and(t.gcRatio.where(run), above(t.taskSeconds.where(run), tuning.minimumTaskSeconds)))),
    light(levels.heapTooSmall, maxBy(app, t.heapPeakRatio.where(run))),
    light(levels.heapTooLarge, maxBy(app, t.heapPeakRatio.where(run))),
    light(levels.cachePressure, maxBy(app, t.storageMemoryRatio.where(run))),
    light(levels.nearMemoryLimit, maxBy(app, t.containerMemoryRatio.where(run))),
    light(levels.idleSlots, maxBy(app, avgOverTime(t.slotUtilisation.where(run), PANEL_RANGE))),
    light(levels.coresNotUsed, ratio(sumBy(app, coresUsed.where(run)), sumBy(app, coresRequested.where(run)))),
    light(levels.throttled, maxBy(app, t.throttledRatio.where(run))),
    light(levels.skew, maxBy(app, t.imbalance.where(run))),
    light(levels.failedTasks, maxBy(app, t.failedTaskRatio.where(run))),
    light(levels.tasksTooSmall, maxBy(app, and(t.meanTaskSeconds.where(run), above(t.taskRate.where(run), tuning.smallTasksPerSecond)))),
    light(levels.driverScheduler, maxBy(app, convert(driverMetrics.messageProcessingTimeP95.where(run), 'seconds'))),
    light(levels.listenerQueue, maxBy(app, driverMetrics.listenerQueueSize.where(run))),
    // where only the driver tells of executors, spill is a guess
    ...(hasExecutorRegistry(settings) ? told(tuning) : [light(levels.spill, maxBy(app, t.suspectedSpill.where(run)))]),
  ];
}

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
