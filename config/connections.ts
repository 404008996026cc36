import {
  alertmanager,
  grafana,
  graphiteExporter,
  kubeStateMetrics,
  minio,
  minioProvisioning,
  prometheus,
  sparkConnectServer,
  sparkDriver,
  sparkExecutor,
  sparkHistoryServer,
  type Workload,
} from './components';

/** One workload opens connections to another; NetworkPolicies of both sides derive from it. */
export interface Connection {
  readonly from: Workload;
  readonly to: Workload;
  /** Names of ports of `to`. */
  readonly ports: readonly string[];
}

/** Type-checks the port names against the workload that serves them. */
const connection = <To extends Workload>(from: Workload, to: To, ...ports: Array<keyof To['ports'] & string>): Connection => ({
  from,
  to,
  ports,
});

/** Who talks to whom inside the cluster; scraping is added from the workloads' `metrics`. */
export const connections: readonly Connection[] = [
  connection(minio, minio, 'api'),
  connection(minioProvisioning, minio, 'api'),
  connection(sparkDriver, minio, 'api'),
  connection(sparkExecutor, minio, 'api'),
  connection(sparkConnectServer, minio, 'api'),
  connection(sparkHistoryServer, minio, 'api'),
  connection(sparkExecutor, sparkDriver, 'driver-rpc-port', 'blockmanager'),
  connection(sparkDriver, sparkExecutor, 'blockmanager'),
  connection(sparkExecutor, sparkExecutor, 'blockmanager'),
  connection(sparkExecutor, sparkConnectServer, 'driver-rpc-port', 'blockmanager'),
  connection(sparkConnectServer, sparkExecutor, 'blockmanager'),
  connection(sparkDriver, graphiteExporter, 'plaintext'),
  connection(sparkConnectServer, graphiteExporter, 'plaintext'),
  connection(sparkExecutor, graphiteExporter, 'plaintext'),
  connection(prometheus, alertmanager, 'http'),
  connection(alertmanager, alertmanager, 'gossip'),
  connection(grafana, prometheus, 'http'),
  connection(grafana, alertmanager, 'http'),
];

/** Prometheus opens a connection to every page of metrics; kube-state-metrics also tells about itself. */
export const scrapeConnections = (workloads: readonly Workload[]): Connection[] => [
  ...workloads
    .filter(({ metrics }) => metrics.length > 0)
    .map((to) => ({ from: prometheus, to, ports: [...new Set(to.metrics.map(({ port }) => port))] })),
  ...(workloads.includes(kubeStateMetrics) ? [connection(prometheus, kubeStateMetrics, 'telemetry')] : []),
];
