import { longestWindowSeconds } from '../config/schema/objectives';
import type { Environment } from '../config/schema';
import { secondsOf } from '../config/schema/values';
import type { SparkApplicationInput } from './application';

/** What of an environment decides whether a promise is watched there. */
export interface WatchedBy {
  readonly spark: Pick<Environment['spark'], 'objectives' | 'overrides'>;
  /** `prometheus.retentionTime` */
  readonly retentionTime: Environment['prometheus']['retentionTime'];
}

/** An application as declared, with the two fields that matter here. */
type Promising = Pick<SparkApplicationInput, 'name' | 'slo' | 'schedule'>;

/**
 * Why an environment has no alerts about what an application promises itself; undefined if it has them, if nothing is promised, or if
 * `spark.objectives` says what counts there instead.
 */
export function silenceOfSlo({ name, slo, schedule }: Promising, { spark, retentionTime }: WatchedBy): string | undefined {
  if (slo === undefined || name in spark.objectives) return undefined;
  const override = spark.overrides[name];
  if (schedule === undefined) return 'the application has no schedule, so there is no run to be judged';
  if (override?.enabled === false) return `spark.overrides.${name}.enabled is false`;
  if (override?.schedule !== undefined) return `spark.overrides.${name}.schedule lets it run at other times, "${override.schedule}"`;
  const seconds = longestWindowSeconds(slo.runsEvery);
  return seconds > secondsOf(retentionTime)
    ? `prometheus.retentionTime is ${retentionTime}, and runs every ${slo.runsEvery} are judged over ${seconds / 86_400}d`
    : undefined;
}
