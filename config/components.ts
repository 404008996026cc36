/**
 * The identity card of everything that runs: what never differs between environments.
 * Directory, Argo CD Application, namespace, labels, scrape job, NetworkPolicy and tests derive from these cards.
 */

/** One page of metrics that a workload serves. */
export interface MetricsEndpoint {
  /** Name of the Prometheus scrape job, and so the `job` label of its series. */
  readonly job: string;
  /** Name of the port that serves the page. */
  readonly port: string;
  readonly path: string;
  /** `pods`: every pod answers for itself. `service`: any one pod answers for all of them. */
  readonly target: 'pods' | 'service';
  /** Seconds between two scrapes. @default the environment's `prometheus.scrapeInterval` */
  readonly intervalSeconds?: number;
  /** Keep the `namespace` and `pod` labels that the page itself carries: it describes other objects. @default false */
  readonly honorLabels?: boolean;
}

/** A set of equal pods: the subject of a ServiceAccount, a security context, a NetworkPolicy and a scrape job. */
export interface Workload {
  readonly name: string;
  readonly namespace: string;
  /** Value of `app.kubernetes.io/component`: the part it plays. */
  readonly role: string;
  /** Labels that select its pods; immutable in Kubernetes, so they hold only what never changes. */
  readonly podLabels: Readonly<Record<string, string>>;
  /** User and group id its processes run as. */
  readonly user: number;
  /** Port name → pod port number. */
  readonly ports: Readonly<Record<string, number>>;
  /** Whether it talks to the Kubernetes API: only then is a ServiceAccount token mounted and the API server reachable. */
  readonly usesKubernetesApi: boolean;
  readonly metrics: readonly MetricsEndpoint[];
}

/** One directory of `dist/<env>/` = one Argo CD Application. */
export interface Component {
  readonly name: string;
  /** Where its namespaced objects live, unless an object says otherwise. */
  readonly namespace: string;
  /** Argo CD syncs lower waves first. */
  readonly wave: number;
  /** What deleting its Application leaves behind: `nothing`, or `everything` because data or CRDs would go with it. */
  readonly leavesBehind: 'nothing' | 'everything';
  readonly workloads: readonly Workload[];
}

type WorkloadCard<Ports> = Pick<Workload, 'name' | 'namespace' | 'role' | 'user'> &
  Partial<Pick<Workload, 'podLabels' | 'usesKubernetesApi' | 'metrics'>> & { readonly ports: Ports };

/** Fills in what most workloads have in common. */
function workload<const Ports extends Readonly<Record<string, number>>>(card: WorkloadCard<Ports>) {
  const podLabels: Readonly<Record<string, string>> = { 'app.kubernetes.io/name': card.name };
  return { podLabels, usesKubernetesApi: false, metrics: [], ...card } satisfies Workload;
}

// --- Workloads -----------------------------------------------------------------------------------------------------

/** Creates the missing Secrets in the cluster; see `charts/bootstrap-secrets.ts`. */
export const secretsGenerator = workload({
  name: 'secrets-generator',
  namespace: 'monitoring',
  role: 'bootstrap',
  user: 65534,
  ports: {},
  usesKubernetesApi: true,
});

export const minio = workload({
  name: 'minio',
  namespace: 'minio',
  role: 'object-store',
  user: 10001,
  ports: { api: 9000, console: 9001 },
  metrics: [
    { job: 'minio-cluster', port: 'api', path: '/minio/v2/metrics/cluster', target: 'service' },
    { job: 'minio-bucket', port: 'api', path: '/minio/v2/metrics/bucket', target: 'service', intervalSeconds: 60 },
    { job: 'minio-node', port: 'api', path: '/minio/v2/metrics/node', target: 'pods' },
  ],
});

/** Makes buckets, users, policies and lifecycle rules after each sync. */
export const minioProvisioning = workload({ name: 'minio-provisioning', namespace: 'minio', role: 'provisioning', user: 10001, ports: {} });

/** Pods of the upstream Helm chart: their labels are the chart's, not ours. */
const sparkOperatorPod = (component: string) => ({
  'app.kubernetes.io/name': 'spark-operator',
  'app.kubernetes.io/instance': 'spark-operator',
  'app.kubernetes.io/component': component,
});

export const sparkOperatorController = workload({
  name: 'spark-operator-controller',
  namespace: 'spark-operator',
  role: 'controller',
  user: 185,
  podLabels: sparkOperatorPod('controller'),
  ports: { metrics: 8080, health: 8081 },
  usesKubernetesApi: true,
  metrics: [{ job: 'spark-operator', port: 'metrics', path: '/metrics', target: 'pods', honorLabels: true }],
});

export const sparkOperatorWebhook = workload({
  name: 'spark-operator-webhook',
  namespace: 'spark-operator',
  role: 'webhook',
  user: 185,
  podLabels: sparkOperatorPod('webhook'),
  ports: { webhook: 9443 },
  usesKubernetesApi: true,
});

export const kubeStateMetrics = workload({
  name: 'kube-state-metrics',
  namespace: 'monitoring',
  role: 'exporter',
  user: 65534,
  ports: { http: 8080, telemetry: 8081 },
  usesKubernetesApi: true,
  metrics: [{ job: 'kube-state-metrics', port: 'http', path: '/metrics', target: 'pods', honorLabels: true }],
});

export const nodeExporter = workload({
  name: 'node-exporter',
  namespace: 'node-exporter',
  role: 'exporter',
  user: 65534,
  ports: { metrics: 9100 },
  metrics: [{ job: 'node-exporter', port: 'metrics', path: '/metrics', target: 'pods' }],
});

/** Receives what the Graphite sinks of drivers and executors push, and serves it as a metrics page; only with `spark.executorMetrics`. */
export const graphiteExporter = workload({
  name: 'graphite-exporter',
  namespace: 'monitoring',
  role: 'exporter',
  user: 65534,
  // `plaintext`: Graphite's plaintext protocol
  ports: { metrics: 9108, plaintext: 9109 },
  metrics: [{ job: 'graphite-exporter', port: 'metrics', path: '/metrics', target: 'pods', honorLabels: true }],
});

export const prometheus = workload({
  name: 'prometheus',
  namespace: 'monitoring',
  role: 'monitoring',
  user: 65534,
  ports: { http: 9090 },
  usesKubernetesApi: true,
  metrics: [{ job: 'prometheus', port: 'http', path: '/metrics', target: 'pods' }],
});

export const alertmanager = workload({
  name: 'alertmanager',
  namespace: 'monitoring',
  role: 'alerting',
  user: 65534,
  ports: { http: 9093, gossip: 9094 },
  metrics: [{ job: 'alertmanager', port: 'http', path: '/metrics', target: 'pods' }],
});

export const grafana = workload({
  name: 'grafana',
  namespace: 'monitoring',
  role: 'dashboards',
  user: 65534,
  ports: { http: 3000 },
  metrics: [{ job: 'grafana', port: 'http', path: '/metrics', target: 'pods' }],
});

/** It has no metrics page: readiness and kube-state-metrics tell how it is. */
export const sparkHistoryServer = workload({
  name: 'spark-history-server',
  namespace: 'spark',
  role: 'history',
  user: 185,
  ports: { http: 18080 },
});

/** Driver pods of every Spark application; the labels are Spark's own. */
export const sparkDriver = workload({
  name: 'spark-driver',
  namespace: 'spark',
  role: 'driver',
  user: 185,
  podLabels: { 'spark-role': 'driver' },
  ports: { 'driver-rpc-port': 7078, blockmanager: 7079, 'spark-ui': 4040 },
  usesKubernetesApi: true,
  metrics: [
    // with the trailing slash: the UI redirects without it
    { job: 'spark-executors', port: 'spark-ui', path: '/metrics/executors/prometheus/', target: 'pods', intervalSeconds: 15 },
    { job: 'spark-driver', port: 'spark-ui', path: '/metrics/prometheus/', target: 'pods' },
  ],
});

/** Executor pods of every Spark application; they serve no page: the driver answers for them. */
export const sparkExecutor = workload({
  name: 'spark-executor',
  namespace: 'spark',
  role: 'executor',
  user: 185,
  podLabels: { 'spark-role': 'executor' },
  ports: { blockmanager: 7079 },
});

/** Server pods of every SparkConnect object: drivers that clients connect to; the label is the operator's own. Absent where no server is declared. */
export const sparkConnectServer = workload({
  name: 'spark-connect-server',
  namespace: 'spark',
  role: 'connect-server',
  user: 185,
  podLabels: { 'spark-role': 'connect-server' },
  ports: { ...sparkDriver.ports, 'spark-connect': 15002 },
  usesKubernetesApi: true,
  metrics: sparkDriver.metrics,
});

// --- Components ----------------------------------------------------------------------------------------------------

/** Every component, in the order Argo CD first installs them. */
export const components = {
  argoCdConfig: { name: 'argocd-config', namespace: 'argocd', wave: -30, leavesBehind: 'everything', workloads: [] },
  namespaces: { name: 'namespaces', namespace: 'monitoring', wave: -20, leavesBehind: 'everything', workloads: [] },
  bootstrapSecrets: {
    name: 'bootstrap-secrets',
    namespace: 'monitoring',
    wave: -15,
    leavesBehind: 'nothing',
    workloads: [secretsGenerator],
  },
  minio: { name: 'minio', namespace: 'minio', wave: -10, leavesBehind: 'everything', workloads: [minio, minioProvisioning] },
  sparkOperator: {
    name: 'spark-operator',
    namespace: 'spark-operator',
    wave: -10,
    leavesBehind: 'everything',
    workloads: [sparkOperatorController, sparkOperatorWebhook],
  },
  kubeStateMetrics: {
    name: 'kube-state-metrics',
    namespace: 'monitoring',
    wave: 0,
    leavesBehind: 'nothing',
    workloads: [kubeStateMetrics],
  },
  graphiteExporter: {
    name: 'graphite-exporter',
    namespace: 'monitoring',
    wave: 0,
    leavesBehind: 'nothing',
    workloads: [graphiteExporter],
  },
  nodeExporter: { name: 'node-exporter', namespace: 'node-exporter', wave: 0, leavesBehind: 'nothing', workloads: [nodeExporter] },
  prometheus: { name: 'prometheus', namespace: 'monitoring', wave: 0, leavesBehind: 'everything', workloads: [prometheus] },
  alertmanager: { name: 'alertmanager', namespace: 'monitoring', wave: 0, leavesBehind: 'nothing', workloads: [alertmanager] },
  grafana: { name: 'grafana', namespace: 'monitoring', wave: 5, leavesBehind: 'nothing', workloads: [grafana] },
  sparkHistoryServer: {
    name: 'spark-history-server',
    namespace: 'spark',
    wave: 5,
    leavesBehind: 'nothing',
    workloads: [sparkHistoryServer],
  },
  sparkApplications: {
    name: 'spark-applications',
    namespace: 'spark',
    wave: 10,
    leavesBehind: 'nothing',
    workloads: [sparkDriver, sparkExecutor, sparkConnectServer],
  },
} as const satisfies Record<string, Component>;

/** `host:port` of a workload's Service inside the cluster. */
export const hostPortOf = <W extends Workload>({ name, namespace, ports }: W, port: keyof W['ports'] & string): string =>
  `${name}.${namespace}.svc:${ports[port]}`;

/** In-cluster HTTP address of one port of a workload's Service. */
export const addressOf = <W extends Workload>(workload: W, port: keyof W['ports'] & string): string =>
  `http://${hostPortOf(workload, port)}`;
