import { z } from 'zod';
import { duration, ratio } from './values';

const count = (byDefault: number) => z.number().int().min(1).default(byDefault);
const seconds = (byDefault: number) => z.number().positive().default(byDefault);
/** How many times something normal it may be. */
const times = (byDefault: number) => z.number().gt(1).default(byDefault);

const applications = z.strictObject({
  /** Failed runs of a schedule within a day that mean more than bad luck. */
  failuresPerDay: count(3),
  /** Starts of one application above which it is restarting rather than running. */
  startAttempts: count(2),
  /** A run is long when it takes this many times the 95th percentile of its schedule's last two weeks. */
  durationOverHistory: times(1.5),
  /** Finished runs that make a history. */
  runsOfHistory: count(5),
});

const schedules = z.strictObject({
  /** Age of a planned start that did not happen; the operator looks at each schedule about once a minute. */
  missedAfterSeconds: seconds(300),
  /** Periods of the schedule without a success. */
  stalePeriods: times(2),
  /** A suspended schedule is perhaps forgotten. */
  suspendedFor: duration.default('7d'),
});

const executors = z.strictObject({
  /** Executors of one application lost within half an hour. */
  lostPerHalfHour: count(2),
});

/** Levels from which on a run wastes time or money. Model: the severity ladders of Dr. Elephant and DataFlint. */
const tuning = z.strictObject({
  /** Task time below which ratios mean nothing. */
  minimumTaskSeconds: seconds(300),
  /** Share of task time in garbage collection. */
  gcAboveRatio: ratio.default(0.1),
  /** Full collections of one executor within ten minutes. */
  fullGcsPerTenMinutes: count(3),
  /** Peak of the heap, as a share of it, below which it is too large, and above which it is too small. */
  heapPeakBelowRatio: ratio.default(0.7),
  heapPeakAboveRatio: ratio.default(0.95),
  /** Storage memory in use while blocks are also on disk. */
  cacheAboveRatio: ratio.default(0.9),
  /** Share of task slots in use over an hour. */
  slotsUsedBelowRatio: ratio.default(0.5),
  /** Share of the requested cores that is used over an hour. */
  coresUsedBelowRatio: ratio.default(0.3),
  /** Cores from which on waste is worth a word. */
  coresWorthSaving: z.number().positive().default(4),
  /** Work of the busiest executor, compared with the median. */
  imbalanceAbove: times(3.162),
  /** Share of slots in use while stragglers keep a stage open. */
  stragglersBelowRatio: ratio.default(0.1),
  /** Share of tasks that failed within a quarter of an hour, and how many tasks make a share. */
  failedTasksAboveRatio: ratio.default(0.1),
  failedTasksOfAtLeast: count(100),
  /** Mean duration of tasks that are started at more than this pace. */
  smallTaskSeconds: seconds(0.5),
  smallTasksPerSecond: z.number().positive().default(20),
  /** Bytes per second that an executor's disks take beyond twice its shuffle writes: probably spill. */
  spillBytesPerSecond: z.number().positive().default(50_000_000),
  /** Bytes spilled to disk for each byte shuffled, as executors tell, and the pace from which on it is worth a word. */
  spilledOfShuffledAboveRatio: z.number().positive().default(0.25),
  spillWorthNoticingBytesPerSecond: z.number().positive().default(1_000_000),
  /** Share of the run time of tasks that they wait for shuffle blocks. */
  fetchWaitAboveRatio: ratio.default(0.15),
  /** Share of the run time of tasks in which they compute. */
  cpuEfficiencyBelowRatio: ratio.default(0.5),
  /** Share of scheduling periods in which the CPU limit stopped a container. */
  throttledAboveRatio: ratio.default(0.25),
  /** Working set of a container, as a share of its memory limit. */
  memoryAboveRatio: ratio.default(0.95),
  /** 95th percentile of the time that the driver's scheduler needs for one event. */
  schedulerEventSeconds: seconds(1),
  /** Events waiting in a queue of the driver's listener bus; it drops them from 10 000 on. */
  listenerQueueEvents: count(5000),
});

/** How much `npm run advise` must have seen before it speaks, and how much before it is sure. */
const advice = z
  .strictObject({
    /** Runs, and seconds of them, below which nothing is advised. */
    runs: count(3),
    observedSeconds: seconds(300),
    /** A single run that was watched for so long is enough: streaming never has a second. */
    longRunSeconds: seconds(21_600),
    /** Runs, and seconds of them, from which on advice can be of high confidence. */
    confidentRuns: count(10),
    confidentSeconds: seconds(3600),
    /** Difference between the largest and the smallest run, as a share of the largest: steady up to the first, erratic from the second. */
    steadySpread: ratio.default(0.2),
    erraticSpread: ratio.default(0.5),
    /** What is advised is this many times the measured need. */
    headroom: times(1.2),
    /** Share of the task slots that fewer executors are meant to keep busy. */
    slotsAimedAtRatio: ratio.default(0.8),
    /** A size that would shrink or a run that would grow cheaper by less than this share is left alone. */
    worthRatio: ratio.default(0.05),
  })
  .refine(({ runs, confidentRuns }) => runs <= confidentRuns, { path: ['confidentRuns'], error: 'must not be below runs' })
  .refine(({ steadySpread, erraticSpread }) => steadySpread < erraticSpread, {
    path: ['erraticSpread'],
    error: 'must be above steadySpread',
  });

const streaming = z.strictObject({
  /** Rows arriving, as a multiple of rows processed. */
  inputOverProcessing: times(1.1),
  /** Time that a micro-batch may take: the longest trigger interval of your queries, which Spark does not publish. */
  batchSeconds: seconds(60),
  /** Time that the newest complete event time may be behind. */
  watermarkDelaySeconds: seconds(900),
});

const minio = z.strictObject({
  /** Share of the usable capacity that is taken. */
  usedAboveRatio: ratio.default(0.8),
  /** Share of its quota (`objectStore.quotas`) that a bucket may have taken before somebody is told. */
  bucketQuotaAboveRatio: ratio.default(0.9),
  usedCriticalRatio: ratio.default(0.92),
  /** Days until it is full at the pace of the last six hours. */
  fullWithinDays: z.number().positive().default(3),
  /** Share of requests that MinIO fails to serve. */
  errorsAboveRatio: ratio.default(0.01),
  /** Requests with wrong credentials. */
  rejectedPerSecond: z.number().positive().default(1),
  /** 99th percentile of the time until an answer begins. */
  firstByteSeconds: seconds(1),
});

const platform = z.strictObject({
  /** Share of a node's file system that is free. */
  nodeFilesystemFreeBelowRatio: ratio.default(0.1),
  /** Share of a node's memory that programs can still get. */
  nodeMemoryAvailableBelowRatio: ratio.default(0.05),
  /** Share of a volume that is free, and hours until it is full at the pace of the last six. */
  volumeFreeBelowRatio: ratio.default(0.1),
  volumeFullWithinHours: z.number().positive().default(24),
  /** Restarts of a container within half an hour. */
  restartsPerHalfHour: count(3),
  /** Share of a quota that is taken. */
  quotaAboveRatio: ratio.default(0.9),
  /** Difference between a node's clock and the right time; S3 refuses requests beyond 15 minutes. */
  clockOffsetSeconds: seconds(0.5),
});

const operator = z.strictObject({
  /** Objects waiting to be looked at. */
  queueDepth: count(50),
  /** Share of reconciliations that end in an error. */
  errorsAboveRatio: ratio.default(0.05),
  /** 95th percentile of creation to running; the largest bucket is 300. */
  startSeconds: z.number().positive().lt(300).default(180),
  /** Age of a reconciliation that has not ended. */
  stuckSeconds: seconds(600),
});

const monitoring = z.strictObject({
  /** Series in memory; Prometheus needs about 4 KiB for each. */
  series: z.number().int().min(10_000).default(1_000_000),
  /** Duration of a scrape; Prometheus gives up after 10 s. */
  scrapeSeconds: z.number().positive().lt(10).default(8),
  /** Delay of remote write. */
  remoteWriteSeconds: seconds(600),
});

/**
 * From where on a number is wrong: alerts and the colours of panels both read it here. How long it has to stay wrong belongs to the alert.
 */
export const thresholdsSchema = z.strictObject({
  applications: applications.prefault({}),
  schedules: schedules.prefault({}),
  executors: executors.prefault({}),
  tuning: tuning.prefault({}),
  advice: advice.prefault({}),
  streaming: streaming.prefault({}),
  /** Share of the requested cores and memory that costs money and is not used, over a day. */
  wasteAboveRatio: ratio.default(0.7),
  minio: minio.prefault({}),
  platform: platform.prefault({}),
  operator: operator.prefault({}),
  monitoring: monitoring.prefault({}),
});

export type Thresholds = z.output<typeof thresholdsSchema>;
