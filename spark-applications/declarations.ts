import type { Environment } from '../config/schema';
import type { SparkApplicationInput } from './application';
import type { SparkConnectInput } from './connect/declaration';
import { silenceOfSlo } from './silent-slo';

/** The environment with what its applications and servers declare about themselves that becomes rules and panels, below what it says about them. */
export function withDeclarations(
  environment: Environment,
  declarations: readonly SparkApplicationInput[],
  servers: readonly SparkConnectInput[],
): Environment {
  const { spark } = environment;
  return {
    ...environment,
    spark: {
      ...spark,
      objectives: { ...declaredObjectives(environment, declarations), ...spark.objectives },
      budgets: { ...declaredBudgets(environment, declarations), ...spark.budgets },
      connectServers: { ...Object.fromEntries(servers.map(({ name }) => [name, {}])), ...spark.connectServers },
    },
  };
}

/** Promises about schedules. One that could not be judged there is left out, which the lint remarks on (`slo-unwatched`). */
function declaredObjectives({ spark, prometheus }: Environment, declarations: readonly SparkApplicationInput[]) {
  const declared = declarations.flatMap((declaration) => {
    const { name, slo } = declaration;
    if (slo === undefined || silenceOfSlo(declaration, { spark, retentionTime: prometheus.retentionTime }) !== undefined) return [];
    const { successRatio = 0.95, ...rest } = slo;
    return [[name, { successRatio, ...rest }] as const];
  });
  return Object.fromEntries(declared);
}

/** Money for a day, of the applications that are there. */
const declaredBudgets = ({ spark }: Environment, declarations: readonly SparkApplicationInput[]) =>
  Object.fromEntries(
    declarations.flatMap(({ name, dailyBudget }) =>
      dailyBudget === undefined || spark.overrides[name]?.enabled === false ? [] : [[name, dailyBudget] as const],
    ),
  );
