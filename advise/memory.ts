import { sparkBytesOf } from '../config/schema/values';
import { tuningLevels } from '../rules/tuning-levels';
import { memoryOverhead, requestedBy } from '../spark-applications/size';
import { advice, type Check, fine, judge, type Judgement, tooShort } from './judgement';
import { largerHeap, MEMORY_STEP_BYTES, overheadFor, SMALLEST_HEAP_BYTES, smallerHeap } from './sizing';
import { type Change, observe, sparkMemory, type Subject, withPresentDriver, withPresentHeap } from './subject';
import { bytes, percent } from './writing';

const largest = (values: readonly number[]): number => Math.max(...values);
const changeOf = (part: 'driver' | 'executor', setting: 'memory' | 'memoryOverhead', from: string | undefined, to: string): Change[] =>
  from === to ? [] : [{ path: [part, setting], ...(from !== undefined && { from }), to }];

/** Another heap of the executors; the overhead that Spark reckons follows it, one that is declared stays. */
export const withHeap = ({ application: { executor } }: Subject, heapBytes: number): Change[] => [
  ...changeOf('executor', 'memory', executor.memory, sparkMemory(heapBytes)),
  ...(executor.memoryOverhead === undefined ? [] : restated(executor.memoryOverhead)),
];

/** More heap by the headroom. */
const moreHeap = (subject: Subject): Change[] =>
  withHeap(subject, largerHeap(sparkBytesOf(subject.application.executor.memory), subject.thresholds.advice.headroom));

/** An override of `memory` drops the overhead that was declared for the old one. */
const restated = (overhead: string): Change[] => [{ path: ['executor', 'memoryOverhead'], from: overhead, to: overhead }];

/** Garbage collection takes too much of the task time. */
export const garbageCollection: Check = (subject) => {
  const { tuning } = subject.thresholds;
  const { check, level, setting } = tuningLevels(subject.thresholds).garbageCollection;
  return judge(check, observe(subject, ['gc', 'taskSeconds'], withPresentHeap(subject)), (runs, confidence) => {
    const worked = runs.filter(({ taskSeconds }) => taskSeconds > tuning.minimumTaskSeconds);
    const values = worked.map(({ gc }) => gc);
    if (worked.length === 0) return tooShort(check, subject);
    const measured = `${percent(largest(values))} of the task time (level ${percent(level)})`;
    if (largest(values) <= level) return fine(check, measured);
    const effect = `up to ${percent(largest(values))} of the task time comes back`;
    return advice(subject, { check, setting, measured, changes: moreHeap(subject), effect, confidence: confidence(values) });
  });
};

/** The heap is full and collects all the time. */
export const heapTooSmall: Check = (subject) => {
  const { tuning } = subject.thresholds;
  const { check, level, setting } = tuningLevels(subject.thresholds).heapTooSmall;
  return judge(check, observe(subject, ['heapPeak', 'gc'], withPresentHeap(subject)), (runs, confidence) => {
    const peaks = runs.map(({ heapPeak }) => heapPeak);
    const measured = `peak ${percent(largest(peaks))} of ${subject.application.executor.memory} (level ${percent(level)})`;
    if (!runs.some(({ heapPeak, gc }) => heapPeak > level && gc > tuning.gcAboveRatio)) return fine(check, measured);
    const effect = 'fewer collections, no OutOfMemoryError';
    return advice(subject, { check, setting, measured, changes: moreHeap(subject), effect, confidence: confidence(peaks) });
  });
};

/** Nobody ever used much of the heap. */
export const heapTooLarge: Check = (subject) => {
  const { tuning, advice: limits } = subject.thresholds;
  const { check, level, setting } = tuningLevels(subject.thresholds).heapTooLarge;
  return judge(check, observe(subject, ['heapPeak', 'unifiedPeak', 'gc', 'taskSeconds'], withPresentHeap(subject)), (runs, confidence) => {
    const peaks = runs.map(({ heapPeak }) => heapPeak);
    const measured = `peak ${percent(largest(peaks))} of ${subject.application.executor.memory} (level ${percent(level)})`;
    const idle = runs.every(({ gc }) => gc < tuning.gcAboveRatio / 2);
    const worked = runs.some(({ taskSeconds }) => taskSeconds > tuning.minimumTaskSeconds);
    if (largest(peaks) >= level || !idle || !worked) return fine(check, worked ? measured : `${measured}, too little work to judge`);
    if (wasKilled(subject, 'executorsKilled')) return fine(check, `${measured}, but executors were killed for memory`);
    const changes = lessHeap(subject, largest(peaks), largest(runs.map(({ unifiedPeak }) => unifiedPeak)));
    if (!pays(subject, changes)) return fine(check, `${measured}; a smaller pod would save less than ${percent(limits.worthRatio)}`);
    return advice(subject, { check, setting, measured, changes, effect: 'smaller pods, the same work', confidence: confidence(peaks) });
  });
};

const wasKilled = ({ runs }: Subject, figure: 'executorsKilled' | 'driverKilled') => runs.some(({ figures }) => (figures[figure] ?? 0) > 0);

/** Heap for the peak; overhead for all that the container held beyond it, or as it is where no container was measured. */
function lessHeap(subject: Subject, heapPeakRatio: number, unifiedPeakRatio: number): Change[] {
  const { application, thresholds, runs } = subject;
  const { executor, language } = application;
  const { headroom } = thresholds.advice;
  const heapBytes = sparkBytesOf(executor.memory);
  const memory = sparkMemory(smallerHeap({ heapBytes, heapPeakRatio, unifiedPeakRatio }, headroom));
  const held = runs.flatMap(({ figures }) => figures.executorContainerPeak ?? []);
  const now = sparkBytesOf(memoryOverhead(executor, language));
  const pod = requestedBy(executor, language).bytes;
  const needed = held.length === 0 ? now : Math.min(now, overheadFor(largest(held) * pod, heapPeakRatio * heapBytes, headroom));
  const { memoryOverhead: stated, ...rest } = executor;
  // where Spark's own share is enough nothing has to be stated
  const enough = sparkBytesOf(memoryOverhead({ ...rest, memory }, language)) >= needed;
  return [
    ...changeOf('executor', 'memory', executor.memory, memory),
    ...(stated === undefined && enough ? [] : changeOf('executor', 'memoryOverhead', stated ?? '', sparkMemory(needed))),
  ];
}

/** Whether a change makes a pod smaller by a share that is worth it. */
function pays({ application: { executor, language }, thresholds: { advice: limits } }: Subject, changes: readonly Change[]): boolean {
  const to = (setting: string) => changes.find(({ path }) => path[1] === setting)?.to as `${number}m` | undefined;
  const overhead = to('memoryOverhead');
  const { cores, coreRequest } = executor;
  const rest = { cores, ...(coreRequest !== undefined && { coreRequest }) };
  const after = requestedBy({ ...rest, memory: to('memory') ?? executor.memory, ...(overhead && { memoryOverhead: overhead }) }, language);
  return changes.length > 0 && after.bytes <= (1 - limits.worthRatio) * requestedBy(executor, language).bytes;
}

/** A container that is about to be killed, or was. */
export const nearMemoryLimit: Check = (subject) => {
  const { application, thresholds } = subject;
  const { check, level, setting } = tuningLevels(thresholds).nearMemoryLimit;
  return judge(check, observe(subject, ['executorContainerPeak', 'heapPeak'], withPresentHeap(subject)), (runs, confidence) => {
    const peaks = runs.map(({ executorContainerPeak }) => executorContainerPeak);
    const killed = wasKilled(subject, 'executorsKilled');
    const measured = `${percent(largest(peaks))} of the limit (level ${percent(level)})${killed ? ', and executors were killed' : ''}`;
    if (largest(peaks) <= level && !killed) return fine(check, measured);
    const { executor, language } = application;
    const now = sparkBytesOf(memoryOverhead(executor, language));
    const heapPeak = largest(runs.map(({ heapPeak }) => heapPeak)) * sparkBytesOf(executor.memory);
    const { headroom } = thresholds.advice;
    const needed = overheadFor(largest(peaks) * requestedBy(executor, language).bytes, heapPeak, headroom);
    const to = sparkMemory(Math.max(needed, Math.ceil(headroom * now)));
    const changes = changeOf('executor', 'memoryOverhead', executor.memoryOverhead, to);
    return advice(subject, {
      check,
      setting,
      measured,
      changes,
      effect: 'no executor is killed for memory',
      confidence: confidence(peaks),
    });
  });
};

/** Cached blocks leave no room for work. */
export const cachePressure: Check = (subject) => {
  const { check, level, setting } = tuningLevels(subject.thresholds).cachePressure;
  return judge(check, observe(subject, ['storage']), (runs, confidence): Judgement => {
    const values = runs.map(({ storage }) => storage);
    const measured = `${percent(largest(values))} of the unified memory (level ${percent(level)})`;
    if (largest(values) <= level) return fine(check, measured);
    return advice(subject, { check, setting, measured, changes: [], effect: 'less spill and eviction', confidence: confidence(values) });
  });
};

/** The driver's pod holds far less than it requests. */
export const driverMemory: Check = (subject) => {
  const check = 'Driver memory too large';
  const { application, thresholds } = subject;
  const { level } = tuningLevels(thresholds).heapTooLarge;
  return judge(check, observe(subject, ['driverContainerPeak'], withPresentDriver(subject)), (runs, confidence) => {
    const peaks = runs.map(({ driverContainerPeak }) => driverContainerPeak);
    const measured = `peak ${percent(largest(peaks))} of the pod (level ${percent(level)})`;
    if (largest(peaks) >= level) return fine(check, measured);
    if (wasKilled(subject, 'driverKilled')) return fine(check, `${measured}, but it was killed for memory`);
    const { driver, language } = application;
    const pod = requestedBy(driver, language).bytes;
    const memory = smallestFor(subject, thresholds.advice.headroom * largest(peaks) * pod);
    const overhead = driver.memoryOverhead === undefined ? {} : { memoryOverhead: driver.memoryOverhead };
    const after = requestedBy({ ...driver, memory, ...overhead }, language).bytes;
    if (after > (1 - thresholds.advice.worthRatio) * pod) return fine(check, `${measured}; nothing smaller is worth it`);
    const changes: Change[] = [
      ...changeOf('driver', 'memory', driver.memory, memory),
      ...(driver.memoryOverhead === undefined
        ? []
        : [{ path: ['driver', 'memoryOverhead'], from: driver.memoryOverhead, to: driver.memoryOverhead } as const]),
    ];
    const setting = `lower spark.driver.memory until the pod holds ${thresholds.advice.headroom} times its peak of ${bytes(largest(peaks) * pod)}`;
    return advice(subject, { check, setting, measured, changes, effect: 'a smaller driver, the same work', confidence: confidence(peaks) });
  });
};

/** The smallest heap with which the driver's pod is as large as needed; never more than now. */
function smallestFor({ application: { driver, language } }: Subject, neededBytes: number) {
  const now = sparkBytesOf(driver.memory);
  for (let heap = SMALLEST_HEAP_BYTES; heap < now; heap += MEMORY_STEP_BYTES) {
    const memory = sparkMemory(heap);
    if (requestedBy({ ...driver, memory }, language).bytes >= neededBytes) return memory;
  }
  return driver.memory;
}
