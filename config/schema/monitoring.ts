import { z } from 'zod';
import { resources, volumeSchema } from './resources';
import { byteQuantity, bytesOf, cidr, dnsLabel, duration, labelMap } from './values';

const remoteWriteSchema = z.strictObject({
  url: z.url({ protocol: /^https?$/ }),
  /** Key of the Secret `prometheus-remote-write` that holds a bearer token. */
  bearerTokenKey: z.string().min(1).optional(),
  /** Send only series whose name matches; everything when left out. */
  keepMetricsMatching: z.string().min(1).optional(),
});

export const prometheusSchema = z
  .strictObject({
    /** 2 makes a pair that scrapes the same targets; its external label `replica` tells them apart. */
    replicas: z.number().int().min(1).max(2).default(1),
    scrapeInterval: duration.default('30s'),
    retentionTime: duration.default('15d'),
    /** Must leave room on the volume for the write-ahead log and the head. */
    retentionSize: byteQuantity,
    volume: volumeSchema,
    resources: resources({ cpu: '200m', memory: '1Gi' }, { cpu: '1', memory: '2Gi' }),
    /** Labels that mark this environment's series and alerts everywhere else; `environment` and `replica` are added. */
    externalLabels: labelMap.default({}),
    remoteWrite: z.array(remoteWriteSchema).default([]),
    /** Where remote write may go. */
    remoteWriteCidrs: z.array(cidr).default(['0.0.0.0/0']),
    /** Scrapes more series than this from one target fail instead of filling the memory. */
    sampleLimit: z.number().int().min(1000).default(50_000),
  })
  .refine(({ retentionSize, volume }) => bytesOf(retentionSize) <= 0.85 * bytesOf(volume.size), {
    path: ['retentionSize'],
    error: 'must be at most 85 % of volume.size: the write-ahead log and the head need the rest',
  });

const urlKey = z.string().regex(/^[\w.-]+$/, { error: 'must be a key of a Secret' });

/** Where a team's alerts go; every secret is a key of the Secret `alertmanager-receivers`, mounted as a file. */
const receiverSchema = z
  .strictObject({
    slack: z.strictObject({ channel: z.string().regex(/^#/), apiUrlKey: urlKey }).optional(),
    pagerDuty: z.strictObject({ routingKeyKey: urlKey }).optional(),
    webhook: z.strictObject({ urlKey }).optional(),
    email: z.strictObject({ to: z.email() }).optional(),
  })
  .refine((receiver) => Object.keys(receiver).length > 0, { error: 'must name at least one of slack, pagerDuty, webhook, email' });
export type Receiver = z.output<typeof receiverSchema>;

const smtpSchema = z.strictObject({
  smartHost: z.string().regex(/^[\w.-]+:\d+$/, { error: 'must be host:port' }),
  from: z.email(),
  username: z.string().min(1),
  passwordKey: urlKey,
});

export const alertmanagerSchema = z
  .strictObject({
    replicas: z
      .number()
      .int()
      .refine((replicas) => replicas === 1 || replicas >= 3, { error: 'must be 1 or at least 3: two cannot tell who is cut off' })
      .default(1),
    volume: volumeSchema.prefault({ size: '1Gi' }),
    resources: resources({ cpu: '10m', memory: '64Mi' }, { cpu: '100m', memory: '128Mi' }),
    /** Name → receiver. */
    receivers: z.record(dnsLabel, receiverSchema).default({}),
    /** Receiver of alerts that no team claims; without one they only show in Alertmanager and Grafana. */
    defaultReceiver: dnsLabel.optional(),
    /** Receiver of critical alerts, beside the team's own. */
    criticalReceiver: dnsLabel.optional(),
    /** Receiver that raises the alarm when the Watchdog alert stops arriving. */
    watchdogReceiver: dnsLabel.optional(),
    smtp: smtpSchema.optional(),
    /** Where receivers may be reached on the network, and at which ports. */
    egress: z
      .strictObject({ cidrs: z.array(cidr).min(1).default(['0.0.0.0/0']), ports: z.array(z.number().int()).default([443, 587]) })
      .prefault({}),
  })
  .superRefine(({ receivers, defaultReceiver, criticalReceiver, watchdogReceiver, smtp }, context) => {
    for (const [key, name] of Object.entries({ defaultReceiver, criticalReceiver, watchdogReceiver }))
      if (name !== undefined && !(name in receivers))
        context.addIssue({
          code: 'custom',
          path: [key],
          input: name,
          message: `must be one of receivers: ${Object.keys(receivers).join(', ') || 'none is defined'}`,
        });
    const mail = Object.entries(receivers).find(([, receiver]) => receiver.email);
    if (mail && !smtp)
      context.addIssue({ code: 'custom', path: ['smtp'], input: smtp, message: `is required by the e-mail receiver "${mail[0]}"` });
  });

const oidcSchema = z.strictObject({
  name: z.string().min(1),
  clientId: z.string().min(1),
  /** Key of the Secret `grafana-oidc`. */
  clientSecretKey: urlKey.default('client-secret'),
  authUrl: z.url(),
  tokenUrl: z.url(),
  apiUrl: z.url(),
  scopes: z.string().default('openid profile email groups'),
  /** JMESPath that gives Viewer, Editor, Admin or nothing. */
  roleAttributePath: z.string().default("contains(groups[*], 'platform') && 'Admin' || 'Viewer'"),
  /** Where the identity provider may be reached on the network. */
  cidrs: z.array(cidr).min(1).default(['0.0.0.0/0']),
});

export const grafanaSchema = z.strictObject({
  /** One: SQLite cannot be shared, and everything of value is in Git. */
  replicas: z.literal(1, { error: 'must be 1: Grafana keeps its sessions in SQLite here, which two pods cannot share' }).default(1),
  resources: resources({ cpu: '100m', memory: '256Mi' }, { cpu: '500m', memory: '768Mi' }),
  /** Left out: an emptyDir; preferences and sessions are then lost with the pod, dashboards are not. */
  volume: volumeSchema.optional(),
  oidc: oidcSchema.optional(),
});

export const kubeStateMetricsSchema = z.strictObject({
  resources: resources({ cpu: '10m', memory: '190Mi' }, { cpu: '100m', memory: '256Mi' }),
});

export const nodeExporterSchema = z.strictObject({
  resources: resources({ cpu: '100m', memory: '64Mi' }, { cpu: '250m', memory: '180Mi' }),
});

/** Memory is for the series of `spark.executorMetrics`: about 1 KiB each. */
export const graphiteExporterSchema = z.strictObject({
  resources: resources({ cpu: '20m', memory: '64Mi' }, { cpu: '500m', memory: '256Mi' }),
});

/** Where Argo CD serves its metrics; its Services are scraped by name, since discovery would need a Role in its namespace. */
export const argoCdMetricsSchema = z.strictObject({
  scrape: z.boolean().default(true),
  /** `service:port` in Argo CD's namespace, as its own manifests name them. */
  targets: z
    .array(z.string().regex(/^[a-z0-9-]+:\d+$/, { error: 'must be service:port' }))
    .default([
      'argocd-metrics:8082',
      'argocd-server-metrics:8083',
      'argocd-repo-server:8084',
      'argocd-applicationset-controller:8080',
      'argocd-notifications-controller-metrics:9001',
    ]),
});
