import { z } from 'zod';
import { duration, secondsOf, sparkBytesOf, sparkMemory } from './values';

/** Spark refuses to roll event logs more often: `org.apache.spark.internal.config.EVENT_LOG_ROLLING_MAX_FILE_SIZE`. */
const LEAST_FILE_BYTES = 10 * 2 ** 20;

/** Source of the cleaner's settings: https://spark.apache.org/docs/4.1.2/monitoring.html#spark-history-server-configuration-options */
const cleanerSchema = z
  .strictObject({
    /** Pace at which it looks for logs to delete; `spark.history.fs.cleaner.interval`, whose default this is. */
    interval: duration.default('1d'),
    /** Age from which on the log of an ended run is deleted, counted from its last event file; `spark.history.fs.cleaner.maxAge`, Spark's default. */
    maxAge: duration.default('7d'),
    /** Logs that are kept at most, the newest ones; `spark.history.fs.cleaner.maxNum`. @default any number */
    maxNum: z.number().int().min(1).optional(),
  })
  .refine(({ interval, maxAge }) => secondsOf(interval) <= secondsOf(maxAge), {
    path: ['interval'],
    error: 'must not be longer than maxAge: logs would stay until the cleaner comes by, not until they are old',
  });

/**
 * How large event logs become and how long they stay. What is left out costs nothing: in our MinIO the bucket's own lifecycle deletes old logs
 * (`objectStore.expiryDays.eventLogs`), and the history server only reads. Compaction and the cleaner delete, so its user may then also write and
 * delete in the bucket of event logs and nowhere else; with `objectStore.mode: external` the policy of that user is yours to widen
 * (`s3:PutObject`, `s3:DeleteObject`, `s3:AbortMultipartUpload` on its objects).
 */
export const eventLogsSchema = z.strictObject({
  /**
   * Size at which a driver begins another event file: only a closed file is seen by the history server, and a crash loses the open one.
   * `spark.eventLog.rolling.maxFileSize`; Spark's own default of 128m hides most of a run until it ends. An application may choose another.
   */
  maxFileSize: sparkMemory
    .refine((size) => sparkBytesOf(size) >= LEAST_FILE_BYTES, { error: 'must be at least 10m: Spark refuses to start with less' })
    .default('32m'),
  /**
   * Newest event files of a run that stay as they are; the history server merges older ones into a `.compact` file without the jobs, stages and SQL
   * executions that have ended. Worth it for streams, whose logs grow without end, and whose oldest files a lifecycle would take away while they run.
   * It loses details for good; `spark.history.fs.eventLog.rolling.maxFilesToRetain`. @default all files stay
   */
  maxFilesToRetain: z.number().int().min(1).optional(),
  /** The history server deletes old logs itself: for stores without a lifecycle, or where ages of less than a day count. @default it does not */
  cleaner: cleanerSchema.optional(),
});

/** Whether the history server changes the event logs that it reads. */
export const changesEventLogs = ({ maxFilesToRetain, cleaner }: z.output<typeof eventLogsSchema>): boolean =>
  maxFilesToRetain !== undefined || cleaner !== undefined;
