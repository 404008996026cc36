import { z } from 'zod';
import { byteQuantity, cpuQuantity, dnsLabel, dnsName, duration, labelMap } from '../config/schema/values';

const absolutePath = z.string().regex(/^(\/[\w.-]+)+$/, { error: 'must be an absolute path such as /etc/etl' });

/** One thing from outside that a pod sees as files. */
const volumeSchema = z
  .strictObject({
    name: dnsLabel.refine((name) => !/^(tmp|work-dir|code|s3a-libraries)$|^spark-local-dir-/.test(name), {
      error: 'must be a name of its own: the platform has a volume of this name',
    }),
    mountPath: absolutePath,
    /** Name of a ConfigMap, a Secret or a PersistentVolumeClaim in the Spark namespace: exactly one of them. */
    configMap: dnsName.optional(),
    secret: dnsName.optional(),
    claim: dnsName.optional(),
    /** Only a claim can be written to. */
    readOnly: z.boolean().default(true),
    pods: z.enum(['driver', 'executors', 'both']).default('both'),
  })
  .refine(({ configMap, secret, claim }) => [configMap, secret, claim].filter((source) => source !== undefined).length === 1, {
    error: 'must name exactly one of configMap, secret and claim',
  })
  .refine(({ claim, readOnly }) => readOnly || claim !== undefined, {
    path: ['readOnly'],
    error: 'must be true: only a claim can be written to',
  });

/** A value in a Secret of the Spark namespace: the value itself has no place in Git. */
export const secretKeySchema = z.strictObject({
  secret: dnsName,
  key: z.string().regex(/^[\w.-]+$/, { error: 'must be a key of the Secret' }),
});

/** An environment variable from a Secret. */
const secretVariableSchema = secretKeySchema.extend({
  variable: z.string().regex(/^[A-Z_][A-Z0-9_]*$/, { error: 'must be the name of an environment variable such as API_TOKEN' }),
});

const tolerationSchema = z.strictObject({
  key: z.string().min(1).optional(),
  operator: z.enum(['Exists', 'Equal']).default('Equal'),
  value: z.string().optional(),
  effect: z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute']).optional(),
});

/** Vendor's domain and name. Kubernetes' own resources have no domain. */
const extendedResource = z
  .string()
  .regex(/^[a-z0-9.-]+\.[a-z]+\/[A-Za-z0-9]([\w.-]*[A-Za-z0-9])?$/, { error: 'must be an extended resource such as nvidia.com/gpu' });

/** Room that there must be at once; what is not named is left as it is. */
const gangResourcesSchema = z.strictObject({
  cpu: cpuQuantity.optional(),
  memory: byteQuantity.optional(),
  /** Name of a device → how many, such as `{ 'nvidia.com/gpu': 4 }`. */
  extended: z.record(extendedResource, z.number().int().min(1)).default({}),
});

const volcanoOnly = (setting: string) => ({
  path: [setting],
  error: 'must be left out with yunikorn: the operator tells it to Volcano only, YuniKorn learns of the pods from the operator',
});

const batchSchedulerSchema = z
  .strictObject({
    name: z.enum(['volcano', 'yunikorn']),
    queue: z.string().min(1).optional(),
    /** Class by which Volcano orders the runs that wait; its pods keep theirs. */
    priorityClassName: dnsName.optional(),
    /**
     * Room that Volcano waits for before it starts a run: `minResources` of its PodGroup. Say less to start with some of the executors.
     * @default what the driver and the first executors request, memory overhead and GPUs included: `executor.instances` of them, or with dynamic
     * allocation `initialExecutors`
     */
    resources: gangResourcesSchema.optional(),
  })
  .refine(({ name, resources }) => name === 'volcano' || resources === undefined, volcanoOnly('resources'))
  .refine(({ name, priorityClassName }) => name === 'volcano' || priorityClassName === undefined, volcanoOnly('priorityClassName'));

/** Where pods run, what they find there and how long they may stay. */
export const placement = {
  /**
   * Executors come and go with the work instead of `executor.instances` all the time. One that goes hands its shuffle files and cached blocks to the
   * others: also when its node is drained or a spot node is taken back, in the 30 s that Kubernetes gives it, or as long as
   * `specification.executor.terminationGracePeriodSeconds` says. @default a fixed number
   */
  dynamicAllocation: z
    .strictObject({
      minExecutors: z.number().int().min(0).max(1000),
      maxExecutors: z.number().int().min(1).max(1000),
      /** @default `minExecutors` */
      initialExecutors: z.number().int().min(0).max(1000).optional(),
      /**
       * How long an idle executor is kept for shuffle files that no running job needs; then it hands them to the others and goes. Files that a running job
       * needs keep it in any case, and so do cached blocks. Spark by itself would wait until its driver forgets the shuffle, which it tries every half hour.
       */
      shuffleTrackingTimeout: duration.default('10m'),
    })
    .refine(({ minExecutors, maxExecutors }) => minExecutors <= maxExecutors, {
      path: ['minExecutors'],
      error: 'must not be above maxExecutors',
    })
    .refine(
      ({ minExecutors, maxExecutors, initialExecutors = minExecutors }) =>
        minExecutors > maxExecutors || (initialExecutors >= minExecutors && initialExecutors <= maxExecutors),
      { path: ['initialExecutors'], error: 'must be between minExecutors and maxExecutors' },
    )
    .optional(),
  /** Disk of each pod for shuffle and spill. @default an emptyDir of `spark.localDirSize` on the node's own disk */
  spill: z
    .strictObject({
      size: byteQuantity,
      /** A volume of this class per disk and pod, which comes and goes with the pod. @default the node's own disk */
      storageClassName: dnsName.optional(),
      /** Spark spreads its files over all of them. */
      disks: z.number().int().min(1).max(8).default(1),
    })
    .optional(),
  volumes: z.array(volumeSchema).default([]),
  /** Environment variables of driver and executors from Secrets in the Spark namespace. */
  secretVariables: z.array(secretVariableSchema).default([]),
  /** Labels that a node must have. */
  nodeSelector: labelMap.default({}),
  /** Taints that do not keep pods away. */
  tolerations: z.array(tolerationSchema).default([]),
  /** Gang scheduling: all pods or none. Needs `sparkOperator.batchScheduler` in the environment. @default Kubernetes' own scheduler */
  batchScheduler: batchSchedulerSchema.optional(),
  /** @default that of all Spark pods, where the environment has priority classes */
  priorityClassName: dnsName.optional(),
  /** A driver that runs for longer is ended and the run counts as failed. @default no limit */
  deadline: duration.optional(),
};
