import type { Environment } from '../config/schema';

/** A tuning rule about one run: where it begins to apply, and the setting to change. Alerts, tuning panel and advice share it. */
export interface TuningLevel {
  readonly check: string;
  /** The Spark setting to change, and how. */
  readonly setting: string;
  readonly level: number;
  /** On which side of the level something is wrong. */
  readonly wrong: 'above' | 'below';
}

/** Every tuning rule about one run with the levels of an environment. */
export const tuningLevels = ({ tuning, advice }: Pick<Environment['thresholds'], 'tuning' | 'advice'>) =>
  ({
    garbageCollection: {
      check: 'Garbage collection',
      setting: 'raise spark.executor.memory or lower spark.executor.cores',
      level: tuning.gcAboveRatio,
      wrong: 'above',
    },
    heapTooSmall: {
      check: 'Heap too small (peak)',
      setting: `raise spark.executor.memory to ${advice.headroom} times what it is`,
      level: tuning.heapPeakAboveRatio,
      wrong: 'above',
    },
    heapTooLarge: {
      check: 'Heap too large (peak)',
      setting: `lower spark.executor.memory to ${advice.headroom} times the peak`,
      level: tuning.heapPeakBelowRatio,
      wrong: 'below',
    },
    cachePressure: {
      check: 'Cache crowds out execution',
      setting: 'unpersist, or lower spark.memory.storageFraction',
      level: tuning.cacheAboveRatio,
      wrong: 'above',
    },
    nearMemoryLimit: {
      check: 'Container near its memory limit',
      setting: 'raise spark.executor.memoryOverhead',
      level: tuning.memoryAboveRatio,
      wrong: 'above',
    },
    idleSlots: {
      check: 'Idle task slots',
      setting: 'lower executor.instances, or declare dynamicAllocation',
      level: tuning.slotsUsedBelowRatio,
      wrong: 'below',
    },
    coresNotUsed: {
      check: 'Reserved cores not used',
      setting: 'lower spark.kubernetes.executor.request.cores',
      level: tuning.coresUsedBelowRatio,
      wrong: 'below',
    },
    throttled: {
      check: 'CPU throttled',
      setting: 'raise spark.kubernetes.executor.limit.cores',
      level: tuning.throttledAboveRatio,
      wrong: 'above',
    },
    skew: {
      check: 'Uneven executors (skew)',
      setting: 'repartition, or turn on spark.sql.adaptive.skewJoin.enabled',
      level: tuning.imbalanceAbove,
      wrong: 'above',
    },
    failedTasks: {
      check: 'Failed tasks',
      setting: 'read the log of an executor; spark.task.maxFailures only hides it',
      level: tuning.failedTasksAboveRatio,
      wrong: 'above',
    },
    tasksTooSmall: {
      check: 'Tasks too small',
      setting: 'lower spark.sql.shuffle.partitions, raise spark.sql.files.maxPartitionBytes',
      level: tuning.smallTaskSeconds,
      wrong: 'below',
    },
    spill: {
      check: 'Spill (suspected)',
      setting: 'raise spark.executor.memory or spark.sql.shuffle.partitions',
      level: tuning.spillBytesPerSecond,
      wrong: 'above',
    },
    spillToDisk: {
      check: 'Spill to disk',
      setting: 'raise spark.sql.shuffle.partitions or spark.executor.memory, or lower spark.executor.cores',
      level: tuning.spilledOfShuffledAboveRatio,
      wrong: 'above',
    },
    fetchWait: {
      check: 'Tasks wait for shuffle blocks',
      setting: 'use fewer and larger executors, or raise spark.reducer.maxSizeInFlight',
      level: tuning.fetchWaitAboveRatio,
      wrong: 'above',
    },
    cpuEfficiency: {
      check: 'Tasks wait, not compute',
      setting: 'look at the object store and Python; lower spark.kubernetes.executor.request.cores',
      level: tuning.cpuEfficiencyBelowRatio,
      wrong: 'below',
    },
    driverScheduler: {
      check: 'Driver scheduler slow',
      setting: 'raise spark.driver.cores, or use fewer and larger tasks',
      level: tuning.schedulerEventSeconds,
      wrong: 'above',
    },
    listenerQueue: {
      check: 'Listener queue fills',
      setting: 'raise spark.scheduler.listenerbus.eventqueue.capacity and spark.driver.memory',
      level: tuning.listenerQueueEvents,
      wrong: 'above',
    },
  }) as const satisfies Readonly<Record<string, TuningLevel>>;

export type TuningCheckName = keyof ReturnType<typeof tuningLevels>;
