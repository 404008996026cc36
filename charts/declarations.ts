import type { Environment } from '../config/schema';
import type { SparkApplicationInput } from '../spark-applications/application';
import { silenceOfSlo } from '../spark-applications/silent-slo';

/**
 * The environment with what its applications promise themselves, below what it says about them. A promise that could not be judged there is left
 * out, which the lint remarks on (`slo-unwatched`).
 */
export function withDeclaredObjectives(environment: Environment, declarations: readonly SparkApplicationInput[]): Environment {
  const { spark, prometheus } = environment;
  const declared = declarations.flatMap((declaration) => {
    const { name, slo } = declaration;
    if (slo === undefined || silenceOfSlo(declaration, { spark, retentionTime: prometheus.retentionTime }) !== undefined) return [];
    const { successRatio = 0.95, ...rest } = slo;
    return [[name, { successRatio, ...rest }] as const];
  });
  return { ...environment, spark: { ...spark, objectives: { ...Object.fromEntries(declared), ...spark.objectives } } };
}
