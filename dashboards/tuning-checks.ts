import {
  and,
  avgOverTime,
  constant,
  convert,
  maxBy,
  or,
  PANEL_RANGE,
  ratio,
  relabel,
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
  /** 1 where the rule begins to apply, more where it is worse; nothing where the run does not yet show what the alert also asks for. */
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
function told(thresholds: DashboardSettings['thresholds']): TuningCheck[] {
  const levels = tuningLevels(thresholds);
  const also = r.registryConditions(thresholds.tuning);
  return [
    light(levels.spillToDisk, maxBy(app, and(r.spilledOfShuffled.where(run), also.spillToDisk))),
    light(levels.fetchWait, maxBy(app, and(r.fetchWaitRatio.where(run), also.fetchWait))),
    light(levels.cpuEfficiency, maxBy(app, and(r.cpuRatio.where(run), also.cpuEfficiency))),
  ];
}

/** The tuning rules about one run, levels from the settings that also feed the alerts. */
export function tuningChecks(settings: Pick<DashboardSettings, 'thresholds' | 'spark'>): TuningCheck[] {
  const { thresholds } = settings;
  const { tuning } = thresholds;
  const levels = tuningLevels(thresholds);
  const also = t.tuningConditions(tuning);
  return [
    light(levels.garbageCollection, maxBy(app, and(t.gcRatio.where(run), also.garbageCollection))),
    light(levels.heapTooSmall, maxBy(app, and(t.heapPeakRatio.where(run), also.heapTooSmall))),
    light(levels.heapTooLarge, maxBy(app, and(t.heapPeakRatio.where(run), also.heapTooLarge))),
    light(levels.cachePressure, maxBy(app, and(t.storageMemoryRatio.where(run), also.cachePressure))),
    light(levels.nearMemoryLimit, maxBy(app, t.containerMemoryRatio.where(run))),
    light(levels.idleSlots, maxBy(app, avgOverTime(t.slotUtilisation.where(run), PANEL_RANGE))),
    light(levels.coresNotUsed, maxBy(app, t.coresUsedRatio(coresUsed.where(run), coresRequested.where(run), tuning))),
    light(levels.throttled, maxBy(app, t.throttledRatio.where(run))),
    light(levels.skew, maxBy(app, and(t.imbalance.where(run), also.skew))),
    light(levels.failedTasks, maxBy(app, and(t.failedTaskRatio.where(run), also.failedTasks))),
    light(levels.tasksTooSmall, maxBy(app, and(t.meanTaskSeconds.where(run), also.tasksTooSmall))),
    light(levels.driverScheduler, maxBy(app, convert(driverMetrics.messageProcessingTimeP95.where(run), 'seconds'))),
    light(levels.listenerQueue, maxBy(app, driverMetrics.listenerQueueSize.where(run))),
    // where only the driver tells of executors, spill is a guess
    ...(hasExecutorRegistry(settings) ? told(thresholds) : [light(levels.spill, maxBy(app, t.suspectedSpill.where(run)))]),
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
