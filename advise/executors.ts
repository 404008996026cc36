import { tuningLevels } from '../rules/tuning-levels';
import { atMost } from './evidence';
import { advice, type Check, fine, judge, tooShort, unknown } from './judgement';
import { billOf } from './money';
import { fewerExecutors } from './sizing';
import { observe, type Subject, withPresentSlots } from './subject';
import { number, percent } from './writing';

/** Share of the slots in use at the busiest moment from which on fewer executors may make the run longer. */
const BUSY = 0.9;

/** Whether Spark chooses the number of executors by itself. */
const isDynamic = ({ application: { dynamicAllocation } }: Subject): boolean => dynamicAllocation !== undefined;

/** Most task slots stay empty: fewer executors could do the work. */
export const idleSlots: Check = (subject) => {
  const { application, thresholds } = subject;
  const { check, level, setting } = tuningLevels(thresholds).idleSlots;
  if (isDynamic(subject)) return unknown(check, 'dynamic allocation chooses the number of executors');
  return judge(check, observe(subject, ['slotsUsed', 'mostSlotsUsed'], withPresentSlots(subject)), (runs, confidence) => {
    const values = runs.map(({ slotsUsed }) => slotsUsed);
    const used = Math.max(...values);
    const { instances } = application.executor;
    const measured = `${percent(used)} of the slots of ${instances} executors used (level ${percent(level)})`;
    const to = fewerExecutors(instances, used, thresholds.advice.slotsAimedAtRatio);
    if (used >= level || to === instances) return fine(check, measured);
    const bursts = runs.some(({ mostSlotsUsed }) => mostSlotsUsed >= BUSY);
    return advice(subject, {
      check,
      setting,
      measured,
      changes: [{ path: ['executor', 'instances'], from: instances, to }],
      effect: bursts
        ? 'up to this much: moments that need all slots take longer, so dynamic allocation may suit better'
        : 'up to this much, if the run takes as long',
      confidence: bursts ? atMost(confidence(values), 'medium') : confidence(values),
    });
  });
};

/** Dynamic allocation holds executors that no task needs. */
export const unneededExecutors: Check = (subject) => {
  const check = 'Executors that nothing needs';
  if (!isDynamic(subject)) return fine(check, 'no dynamic allocation');
  return judge(check, observe(subject, ['unneededExecutors', 'meanExecutors']), (runs, confidence) => {
    const shares = runs.map(({ unneededExecutors: unneeded, meanExecutors }) => Math.max(0, unneeded) / Math.max(meanExecutors, 1));
    const share = Math.min(1, shares.reduce((sum, one) => sum + one, 0) / shares.length);
    const measured = `${percent(share)} of the executors on average`;
    if (share <= subject.thresholds.advice.worthRatio) return fine(check, measured);
    const { executorCores, executorMemory } = billOf(subject.runs, subject.prices, 'Requested');
    return {
      ...advice(subject, {
        check,
        setting:
          'lower dynamicAllocation.minExecutors, dynamicAllocation.shuffleTrackingTimeout or spark.dynamicAllocation.executorIdleTimeout',
        measured,
        changes: [],
        effect: 'at most what the idle executors cost',
        confidence: confidence(shares),
      }),
      saves: share * (executorCores + executorMemory),
    };
  });
};

/** One executor works much more than the others. */
export const skew: Check = (subject) => {
  const { tuning } = subject.thresholds;
  const { check, level, setting } = tuningLevels(subject.thresholds).skew;
  return judge(check, observe(subject, ['imbalance', 'taskSeconds']), (runs, confidence) => {
    const values = runs.filter(({ taskSeconds }) => taskSeconds > tuning.minimumTaskSeconds).map(({ imbalance }) => imbalance);
    if (values.length === 0) return tooShort(check, subject);
    const measured = `the busiest executor works ${number(Math.max(...values))} times as much as the median (level ${number(level)})`;
    if (Math.max(...values) <= level) return fine(check, measured);
    const effect = 'the others wait less';
    return advice(subject, { check, setting, measured, changes: [], effect, confidence: atMost(confidence(values), 'medium') });
  });
};
