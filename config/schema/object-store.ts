import { z } from 'zod';
import { resources, volumeSchema } from './resources';
import { byteQuantity, bytesOf, cidr, dnsName } from './values';

const buckets = {
  /** Raw, curated and derived data of the Spark jobs. */
  data: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, { error: 'must be an S3 bucket name' })
    .default('spark-data'),
  /** Event logs that the history server reads. */
  eventLogs: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, { error: 'must be an S3 bucket name' })
    .default('spark-events'),
  /** Tables of `spark.sql.warehouse.dir`. */
  warehouse: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, { error: 'must be an S3 bucket name' })
    .default('spark-warehouse'),
};

const common = {
  region: z.string().min(1).default('us-east-1'),
  buckets: z
    .strictObject(buckets)
    .refine((names) => new Set(Object.values(names)).size === Object.keys(names).length, { error: 'must be three different buckets' })
    .prefault({}),
};

const minioSchema = z
  .strictObject({
    mode: z.literal('minio'),
    ...common,
    /** Pods: 1 (no redundancy) or at least 4 (erasure coding survives the loss of one). */
    replicas: z
      .number()
      .int()
      .min(1)
      .max(16)
      .refine((replicas) => replicas === 1 || replicas >= 4, {
        error: 'must be 1 or at least 4: MinIO forms no erasure set with 2 or 3 pods',
      }),
    /** Volumes of each pod. */
    drivesPerNode: z.number().int().min(1).max(16).default(1),
    /** Each drive is one volume of this size. */
    drive: volumeSchema,
    resources: resources({ cpu: '250m', memory: '1Gi' }, { cpu: '1', memory: '2Gi' }),
    /** The web console browses objects; it stays unreachable from outside unless you forward its port. */
    console: z.boolean().default(false),
    /** `public`: whoever the NetworkPolicy lets in may scrape. `jwt`: Prometheus shows a bearer token from the Secret `minio-prometheus`. */
    metricsAuthentication: z.enum(['public', 'jwt']).default('public'),
    /** Keep objects of the data and warehouse buckets that are overwritten or deleted; each job then leaves its temporary files behind too. */
    versioning: z.boolean().default(false),
    /** What a bucket may hold at most; MinIO then refuses writes, up to a scan of its own too late. @default as much as there is room for */
    quotas: z
      .strictObject({ data: byteQuantity.optional(), eventLogs: byteQuantity.optional(), warehouse: byteQuantity.optional() })
      .prefault({}),
    /** Days after which something is deleted. */
    expiryDays: z
      .strictObject({
        eventLogs: z.number().int().min(1).default(30),
        /** Parts of uploads that were never completed. */
        incompleteUploads: z.number().int().min(1).default(7),
        /** Overwritten and deleted versions; only with `versioning`. */
        noncurrentVersions: z.number().int().min(1).default(7),
      })
      .prefault({}),
  })
  .refine(({ replicas, drivesPerNode }) => replicas > 1 || drivesPerNode === 1, {
    path: ['drivesPerNode'],
    error: 'must be 1 when there is one replica: a single pod is not redundant anyway',
  })
  .superRefine(({ replicas, drivesPerNode, drive, quotas }, context) => {
    const room = replicas * drivesPerNode * bytesOf(drive.size);
    for (const [bucket, quota] of Object.entries(quotas))
      if (quota !== undefined && bytesOf(quota) > room)
        context.addIssue({
          code: 'custom',
          path: ['quotas', bucket],
          input: quota,
          message: 'must be at most what all drives hold, or it would never be reached: lower it, or enlarge drive.size',
        });
  });

const externalSchema = z.strictObject({
  mode: z.literal('external'),
  ...common,
  endpoint: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }),
  /** Address the bucket in the path instead of the host name: what every store but AWS needs. */
  pathStyleAccess: z.boolean().default(true),
  /** Where the store may be reached on the network; its port is the endpoint's. */
  cidrs: z.array(cidr).min(1).default(['0.0.0.0/0']),
  /**
   * Secrets in the Spark namespace with keys AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. Those of teams and applications with `storeAccess` are expected
   * beside them as `s3-team-<name>` and `s3-application-<name>`; docs/object-store.md says what their users must be allowed. The user of the history
   * server needs to list and read the bucket of event logs, and to write and delete in it where `sparkHistoryServer.eventLogs` compacts or cleans.
   */
  sparkSecret: dnsName.default('minio-spark'),
  historySecret: dnsName.default('minio-history'),
});

/** The S3 store of Spark's data and event logs: our MinIO or one that exists already. */
export const objectStoreSchema = z.discriminatedUnion('mode', [minioSchema, externalSchema]);
export type ObjectStore = z.output<typeof objectStoreSchema>;
export type MinioSettings = z.output<typeof minioSchema>;
export type ExternalStoreSettings = z.output<typeof externalSchema>;
