import { coresOf, cpuQuantityOf } from '../config/schema/values';
import { tuningLevels } from '../rules/tuning-levels';
import { coreRequest, requestedBy } from '../spark-applications/size';
import { advice, type Check, fine, judge } from './judgement';
import { smallerCoreRequest } from './sizing';
import { type Change, observe, type Subject, withPresentDriver, withPresentSlots } from './subject';
import { number, percent, seconds } from './writing';

type Part = 'driver' | 'executor';

/** A lower request of CPU; the limit stays at `cores`, so that peaks still find what the node has left. */
export function lowerRequest({ application, thresholds }: Subject, part: Part, usedRatio: number): Change[] {
  const now = requestedBy(application[part], application.language).cores;
  const to = smallerCoreRequest(now, usedRatio, thresholds.advice.headroom);
  if (to > (1 - thresholds.advice.worthRatio) * now) return [];
  return [{ path: [part, 'coreRequest'], from: coreRequest(application[part]), to: cpuQuantityOf(to) }];
}

/** Executors reserve cores that their tasks do not use: they wait for data, or there are too many slots. */
export const coresNotUsed: Check = (subject) => {
  const { tuning } = subject.thresholds;
  const { check, level, setting } = tuningLevels(subject.thresholds).coresNotUsed;
  const wanted = ['executorCoresUsed', 'executorCoresRequested', 'slotsUsed'] as const;
  return judge(check, observe(subject, wanted, withPresentSlots(subject)), (runs, confidence) => {
    const values = runs.map(({ executorCoresUsed, executorCoresRequested }) => executorCoresUsed / executorCoresRequested);
    const used = Math.max(...values);
    const measured = `${percent(used)} of the executors' cores used (level ${percent(level)})`;
    if (used >= level) return fine(check, measured);
    const slots = Math.max(...runs.map(({ slotsUsed }) => slotsUsed));
    if (slots < tuning.slotsUsedBelowRatio && subject.application.executor.instances > 1)
      return fine(check, `${measured}, because slots are idle: see "${tuningLevels(subject.thresholds).idleSlots.check}"`);
    const changes = lowerRequest(subject, 'executor', used);
    if (changes.length === 0) return fine(check, `${measured}, of a request that is as small as it should be`);
    const effect = 'the same work, as long as the node has idle CPU for peaks';
    return advice(subject, { check, setting, measured, changes, effect, confidence: confidence(values) });
  });
};

/** The driver reserves cores that it does not use. */
export const driverCores: Check = (subject) => {
  const check = 'Driver cores not used';
  const { level } = tuningLevels(subject.thresholds).coresNotUsed;
  return judge(check, observe(subject, ['driverCoresUsed', 'driverCoresRequested'], withPresentDriver(subject)), (runs, confidence) => {
    const values = runs.map(({ driverCoresUsed, driverCoresRequested }) => driverCoresUsed / driverCoresRequested);
    const used = Math.max(...values);
    const measured = `${percent(used)} of the driver's cores used (level ${percent(level)})`;
    const changes = used >= level ? [] : lowerRequest(subject, 'driver', used);
    if (changes.length === 0) return fine(check, measured);
    const setting = 'lower spark.kubernetes.driver.request.cores';
    const effect = 'the same work, as long as the node has idle CPU for peaks';
    return advice(subject, { check, setting, measured, changes, effect, confidence: confidence(values) });
  });
};

/** The CPU limit stops the executors. */
export const throttled: Check = (subject) => {
  const { check, level, setting } = tuningLevels(subject.thresholds).throttled;
  return judge(check, observe(subject, ['throttled']), (runs, confidence) => {
    const values = runs.map((run) => run.throttled);
    const most = Math.max(...values);
    const measured = `${percent(most)} of the time at its limit (level ${percent(level)})`;
    if (most <= level) return fine(check, measured);
    const { executor } = subject.application;
    // the limit is the request where that is higher than the task slots
    const to = cpuQuantityOf(Math.ceil(Math.max(executor.cores, coresOf(coreRequest(executor))) * subject.thresholds.advice.headroom));
    const changes: Change[] = [{ path: ['executor', 'coreRequest'], from: coreRequest(executor), to }];
    return advice(subject, { check, setting, measured, changes, effect: 'shorter tasks', confidence: confidence(values) });
  });
};

/** The driver cannot keep up with its own scheduling. */
export const driverScheduler: Check = (subject) => {
  const { check, level, setting } = tuningLevels(subject.thresholds).driverScheduler;
  return judge(check, observe(subject, ['schedulerSeconds'], withPresentDriver(subject)), (runs, confidence) => {
    const values = runs.map(({ schedulerSeconds }) => schedulerSeconds);
    const measured = `${seconds(Math.max(...values))} for an event of the scheduler (level ${seconds(level)})`;
    if (Math.max(...values) <= level) return fine(check, measured);
    const { cores } = subject.application.driver;
    const changes: Change[] = [{ path: ['driver', 'cores'], from: cores, to: cores + 1 }];
    return advice(subject, { check, setting, measured, changes, effect: 'tasks start sooner', confidence: confidence(values) });
  });
};

const QUEUE = 'spark.scheduler.listenerbus.eventqueue.capacity';
const DEFAULT_QUEUE_EVENTS = 10_000;

/** The driver falls behind with its events and will drop them. */
export const listenerQueue: Check = (subject) => {
  const { check, level, setting } = tuningLevels(subject.thresholds).listenerQueue;
  return judge(check, observe(subject, ['listenerQueue']), (runs, confidence) => {
    const values = runs.map((run) => run.listenerQueue);
    const measured = `${number(Math.max(...values))} events waited (level ${number(level)})`;
    if (Math.max(...values) <= level) return fine(check, measured);
    const now = subject.application.sparkConf[QUEUE];
    const to = String(2 * Number(now ?? DEFAULT_QUEUE_EVENTS));
    const changes: Change[] = [{ path: ['sparkConf', QUEUE], ...(now !== undefined && { from: now }), to }];
    return advice(subject, { check, setting, measured, changes, effect: 'no events are dropped', confidence: confidence(values) });
  });
};
