import { mostExecutors } from '../spark-applications/size';
import type { Change, Subject } from './subject';

export const PARTITIONS = 'spark.sql.shuffle.partitions';
/** https://spark.apache.org/docs/latest/sql-performance-tuning.html#other-configuration-options */
const DEFAULT_PARTITIONS = 200;
/** `spark.sql.adaptive.advisoryPartitionSizeInBytes`: https://spark.apache.org/docs/latest/sql-performance-tuning.html#coalescing-post-shuffle-partitions */
const DEFAULT_ADVISORY_BYTES = 64 * 2 ** 20;

export const partitionsOf = ({ application: { sparkConf } }: Subject): number => Number(sparkConf[PARTITIONS] ?? DEFAULT_PARTITIONS);
export const slotsOf = ({ application }: Subject): number => mostExecutors(application) * application.executor.cores;

/** Another number of shuffle partitions; nothing where it is the present one. */
export function withPartitions(subject: Subject, to: number): Change[] {
  const from = subject.application.sparkConf[PARTITIONS];
  return to === partitionsOf(subject) ? [] : [{ path: ['sparkConf', PARTITIONS], ...(from !== undefined && { from }), to: String(to) }];
}

/** Bytes as Spark reads them in its settings: `64MB`, `64m`, `67108864`; undefined where it would refuse the text. */
export function bytesInConf(text: string): number | undefined {
  const [, amount, unit] = /^(\d+)([kmgtp]?)b?$/i.exec(text.trim()) ?? [];
  return amount === undefined || unit === undefined ? undefined : Number(amount) * 1024 ** ' kmgtp'.indexOf(unit.toLowerCase() || ' ');
}

/**
 * Whether more partitions make the tasks after a shuffle smaller. Adaptive execution joins partitions again as long as they are below its advisory size,
 * and a stream keeps the number that is in its checkpoint.
 */
export function morePartitionsHelp(subject: Subject, shuffleBytes: number): boolean {
  const { sparkConf, restartPolicy } = subject.application;
  if (restartPolicy === 'Always') return false;
  const joins = ['spark.sql.adaptive.enabled', 'spark.sql.adaptive.coalescePartitions.enabled'].every((key) => sparkConf[key] !== 'false');
  const advisoryBytes = bytesInConf(sparkConf['spark.sql.adaptive.advisoryPartitionSizeInBytes'] ?? '') ?? DEFAULT_ADVISORY_BYTES;
  return shuffleBytes > 0 && (!joins || shuffleBytes / partitionsOf(subject) >= advisoryBytes);
}
