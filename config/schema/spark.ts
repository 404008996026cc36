import { z } from 'zod';
import { eventLogsSchema } from './event-logs';
import { objectiveSchema } from './objectives';
import { resources } from './resources';
import { storeAccessSchema } from './store-access';
import { type SizeName, sparkSizes } from '../spark-sizes';
import { byteQuantity, cidr, cpuQuantity, cronExpression, dnsLabel, duration, labelMap, secondsOf, sparkMemory, timeZone } from './values';

const sizeNames = Object.keys(sparkSizes) as [SizeName, ...SizeName[]];

export const sparkOperatorSchema = z.strictObject({
  /** 2 wait for each other by leader election. */
  replicas: z.number().int().min(1).max(3).default(1),
  /** Submissions handled at once; each starts a JVM of about 400 MiB in the controller's pod. */
  workers: z.number().int().min(1).max(50).default(10),
  /** Lets applications ask for Volcano or YuniKorn, one of which the cluster must have. */
  batchScheduler: z.boolean().default(false),
  resources: resources({ cpu: '500m', memory: '512Mi' }, { cpu: '1', memory: '1Gi' }),
  webhookResources: resources({ cpu: '50m', memory: '64Mi' }, { cpu: '200m', memory: '256Mi' }),
});

export const sparkHistoryServerSchema = z.strictObject({
  resources: resources({ cpu: '250m', memory: '1Gi' }, { cpu: '1', memory: '2Gi' }),
  /** Heap of the JVM; the container's limit must leave room for the rest. */
  daemonMemory: sparkMemory.default('1g'),
  /** Applications kept in memory; older ones load from disk. */
  retainedApplications: z.number().int().min(1).default(50),
  updateInterval: duration.default('30s'),
  /** Disk for parsed event logs. */
  storeSize: byteQuantity.default('2Gi'),
  /** Address under which people reach it, for links from dashboards and alerts. @default `ingress.historyServerHost`; without one there are no links */
  publicUrl: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).optional(),
  eventLogs: eventLogsSchema.prefault({}),
});

/** Size of a driver or of each executor. */
export const podSizeSchema = z.strictObject({
  cores: z.number().int().min(1).max(64),
  /** CPU request when it is not `cores`, e.g. a driver that mostly waits. */
  coreRequest: cpuQuantity.optional(),
  memory: sparkMemory,
  /** Off-heap share on top of `memory`; left out: Spark's own 10 % (40 % for Python), at least 384 MiB. */
  memoryOverhead: sparkMemory.optional(),
});

/** Pods that may connect to a Spark Connect server. */
export const connectClientSchema = z.strictObject({
  namespace: dnsLabel,
  /** Labels of the pods. @default every pod of the namespace */
  podLabels: labelMap.default({}),
});

/** What an environment may change about an application without touching its declaration. */
const applicationOverrideSchema = z.strictObject({
  /** false: the application does not exist in this environment. */
  enabled: z.boolean().optional(),
  /** Another named size; `driver` and `executor` change it further. */
  size: z.enum(sizeNames).optional(),
  driver: podSizeSchema.partial().optional(),
  executor: podSizeSchema
    .partial()
    .extend({ instances: z.number().int().min(1).optional() })
    .optional(),
  dynamicAllocation: z
    .strictObject({ minExecutors: z.number().int().min(0).optional(), maxExecutors: z.number().int().min(1).optional() })
    .optional(),
  schedule: cronExpression.optional(),
  suspend: z.boolean().optional(),
  /** Settings of Spark on top of those that are declared. */
  sparkConf: z.record(z.string().startsWith('spark.'), z.string()).optional(),
  arguments: z.array(z.string()).optional(),
  executorMetrics: z.boolean().optional(),
});
export type ApplicationOverride = z.output<typeof applicationOverrideSchema>;

/** What an environment may change about a Spark Connect server without touching its declaration. */
const connectOverrideSchema = applicationOverrideSchema.omit({ schedule: true, suspend: true, arguments: true }).extend({
  /** Other pods that may connect. */
  clients: z.array(connectClientSchema).optional(),
});

const amounts = z.strictObject({ cpu: cpuQuantity, memory: byteQuantity });

/** How executors tell of themselves: spill, fetch wait, CPU time, and what those that died had done. */
const executorMetricsSchema = z
  .strictObject({
    /** `graphite`: Spark's own Graphite sink pushes them to a graphite_exporter. `none`: there is only what the driver tells of its executors. */
    sink: z.enum(['none', 'graphite']).default('none'),
    /** Pace at which each driver and executor reports; they also do at their end. */
    reportInterval: duration.default('15s'),
    /** How long the last report of a finished or dead executor still counts; each one costs its series for that long. */
    sampleExpiry: duration.default('15m'),
  })
  .refine(({ reportInterval, sampleExpiry }) => secondsOf(sampleExpiry) >= 4 * secondsOf(reportInterval), {
    path: ['sampleExpiry'],
    error: 'must be at least four times reportInterval, or series come and go when a report is late',
  });

export const sparkSchema = z.strictObject({
  /** What all drivers and executors together may request. */
  quota: z.strictObject({ cpu: cpuQuantity, memory: byteQuantity, pods: z.number().int().min(4) }),
  /** The largest container the namespace admits; at most what a node has. */
  largestContainer: amounts,
  /** `initContainer` copies the S3A libraries from the Hadoop image at each start; `image` expects them in the Spark image. */
  s3aLibraries: z.enum(['initContainer', 'image']).default('initContainer'),
  /** Local disk of each pod for shuffle and spill. */
  localDirSize: byteQuantity.default('4Gi'),
  timeZone: timeZone.default('UTC'),
  executorMetrics: executorMetricsSchema.prefault({}),
  /** Where drivers may fetch dependencies from: a Maven mirror, a package index. @default nowhere */
  packageEgress: z
    .strictObject({ cidrs: z.array(cidr).min(1), ports: z.array(z.number().int().min(1).max(65535)).min(1).default([443]) })
    .optional(),
  /** Application name → changes. */
  overrides: z.record(dnsLabel, applicationOverrideSchema).default({}),
  /** Name of a Spark Connect server → changes. */
  connectServers: z.record(dnsLabel, connectOverrideSchema).default({}),
  /** Name of a scheduled application → what is promised about it. */
  objectives: z.record(dnsLabel, objectiveSchema).default({}),
  /** Name of an application → money that its runs may cost within a day, in the currency of `cost`; above what it declares itself. */
  budgets: z.record(dnsLabel, z.number().positive()).default({}),
});

/** What things cost; only ratios and comparisons depend on it, never whether something runs. */
export const costSchema = z.strictObject({
  currency: z.string().length(3).toUpperCase().default('EUR'),
  pricePerCoreHour: z.number().positive().default(0.04),
  pricePerGibHour: z.number().positive().default(0.005),
});

/** The people who own applications: `team` of an application must be one of these names. */
export const teamSchema = z.strictObject({
  /** Alertmanager receiver of the team's alerts. */
  receiver: dnsLabel.optional(),
  /** What the team may spend in a day, in the currency of `cost`. */
  dailyBudget: z.number().positive().optional(),
  /**
   * What its applications may do in the object store, unless they declare it themselves: folders of `config/store-layout.ts`. With `objectStore.mode:
   * external` you create user and policy, and the Secret `s3-team-<name>` in the Spark namespace. @default what the common Spark user may
   */
  storeAccess: storeAccessSchema.optional(),
});
