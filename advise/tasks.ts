import { tuningLevels } from '../rules/tuning-levels';
import { atMost } from './evidence';
import { advice, type Check, fine, judge } from './judgement';
import { PARTITIONS, partitionsOf, slotsOf, withPartitions } from './partitions';
import { fewerPartitions, morePartitions, PARTITIONS_PER_SLOT } from './sizing';
import { observe, withPresentSlots } from './subject';
import { observeTold } from './told';
import { bytes, number, percent, seconds } from './writing';

/** Executors write far more than their shuffle: tasks do not fit into memory. */
export const spill: Check = (subject) => {
  const { spill: light, spillToDisk } = tuningLevels(subject.thresholds);
  const { check, level, setting } = light;
  if (observeTold(subject, ['diskSpilledBytes'], withPresentSlots(subject)).known)
    return fine(check, `executors tell it: see "${spillToDisk.check}"`);
  return judge(check, observe(subject, ['spill'], withPresentSlots(subject)), (runs, confidence) => {
    const values = runs.map((run) => Math.max(0, run.spill));
    const measured = `${bytes(Math.max(...values))}/s of an executor beyond its shuffle (level ${bytes(level)}/s)`;
    if (Math.max(...values) <= level) return fine(check, measured);
    const changes = withPartitions(subject, morePartitions(partitionsOf(subject), slotsOf(subject)));
    const effect = 'half as much to hold for each task; costs nothing';
    // cached blocks on disk look the same
    return advice(subject, { check, setting, measured, changes, effect, confidence: atMost(confidence(values), 'medium') });
  });
};

/** Fewer shuffle partitions than slots leave slots without work after each shuffle. */
export const tooFewPartitions: Check = (subject) => {
  const check = 'Shuffle partitions fewer than task slots';
  const { tuning } = subject.thresholds;
  return judge(check, observe(subject, ['slotsUsed'], withPresentSlots(subject)), (runs, confidence) => {
    const [now, slots] = [partitionsOf(subject), slotsOf(subject)];
    const values = runs.map(({ slotsUsed }) => slotsUsed);
    const measured = `${now} partitions for ${slots} slots, ${percent(Math.max(...values))} of them used`;
    if (now >= slots || Math.max(...values) >= tuning.slotsUsedBelowRatio) return fine(check, measured);
    const setting = `raise ${PARTITIONS} to ${PARTITIONS_PER_SLOT} for each slot`;
    const changes = withPartitions(subject, PARTITIONS_PER_SLOT * slots);
    return advice(subject, { check, setting, measured, changes, effect: 'all slots work after a shuffle', confidence: confidence(values) });
  });
};

/** Starting tasks costs more than running them. */
export const tasksTooSmall: Check = (subject) => {
  const { tuning } = subject.thresholds;
  const { check, level, setting } = tuningLevels(subject.thresholds).tasksTooSmall;
  return judge(check, observe(subject, ['meanTaskSeconds', 'taskRate'], withPresentSlots(subject)), (runs, confidence) => {
    const busy = runs.filter(({ taskRate }) => taskRate > tuning.smallTasksPerSecond).map(({ meanTaskSeconds }) => meanTaskSeconds);
    const all = runs.map(({ meanTaskSeconds }) => meanTaskSeconds);
    const mean = Math.min(...(busy.length > 0 ? busy : all));
    const measured = `${seconds(mean)} for a task (level ${seconds(level)} at more than ${number(tuning.smallTasksPerSecond)} tasks a second)`;
    if (busy.length === 0 || mean >= level) return fine(check, measured);
    const to = fewerPartitions(partitionsOf(subject), slotsOf(subject), mean, level);
    const effect = 'less time for starting tasks; no use if they come from many small files';
    // adaptive execution merges small partitions by itself
    const confidenceNow = atMost(confidence(busy), 'low');
    return advice(subject, { check, setting, measured, changes: withPartitions(subject, to), effect, confidence: confidenceNow });
  });
};

/** Work that is done again. */
export const failedTasks: Check = (subject) => {
  const { check, level, setting } = tuningLevels(subject.thresholds).failedTasks;
  return judge(check, observe(subject, ['failedTasks']), (runs, confidence) => {
    const values = runs.map((run) => run.failedTasks);
    const measured = `${percent(Math.max(...values))} of the tasks of a quarter of an hour failed (level ${percent(level)})`;
    if (Math.max(...values) <= level) return fine(check, measured);
    return advice(subject, { check, setting, measured, changes: [], effect: 'work is done once', confidence: confidence(values) });
  });
};
