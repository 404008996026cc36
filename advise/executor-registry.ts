import { coresOf, cpuQuantityOf, sparkBytesOf, type SparkMemory } from '../config/schema/values';
import { COST_INTERVAL_SECONDS } from '../rules/interval';
import { tuningLevels } from '../rules/tuning-levels';
import { MOST_CORES } from '../spark-applications/lint/sizes';
import { requestedBy } from '../spark-applications/size';
import { lowerRequest } from './cores';
import { atMost } from './evidence';
import type { Figure } from './figures';
import { advice, type Check, fine, judge, tooShort } from './judgement';
import { withHeap } from './memory';
import { morePartitionsHelp, partitionsOf, slotsOf, withPartitions } from './partitions';
import { heapThatFits, memoryOfTask, partitionsThatFit, remoteShare } from './sizing';
import { type Change, fitting, sparkMemory, type Subject, withPresentHeap, withPresentSlots } from './subject';
import { observeTold } from './told';
import { bytes, number, percent } from './writing';

type Told<F extends Figure> = Readonly<Record<F, number>>;

/** Runs with enough work to make a share mean something. */
const havingWorked = <R extends Told<'taskRunSeconds'>>({ thresholds: { tuning } }: Subject, runs: readonly R[]): R[] =>
  runs.filter(({ taskRunSeconds }) => taskRunSeconds > tuning.minimumTaskSeconds);

const spillFigures = [
  'diskSpilledBytes',
  'memorySpilledBytes',
  'shuffleWrittenBytes',
  'shuffleLocalBytes',
  'shuffleRemoteBytes',
  'succeededTasks',
  'samples',
  'runs',
] as const;
type SpillTold = Told<(typeof spillFigures)[number]>;

const shuffledBytes = ({ shuffleWrittenBytes, shuffleLocalBytes, shuffleRemoteBytes }: SpillTold): number =>
  shuffleWrittenBytes + shuffleLocalBytes + shuffleRemoteBytes;

/** What to do about spill: smaller partitions where they stay small, else more memory for each task. */
function remedyForSpill(subject: Subject, told: SpillTold): { changes: Change[]; effect: string } {
  const { application, thresholds } = subject;
  const { headroom } = thresholds.advice;
  const heap = sparkBytesOf(application.executor.memory);
  const taskBytes = memoryOfTask(heap, application.executor.cores);
  if (morePartitionsHelp(subject, told.shuffleWrittenBytes / told.runs)) {
    const spilled = { bytes: told.memorySpilledBytes / told.runs, taskBytes };
    const to = partitionsThatFit(partitionsOf(subject), slotsOf(subject), spilled, headroom);
    return { changes: withPartitions(subject, to), effect: `partitions that fit into the ${bytes(taskBytes)} of a task; costs nothing` };
  }
  const to = heapThatFits(heap, Math.max(1, told.succeededTasks), { bytes: told.memorySpilledBytes, taskBytes }, headroom);
  return { changes: withHeap(subject, to), effect: 'tasks hold what they spilled; more partitions would be joined again' };
}

/** Tasks do not fit into memory: they write to disk much of what they shuffle. */
export const spillToDisk: Check = (subject) => {
  const { check, level, setting } = tuningLevels(subject.thresholds).spillToDisk;
  const { spillWorthNoticingBytesPerSecond: pace } = subject.thresholds.tuning;
  const fit = fitting(withPresentHeap(subject), withPresentSlots(subject));
  return judge(check, observeTold(subject, spillFigures, fit), (runs, confidence) => {
    const spilled = (run: SpillTold) => run.diskSpilledBytes / run.runs;
    const much = runs.filter(
      (run) => run.diskSpilledBytes > Math.max(level * shuffledBytes(run), pace * run.samples * COST_INTERVAL_SECONDS),
    );
    const worst = (much.length > 0 ? much : runs).reduce((one, other) => (spilled(other) > spilled(one) ? other : one));
    const beside = `beside ${bytes(shuffledBytes(worst) / worst.runs)} of shuffle`;
    const measured = `${bytes(spilled(worst))} on disk ${beside} (level ${percent(level)} of it, and ${bytes(pace)}/s)`;
    if (much.length === 0) return fine(check, measured);
    // one partition that is far larger than the others spills too
    const sure = atMost(confidence(runs.map(spilled)), 'medium');
    return advice(subject, { check, setting, measured, ...remedyForSpill(subject, worst), confidence: sure });
  });
};

/** Two executors as one of twice the size; nothing where that cannot be, or hardly helps. */
function inPairs({ application: { executor, dynamicAllocation }, thresholds: { advice: limits } }: Subject): Change[] {
  const { instances, cores, memory, coreRequest, memoryOverhead } = executor;
  if (dynamicAllocation !== undefined || instances % 2 !== 0 || 2 * cores > MOST_CORES) return [];
  if (remoteShare(instances / 2) > (1 - limits.worthRatio) * remoteShare(instances)) return [];
  const twice = (size: SparkMemory) => sparkMemory(2 * sparkBytesOf(size));
  return [
    { path: ['executor', 'instances'], from: instances, to: instances / 2 },
    { path: ['executor', 'cores'], from: cores, to: 2 * cores },
    { path: ['executor', 'memory'], from: memory, to: twice(memory) },
    ...(coreRequest === undefined
      ? []
      : [{ path: ['executor', 'coreRequest'], from: coreRequest, to: cpuQuantityOf(2 * coresOf(coreRequest)) } as const]),
    ...(memoryOverhead === undefined
      ? []
      : [{ path: ['executor', 'memoryOverhead'], from: memoryOverhead, to: twice(memoryOverhead) } as const]),
  ];
}

/** The busiest executors cannot answer while they collect garbage. */
const collects = ({ runs, thresholds: { tuning } }: Subject): boolean =>
  runs.some(({ figures: { gc = 0, taskSeconds = 0 } }) => gc > tuning.gcAboveRatio && taskSeconds > tuning.minimumTaskSeconds);

/** Tasks stand still until shuffle blocks of other executors arrive. */
export const fetchWait: Check = (subject) => {
  const { application, thresholds } = subject;
  const { check, level, setting } = tuningLevels(thresholds).fetchWait;
  const wanted = ['taskRunSeconds', 'fetchWaitSeconds', 'shuffleLocalBytes', 'shuffleRemoteBytes'] as const;
  return judge(check, observeTold(subject, wanted, withPresentSlots(subject)), (runs, confidence) => {
    const worked = havingWorked(subject, runs);
    if (worked.length === 0) return tooShort(check, subject);
    const values = worked.map(({ fetchWaitSeconds, taskRunSeconds }) => fetchWaitSeconds / taskRunSeconds);
    const remote = Math.max(...worked.map(({ shuffleLocalBytes: own, shuffleRemoteBytes: others }) => others / Math.max(1, own + others)));
    const measured = `${percent(Math.max(...values))} of the run time of tasks (level ${percent(level)}), ${percent(remote)} of the shuffle from other executors`;
    if (Math.max(...values) <= level) return fine(check, measured);
    const { instances } = application.executor;
    const changes = collects(subject) ? [] : inPairs(subject);
    const effect = collects(subject)
      ? `executors that collect garbage answer late: first see "${tuningLevels(thresholds).garbageCollection.check}"`
      : changes.length > 0
        ? `${percent(remoteShare(instances / 2))} of the shuffle from other executors instead of ${percent(remoteShare(instances))}; costs nothing`
        : 'shorter tasks after a shuffle';
    return advice(subject, { check, setting, measured, changes, effect, confidence: atMost(confidence(values), 'medium') });
  });
};

/** Programs whose tasks compute in processes of their own, which the JVM does not count. */
const computesBesideJvm = ({ application: { language } }: Subject): boolean => language === 'python' || language === 'r';

/** Tasks keep their slots and compute little, so that slots need no whole cores. */
export const cpuEfficiency: Check = (subject) => {
  const { check, level, setting } = tuningLevels(subject.thresholds).cpuEfficiency;
  const wanted = ['taskRunSeconds', 'taskCpuSeconds', 'jvmCpuSeconds', 'executorCoresUsed'] as const;
  return judge(check, observeTold(subject, wanted, withPresentSlots(subject)), (runs, confidence) => {
    const worked = havingWorked(subject, runs);
    if (worked.length === 0) return tooShort(check, subject);
    const beside = computesBesideJvm(subject);
    const values = worked.map((run) => Math.max(run.taskCpuSeconds, beside ? run.executorCoresUsed : 0) / run.taskRunSeconds);
    const measured = `tasks compute ${percent(Math.max(...values))} of their run time${beside ? ', Python and R included' : ''} (level ${percent(level)})`;
    if (Math.max(...values) >= level) return fine(check, measured);
    const { executor, language } = subject.application;
    const busyCores =
      executor.cores * Math.max(...worked.map((run) => Math.max(run.jvmCpuSeconds, run.executorCoresUsed) / run.taskRunSeconds));
    const changes = lowerRequest(subject, 'executor', busyCores / requestedBy(executor, language).cores);
    if (changes.length === 0) return fine(check, `${measured}, of a request that is as small as it should be`);
    const effect = `the same work: all slots at once keep ${number(busyCores)} cores busy`;
    return advice(subject, { check, setting, measured, changes, effect, confidence: confidence(values) });
  });
};
