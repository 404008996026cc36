/** The arithmetic of sizes: numbers in, numbers out. `docs/advise.md` explains each formula and says what would make it wrong. */
import { MEMORY_FRACTION, RESERVED_BYTES } from '../rules/tuning';

const MIB = 2 ** 20;
/** Heaps grow and shrink in steps that people would choose. */
export const MEMORY_STEP_BYTES = 128 * MIB;
/** Spark refuses a heap below 1.5 times what it reserves. */
export const SMALLEST_HEAP_BYTES = 512 * MIB;
export const SMALLEST_OVERHEAD_BYTES = 384 * MIB;
const CORE_STEP = 0.05;
const SMALLEST_CORE_REQUEST = 0.1;

const roundUp = (value: number, step: number): number => Math.ceil(value / step - 1e-9) * step;

/** What was seen of the executors' memory. Shares refer to `heapBytes` and to the unified memory in it. */
export interface ExecutorMemory {
  readonly heapBytes: number;
  readonly heapPeakRatio: number;
  readonly unifiedPeakRatio: number;
}

/** A heap that holds `headroom` times the peak, of the whole and of Spark's unified memory in it; never more than now. */
export function smallerHeap({ heapBytes, heapPeakRatio, unifiedPeakRatio }: ExecutorMemory, headroom: number): number {
  const forPeak = headroom * heapPeakRatio * heapBytes;
  const forUnified = RESERVED_BYTES + headroom * unifiedPeakRatio * Math.max(0, heapBytes - RESERVED_BYTES);
  return Math.min(heapBytes, Math.max(SMALLEST_HEAP_BYTES, roundUp(Math.max(forPeak, forUnified), MEMORY_STEP_BYTES)));
}

/** `headroom` times a heap. */
export const largerHeap = (heapBytes: number, headroom: number): number => roundUp(headroom * heapBytes, MEMORY_STEP_BYTES);

/** Memory outside the heap: all that the container held at its peak beyond the peak of its heap, with headroom. */
export const overheadFor = (containerPeakBytes: number, heapPeakBytes: number, headroom: number): number =>
  Math.max(SMALLEST_OVERHEAD_BYTES, roundUp(headroom * Math.max(0, containerPeakBytes - heapPeakBytes), MIB));

/** Cores that an executor uses on average, with headroom, as a request; never more than now. */
export const smallerCoreRequest = (coreRequest: number, usedRatio: number, headroom: number): number =>
  Math.min(coreRequest, Math.max(SMALLEST_CORE_REQUEST, roundUp(headroom * usedRatio * coreRequest, CORE_STEP)));

/** Executors whose slots would be as busy as aimed at if the same work were spread over them; at least one, never more than now. */
export const fewerExecutors = (instances: number, slotsUsedRatio: number, aimedAtRatio: number): number =>
  Math.min(instances, Math.max(1, Math.ceil((instances * slotsUsedRatio) / aimedAtRatio - 1e-9)));

/** Partitions per task slot that Spark's tuning guide advises: https://spark.apache.org/docs/latest/tuning.html#level-of-parallelism */
export const PARTITIONS_PER_SLOT = 3;

/** Twice the partitions halve what a task has to hold; at least as many as keep all slots busy. */
export const morePartitions = (partitions: number, slots: number): number => Math.max(2 * partitions, PARTITIONS_PER_SLOT * slots);

/** Partitions whose tasks would take twice the least that pays; at least as many as keep all slots busy, never more than now. */
export const fewerPartitions = (partitions: number, slots: number, meanSeconds: number, leastSeconds: number): number =>
  Math.min(partitions, Math.max(PARTITIONS_PER_SLOT * slots, Math.ceil((partitions * meanSeconds) / (2 * leastSeconds))));

/** Memory of execution and storage that a task can count on while every slot works. */
export const memoryOfTask = (heapBytes: number, slots: number): number =>
  (MEMORY_FRACTION * Math.max(0, heapBytes - RESERVED_BYTES)) / slots;

/** What tasks could not hold. */
export interface Spilled {
  /** Size that the data had in memory. */
  readonly bytes: number;
  /** What one task can hold. */
  readonly taskBytes: number;
}

/** One more partition for each time that the memory of a task was written to disk, and headroom; at least twice as many. */
export const partitionsThatFit = (partitions: number, slots: number, { bytes, taskBytes }: Spilled, headroom: number): number =>
  Math.max(morePartitions(partitions, slots), Math.ceil(headroom * (partitions + bytes / taskBytes)));

/** Heap in which the mean of some tasks holds what it spilled, with headroom. */
export const heapThatFits = (heapBytes: number, tasks: number, { bytes, taskBytes }: Spilled, headroom: number): number =>
  roundUp(RESERVED_BYTES + headroom * (1 + bytes / (tasks * taskBytes)) * Math.max(0, heapBytes - RESERVED_BYTES), MEMORY_STEP_BYTES);

/** Share of the shuffle that comes from other executors when blocks are spread evenly. */
export const remoteShare = (executors: number): number => 1 - 1 / executors;
