import { longestWindowSeconds } from '../config/schema/objectives';
import type { Environment } from '../config/schema';
import { secondsOf } from '../config/schema/values';
import type { SparkApplicationInput } from '../spark-applications/application';

/**
 * The environment with what its applications promise themselves, below what it says about them. A promise is left out where the environment runs the
 * application at other times or not at all, and where Prometheus does not keep metrics for as long as the promise looks back.
 */
export function withDeclaredObjectives(environment: Environment, declarations: readonly SparkApplicationInput[]): Environment {
  const { spark, prometheus } = environment;
  const declared = declarations.flatMap(({ name, slo }) => {
    if (slo === undefined || spark.overrides[name]?.enabled === false || spark.overrides[name]?.schedule !== undefined) return [];
    const { successRatio = 0.95, ...rest } = slo;
    return longestWindowSeconds(slo.runsEvery) <= secondsOf(prometheus.retentionTime) ? [[name, { successRatio, ...rest }] as const] : [];
  });
  return { ...environment, spark: { ...spark, objectives: { ...Object.fromEntries(declared), ...spark.objectives } } };
}
