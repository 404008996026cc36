import { checked } from '../../config/configuration';
import { environments } from '../../config/environments';
import { local } from '../../config/environments/local';
import type { Environment, EnvironmentInput } from '../../config/schema';
import { objectsOf, rendered } from './rendered';

/** What the demo applications work through here: enough for every series to appear, little enough to wait for. Schedules run once an hour each. */
const DAYS = 3;
const PARTITIONS = 12;
const SHUFFLE_PARTITIONS = 'spark.sql.shuffle.partitions';
const DAILY_BUDGET = 5;

/** Configuration of applications that run for a minute here: the JVM would spend most of it on compiling well what then runs a few times. */
export const quickToCompile: Readonly<Record<string, string>> = {
  'spark.driver.extraJavaOptions': '-XX:TieredStopAtLevel=1',
  'spark.executor.extraJavaOptions': '-XX:TieredStopAtLevel=1',
};

/**
 * An environment as it is committed, except that the demo applications have less to do, that those which run at any hour have a budget, and that
 * everything is as small as in `local`: what is redundant stays so. `changed` may say what else differs. Throws if there is none of that name.
 */
export function environmentNamed(name: string, changed: (input: EnvironmentInput) => EnvironmentInput = (same) => same): Environment {
  const input = environments.find((environment) => environment.name === name);
  if (input === undefined) throw new Error(`no environment "${name}": choose ${environments.map((other) => other.name).join(' or ')}`);
  return withLessToDo(changed(input === local ? input : onOneMachine(input)));
}

/** Sizes, and how nodes identify themselves, are those of `local`. */
function onOneMachine(input: EnvironmentInput): EnvironmentInput {
  if (input.objectStore.mode !== 'minio' || local.objectStore.mode !== 'minio') return input;
  const { drive, resources } = local.objectStore;
  return {
    ...input,
    cluster: { ...input.cluster, ...local.cluster },
    objectStore: { ...input.objectStore, drive, ...(resources && { resources }) },
    sparkOperator: { ...input.sparkOperator, ...local.sparkOperator },
    sparkHistoryServer: { ...local.sparkHistoryServer },
    spark: { ...local.spark },
    prometheus: { ...input.prometheus, ...local.prometheus },
    grafana: { ...input.grafana, ...local.grafana },
    nodeExporter: { ...input.nodeExporter, ...local.nodeExporter },
  };
}

function withLessToDo(input: EnvironmentInput): Environment {
  const plain = rendered(only(checked([input])));
  const schedules = objectsOf(plain, 'ScheduledSparkApplication').map(({ metadata }) => metadata.name);
  const overrides = objectsOf(plain, 'SparkApplication', 'ScheduledSparkApplication').map(({ metadata: { name }, spec }) => {
    const given: string[] = (spec.template ?? spec).arguments ?? [];
    const shorter = given.includes('--days') && {
      arguments: given.map((argument, index) => (given[index - 1] === '--days' ? String(DAYS) : argument)),
    };
    const conf = (spec.template ?? spec).sparkConf as Record<string, string>;
    // without adaptive execution, and where a result is cached, every shuffle has that many tasks, and as many objects to write
    const fewer = Number(conf[SHUFFLE_PARTITIONS] ?? '200') > PARTITIONS && { [SHUFFLE_PARTITIONS]: String(PARTITIONS) };
    const sparkConf = { ...input.spark.overrides?.[name]?.sparkConf, ...quickToCompile, ...fewer };
    const minute = (60 * schedules.indexOf(name)) / schedules.length;
    const rarely = minute >= 0 && { schedule: `${Math.floor(minute)} * * * *` };
    return [name, { ...input.spark.overrides?.[name], ...rarely, ...shorter, sparkConf }] as const;
  });
  // which schedules run is a matter of the hour: budgets shall show at any time
  const budgets = objectsOf(plain, 'SparkApplication').map(({ metadata }) => [metadata.name, DAILY_BUDGET] as const);
  const spark = {
    ...input.spark,
    overrides: { ...input.spark.overrides, ...Object.fromEntries(overrides) },
    budgets: { ...Object.fromEntries(budgets), ...input.spark.budgets },
  };
  return only(checked([{ ...input, spark }]));
}

const only = ([environment]: readonly Environment[]): Environment => environment!;
