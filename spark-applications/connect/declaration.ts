import { z } from 'zod';
import { components } from '../../config/components';
import { ConfigurationError, problem } from '../../config/configuration';
import { connectClientSchema } from '../../config/schema/spark';
import { imageReference } from '../../config/schema/values';
import { applicationName, labelsSchema, type SparkApplication, waiversSchema } from '../application';
import { dependenciesSchema } from '../dependencies';
import { sizing, withNamedSize, type WithSizes } from '../named-size';
import { ownership } from '../ownership';
import { placement, secretKeySchema } from '../placement';
import { connectConfSchema } from './owned-conf';

const { namespace } = components.sparkApplications;

/** The operator makes a Service `<name>-server`: it must not take over one of ours. */
const ourServices: readonly string[] = Object.values(components)
  .flatMap(({ workloads }): ReadonlyArray<{ readonly name: string; readonly namespace: string }> => workloads)
  .filter((workload) => workload.namespace === namespace)
  .map(({ name }) => name);

const { team, owner, costCentre } = ownership;
const { dynamicAllocation, spill, volumes, secretVariables, nodeSelector, tolerations, priorityClassName } = placement;

/** A Spark Connect server as its owner declares it: a driver that runs all the time and works for the sessions of its clients. */
export const sparkConnectSchema = z.strictObject({
  /** Names the server, its pods and its series; clients find it as the Service `<name>-server`. */
  name: applicationName.refine((name) => !ourServices.includes(`${name}-server`), {
    error: 'must be another name: the platform has a Service of this name followed by -server',
  }),
  team,
  owner,
  costCentre,
  /** Image that replaces the environment's Spark image; Python functions of clients run in it, so its Python must be theirs. */
  image: imageReference.optional(),
  ...sizing,
  dynamicAllocation,
  spill,
  volumes,
  secretVariables,
  nodeSelector,
  tolerations,
  priorityClassName,
  /** Who may connect from inside the cluster. `kubectl port-forward` does not need it. @default nobody */
  clients: z.array(connectClientSchema).default([]),
  /** Key of a Secret in the Spark namespace; a client must know its value. @default whoever reaches the server may use it */
  token: secretKeySchema.optional(),
  /** false: driver and executors push no metrics, even where the environment wants them (`spark.executorMetrics`). */
  executorMetrics: z.boolean().default(true),
  /** Any setting of Spark that is not derived from something else. A session may change those of `spark.sql` for itself. */
  sparkConf: connectConfSchema.default({}),
  /** Labels of the server and of its pods. */
  labels: labelsSchema.default({}),
  /** Rule of the lint → why it does not apply here; see `docs/lint.md`. */
  waivers: waiversSchema.default({}),
});

/** What a declaration holds: only what differs from the defaults. */
export type SparkConnectInput = WithSizes<z.input<typeof sparkConnectSchema>>;
/** A checked declaration with every default filled in. */
export type SparkConnect = z.output<typeof sparkConnectSchema>;

/**
 * Checks declarations and fills in their defaults; `applications` are names that are taken, since a server and an application of one name would be one in
 * every series. Throws one {@link ConfigurationError} that lists every problem of all of them.
 */
export function checkedConnectServers(inputs: readonly SparkConnectInput[], applications: readonly string[]): SparkConnect[] {
  const results = inputs.map(withNamedSize).map((input) => ({ input, result: sparkConnectSchema.safeParse(input) }));
  const problems = results.flatMap(({ input, result }) =>
    (result.error?.issues ?? []).map((issue) => `Spark Connect server ${problem(input, issue)}`),
  );
  const names = inputs.map(({ name }) => name);
  const twice = new Set(names.filter((name, index) => names.indexOf(name) !== index || applications.includes(name)));
  for (const name of twice)
    problems.push(`Spark Connect server ${name}: another server or application has this name; give one another name`);
  if (problems.length > 0) throw new ConfigurationError(problems);
  return results.flatMap(({ result }) => result.data ?? []);
}

/** The server as those parts see it that it shares with applications: sizes, pods, settings of Spark, lint. Python functions run in its executors. */
export const asApplication = (server: SparkConnect): SparkApplication => ({
  ...server,
  language: 'python',
  mainFile: 'local:///opt/spark/sbin/start-connect-server.sh',
  arguments: [],
  dependencies: dependenciesSchema.parse({}),
  restartPolicy: 'OnFailure',
  retries: 0,
  retryIntervalSeconds: 10,
  specification: {},
});
