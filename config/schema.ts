import { z } from 'zod';
import { clusterSchema, gitOpsSchema, imagesSchema, ingressSchema, secretsSchema } from './schema/cluster';
import {
  alertmanagerSchema,
  argoCdMetricsSchema,
  grafanaSchema,
  graphiteExporterSchema,
  kubeStateMetricsSchema,
  nodeExporterSchema,
  prometheusSchema,
} from './schema/monitoring';
import { logsSchema } from './schema/logs';
import { objectStoreSchema } from './schema/object-store';
import { longestWindowSeconds } from './schema/objectives';
import { costSchema, sparkHistoryServerSchema, sparkOperatorSchema, sparkSchema, teamSchema } from './schema/spark';
import { thresholdsSchema } from './schema/thresholds';
import { dnsLabel, secondsOf } from './schema/values';

/** Everything that can be tuned: type, bound, default and meaning of each setting. Unknown keys are refused. */
export const environmentSchema = z
  .strictObject({
    /** Names the directories `dist/<name>` and `apps-of-apps/<name>`. */
    name: dnsLabel,
    gitOps: gitOpsSchema,
    cluster: clusterSchema.prefault({}),
    images: imagesSchema.prefault({}),
    secrets: secretsSchema.default({ mode: 'generate' }),
    ingress: ingressSchema.optional(),
    /** Creates PriorityClasses so that the platform outlives a crowd of executors. */
    priorityClasses: z.boolean().default(false),
    objectStore: objectStoreSchema,
    sparkOperator: sparkOperatorSchema.prefault({}),
    sparkHistoryServer: sparkHistoryServerSchema.prefault({}),
    spark: sparkSchema,
    /** Where people find the logs of pods; we keep none. */
    logs: logsSchema.prefault({}),
    prometheus: prometheusSchema,
    alertmanager: alertmanagerSchema.prefault({}),
    grafana: grafanaSchema.prefault({}),
    kubeStateMetrics: kubeStateMetricsSchema.prefault({}),
    nodeExporter: nodeExporterSchema.prefault({}),
    graphiteExporter: graphiteExporterSchema.prefault({}),
    argoCdMetrics: argoCdMetricsSchema.prefault({}),
    cost: costSchema.prefault({}),
    /** Name → team. */
    teams: z.record(dnsLabel, teamSchema).default({}),
    /** From where on a number is wrong. */
    thresholds: thresholdsSchema.prefault({}),
  })
  .superRefine(({ spark, prometheus }, context) => {
    for (const [name, { runsEvery }] of Object.entries(spark.objectives))
      if (longestWindowSeconds(runsEvery) > secondsOf(prometheus.retentionTime))
        context.addIssue({
          code: 'custom',
          path: ['spark', 'objectives', name, 'runsEvery'],
          input: runsEvery,
          message: `needs prometheus.retentionTime of at least ${longestWindowSeconds(runsEvery)}s: its success is judged over that many runs`,
        });
  })
  .superRefine(({ teams }, context) => {
    // the Secret of its S3 user, s3-team-<name>, also names a volume
    for (const [name, { storeAccess }] of Object.entries(teams))
      if (storeAccess !== undefined && name.length > 55)
        context.addIssue({
          code: 'custom',
          path: ['teams', name, 'storeAccess'],
          input: storeAccess,
          message: 'must be left out, or the name of the team must have at most 55 characters: it names a volume of the object store',
        });
  })
  .superRefine(({ sparkHistoryServer, objectStore }, context) => {
    const maxAge = sparkHistoryServer.eventLogs.cleaner?.maxAge;
    if (maxAge === undefined || objectStore.mode !== 'minio') return;
    const days = objectStore.expiryDays.eventLogs;
    if (secondsOf(maxAge) >= days * 86_400)
      context.addIssue({
        code: 'custom',
        path: ['sparkHistoryServer', 'eventLogs', 'cleaner', 'maxAge'],
        input: maxAge,
        message: `must be less than objectStore.expiryDays.eventLogs, ${days} days: the store would delete every log before the cleaner does; shorten it, raise expiryDays, or leave the cleaner out`,
      });
  })
  .superRefine(({ teams, alertmanager }, context) => {
    for (const [name, { receiver }] of Object.entries(teams))
      if (receiver !== undefined && !(receiver in alertmanager.receivers))
        context.addIssue({
          code: 'custom',
          path: ['teams', name, 'receiver'],
          input: receiver,
          message: `must be one of alertmanager.receivers: ${Object.keys(alertmanager.receivers).join(', ') || 'none is defined'}`,
        });
  });

/** What an environment file holds: only what differs from the defaults. */
export type EnvironmentInput = z.input<typeof environmentSchema>;
/** A checked environment with every default filled in. */
export type Environment = z.output<typeof environmentSchema>;
