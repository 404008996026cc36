import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ConfigurationError, problem } from '../config/configuration';
import { storeAccessSchema } from '../config/schema/store-access';
import { cronExpression, duration, imageReference, labelMap } from '../config/schema/values';
import type { StorePaths } from '../config/store-layout';
import { dependenciesSchema } from './dependencies';
import { ownership } from './ownership';
import { refusal } from './owned-conf';
import { placement } from './placement';
import { specificationOverrideSchema } from './specification-override';
import { sizing, withNamedSize, type WithSizes } from './named-size';

/** Arguments of the program: a list, or a function of where this environment keeps its data. */
export type Arguments = readonly string[] | ((store: StorePaths) => readonly string[]);

/** Kubernetes keeps at most 1 MiB in a ConfigMap; a file that comes near it belongs into an image or the object store. */
const LARGEST_PACKED_FILE_BYTES = 512 * 1024;

/** A scheduled run appends the time in nanoseconds, 20 characters with its hyphen, and the result must still be a label of at most 63. */
const NAME = /^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/;

/** Names an application, its pods and its series; a DNS-1035 label, so without quotes, which would break its metrics page. */
export const applicationName = z
  .string()
  .regex(NAME, { error: 'must start with a letter and have at most 40 lower-case letters, digits and inner hyphens' });

/** Labels that say what something is: they are derived, and selectors depend on them. */
const RESERVED_LABEL = /^((team|owner|cost-centre)$|spark-|([a-z0-9-]+\.)*(kubernetes\.io|k8s\.io|argoproj\.io)\/)/;

const isUri = (mainFile: string) => /^[a-z][a-z0-9]*:\/\//.test(mainFile);
const inThisFolder = (file: string) => join(__dirname, file);

const mainFileSchema = z.string().superRefine((mainFile, context) => {
  const refuse = (message: string) => context.addIssue({ code: 'custom', input: mainFile, message });
  if (isUri(mainFile)) {
    if (!/^(local:\/\/\/|s3a:\/\/)/.test(mainFile))
      refuse('must be in the image (local:///…), in the object store (s3a://…) or a file beside the declaration');
  } else if (!/^[\w-]+(\/[\w-]+)*\.(py|R|sql)$/.test(mainFile))
    refuse('must be a .py, .R or .sql file below spark-applications/, such as orders/orders.py');
  else if (!existsSync(inThisFolder(mainFile))) refuse('does not exist below spark-applications/');
  else if (statSync(inThisFolder(mainFile)).size > LARGEST_PACKED_FILE_BYTES)
    refuse(`must be at most ${LARGEST_PACKED_FILE_BYTES / 1024} KiB to fit into a ConfigMap; put it into an image or the object store`);
});

const scheduleSchema = z.strictObject({
  /** Five fields or a shorthand, in `spark.timeZone` of the environment. */
  cron: cronExpression,
  /** What happens when a run is due and the one before still runs. */
  concurrencyPolicy: z.enum(['Allow', 'Forbid', 'Replace']).default('Forbid'),
  /** Finished runs that stay in the cluster: metrics of state, logs and links end with them. */
  successfulRunHistoryLimit: z.number().int().min(5).default(5),
  failedRunHistoryLimit: z.number().int().min(5).default(5),
  suspend: z.boolean().default(false),
});

export const labelsSchema = labelMap.superRefine((labels, context) => {
  for (const [key, value] of Object.entries(labels)) {
    const refuse = (message: string) => context.addIssue({ code: 'custom', path: [key], input: value, message });
    if (RESERVED_LABEL.test(key)) refuse('must be a label of your own: this one is derived');
    if (!/^([A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?)?$/.test(value))
      refuse('must be a label value: at most 63 letters, digits, dots, hyphens and underscores');
  }
});

const sparkConfSchema = z.record(z.string().startsWith('spark.'), z.string()).superRefine((conf, context) => {
  for (const [key, value] of Object.entries(conf)) {
    const reason = refusal(key);
    if (reason !== undefined) context.addIssue({ code: 'custom', path: [key], input: value, message: `must not be set here: ${reason}` });
  }
});

/** Rule of the lint → why it does not apply. */
export const waiversSchema = z.record(z.string(), z.string().min(10, { error: 'must say why, in a sentence' }));

const argumentsSchema = z.custom<Arguments>(
  (value) => typeof value === 'function' || (Array.isArray(value) && value.every((item) => typeof item === 'string')),
  { error: 'must be a list of texts, or a function of the store that gives one' },
);

const checkpointSchema = z.custom<string | ((store: StorePaths) => string)>(
  (value) => typeof value === 'function' || typeof value === 'string',
  {
    error: 'must be an address, or a function of the store that gives one',
  },
);

/**
 * A Spark application as its owner declares it. There is no `timeToLiveSeconds`: the operator would delete the finished application, Argo CD would
 * create it anew, and so the job would run again for ever.
 */
export const sparkApplicationSchema = z
  .strictObject({
    name: applicationName,
    ...ownership,
    ...placement,
    /** `sql` is a file of statements, which a small Python program of the platform runs one after the other. */
    language: z.enum(['python', 'scala', 'java', 'r', 'sql']),
    /** `orders/orders.py` (below `spark-applications/`, packed into a ConfigMap), `local:///…` (in the image) or `s3a://…`. */
    mainFile: mainFileSchema,
    /** Class with the main method; Scala and Java only. */
    mainClass: z.string().min(1).optional(),
    /** For `sql`, `name=value` pairs: a statement reads them as `${name}`. */
    arguments: argumentsSchema.default([]),
    dependencies: dependenciesSchema.prefault({}),
    /** Image that replaces the environment's Spark image; it must hold the same version of Spark. */
    image: imageReference.optional(),
    ...sizing,
    /** Left out: it runs once, and again when its specification changes. */
    schedule: scheduleSchema.optional(),
    /** `Always` is for streaming, which is not meant to end. */
    restartPolicy: z.enum(['Never', 'OnFailure', 'Always']).default('OnFailure'),
    /** Where the queries of a stream keep their progress, each in a folder of its own, such as `({ checkpoints }) => `${checkpoints}/orders-live``. */
    checkpoint: checkpointSchema.optional(),
    /**
     * What it may do in the object store, such as `[{ place: 'curated', folder: 'orders/clean', access: 'read' }]`; its event logs it always writes.
     * With `objectStore.mode: external` you create user and policy, and the Secret `s3-application-<name>` in the Spark namespace.
     * @default what its team may
     */
    storeAccess: storeAccessSchema.optional(),
    /** How long a run normally takes: the lint reckons with it which schedules overlap. @default unknown */
    expectedDuration: duration.optional(),
    retries: z.number().int().min(0).max(10).default(2),
    retryIntervalSeconds: z.number().int().min(10).default(60),
    /** false: its driver and executors push no metrics, even where the environment wants them (`spark.executorMetrics`). */
    executorMetrics: z.boolean().default(true),
    /** Any setting of Spark that is not derived from something else. */
    sparkConf: sparkConfSchema.default({}),
    /** Labels of the application and of its pods. */
    labels: labelsSchema.default({}),
    /** Rule of the lint → why it does not apply here; see `docs/lint.md`. A waiver that nothing needs is a finding itself. */
    waivers: waiversSchema.default({}),
    /** Anything else that the operator's definition has; it may not touch what is derived. */
    specification: specificationOverrideSchema.default({}),
  })
  .refine(({ language, mainClass }) => (mainClass !== undefined) === (language === 'scala' || language === 'java'), {
    path: ['mainClass'],
    error: 'must be given for scala and java, and only for them',
  })
  .refine(
    ({ language, mainFile }) =>
      isUri(mainFile) || mainFile.endsWith({ python: '.py', r: '.R', scala: '.jar', java: '.jar', sql: '.sql' }[language]),
    {
      path: ['mainFile'],
      error: 'must fit the language: .py for python, .R for r, .sql for sql; scala and java need a jar in an image or in the object store',
    },
  )
  .refine(({ language, mainFile }) => language !== 'sql' || !isUri(mainFile), {
    path: ['mainFile'],
    error: 'must be a .sql file below spark-applications/: the program that runs it is packed beside it',
  })
  .refine(({ schedule, restartPolicy }) => schedule === undefined || restartPolicy !== 'Always', {
    path: ['restartPolicy'],
    error: 'must not be Always on a schedule: a run would never end',
  });

/** What a declaration holds: only what differs from the defaults. */
export type SparkApplicationInput = WithSizes<z.input<typeof sparkApplicationSchema>>;
/** A checked declaration with every default filled in. */
export type SparkApplication = z.output<typeof sparkApplicationSchema>;

/** Address of the folder of checkpoints; undefined if none is declared. */
export const resolvedCheckpoint = ({ checkpoint }: Pick<SparkApplication, 'checkpoint'>, store: StorePaths): string | undefined =>
  typeof checkpoint === 'function' ? checkpoint(store) : checkpoint;

/** Whether the main file is packed into a ConfigMap. */
export const isPacked = ({ mainFile }: Pick<SparkApplication, 'mainFile'>): boolean => !isUri(mainFile);

/** Checks declarations and fills in their defaults. Throws one {@link ConfigurationError} that lists every problem of all of them. */
export function checkedApplications(inputs: readonly SparkApplicationInput[]): SparkApplication[] {
  const results = inputs.map(withNamedSize).map((input) => ({ input, result: sparkApplicationSchema.safeParse(input) }));
  const problems = results.flatMap(({ input, result }) =>
    (result.error?.issues ?? []).map((issue) => `Spark application ${problem(input, issue)}`),
  );
  const names = inputs.map(({ name }) => name);
  const twice = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  for (const name of twice) problems.push(`Spark application ${name}: two declarations have this name; give one another name`);
  if (problems.length > 0) throw new ConfigurationError(problems);
  return results.flatMap(({ result }) => result.data ?? []);
}
