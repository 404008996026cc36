import { alertmanagerMetrics } from './alertmanager';
import { argoCdMetrics } from './argocd';
import { containerMetrics, volumeMetrics } from './containers';
import { grafanaMetrics } from './grafana';
import { apiServerMetrics } from './kube-apiserver';
import { clusterMetrics, podMetrics, workloadMetrics } from './kubernetes';
import type { AnyMetric } from './metric';
import { minioMetrics } from './minio';
import { nodeMetrics } from './nodes';
import { prometheusMetrics, targetMetrics } from './prometheus';
import { applicationMetrics, connectMetrics, scheduleMetrics } from './spark-applications';
import { driverMetrics } from './spark-driver';
import { executorRegistryMetrics } from './spark-executor-registry';
import { executorMetrics } from './spark-executors';
import { operatorMetrics } from './spark-operator';
import { streamingMetrics } from './spark-streaming';

/** Subject → its series. Nothing else may be asked for by a rule or a panel. */
export const catalogueBySubject = {
  applications: applicationMetrics,
  schedules: scheduleMetrics,
  connectServers: connectMetrics,
  executors: executorMetrics,
  executorRegistry: executorRegistryMetrics,
  driver: driverMetrics,
  streaming: streamingMetrics,
  operator: operatorMetrics,
  pods: podMetrics,
  workloads: workloadMetrics,
  cluster: clusterMetrics,
  containers: containerMetrics,
  volumes: volumeMetrics,
  nodes: nodeMetrics,
  apiServer: apiServerMetrics,
  minio: minioMetrics,
  targets: targetMetrics,
  prometheus: prometheusMetrics,
  alertmanager: alertmanagerMetrics,
  grafana: grafanaMetrics,
  argoCd: argoCdMetrics,
};

/** Every entry, subject by subject. */
export const catalogue: readonly AnyMetric[] = Object.values<Readonly<Record<string, AnyMetric>>>(catalogueBySubject).flatMap((metrics) =>
  Object.values(metrics),
);
