import type { EnvironmentInput } from '../schema';
import { repoUrl } from './repository';

/** A laptop's kind cluster: about 4 CPU and 8 GiB for everything, the demo applications included. Nothing is redundant. */
export const local: EnvironmentInput = {
  name: 'local',
  gitOps: { repoUrl },
  // kind's kubelets have self-signed certificates
  cluster: { kubeletInsecureSkipVerify: true },
  objectStore: {
    mode: 'minio',
    replicas: 1,
    drive: { size: '10Gi' },
    // the demo writes less than 1 GiB; event logs keep their room whatever happens
    quotas: { data: '6Gi' },
    resources: { requests: { cpu: '100m', memory: '384Mi' }, limits: { cpu: '1', memory: '1Gi' } },
  },
  sparkOperator: {
    workers: 2,
    resources: { requests: { cpu: '100m', memory: '512Mi' }, limits: { cpu: '1', memory: '1Gi' } },
    webhookResources: { requests: { cpu: '20m', memory: '64Mi' }, limits: { cpu: '200m', memory: '256Mi' } },
  },
  sparkHistoryServer: {
    daemonMemory: '512m',
    resources: { requests: { cpu: '100m', memory: '768Mi' }, limits: { cpu: '1', memory: '1Gi' } },
  },
  spark: {
    quota: { cpu: '4', memory: '8Gi', pods: 20 },
    largestContainer: { cpu: '2', memory: '4Gi' },
    executorMetrics: { sink: 'graphite' },
    // it would wait for sessions with memory that the demo needs
    connectServers: { notebooks: { enabled: false } },
    // often enough that a newcomer sees runs next to each other within the hour, and never all of them at once
    overrides: {
      'orders-ingest': { schedule: '0-59/20 * * * *' },
      'orders-clean': { schedule: '5-59/20 * * * *' },
      'orders-aggregate': { schedule: '10-59/20 * * * *' },
      'orders-report': { schedule: '15-59/20 * * * *' },
    },
  },
  prometheus: {
    retentionTime: '3d',
    retentionSize: '4Gi',
    volume: { size: '5Gi' },
    resources: { requests: { cpu: '100m', memory: '512Mi' }, limits: { cpu: '1', memory: '1Gi' } },
  },
  grafana: { resources: { requests: { cpu: '50m', memory: '256Mi' }, limits: { cpu: '500m', memory: '768Mi' } } },
  graphiteExporter: { resources: { requests: { cpu: '10m', memory: '32Mi' }, limits: { cpu: '100m', memory: '128Mi' } } },
  nodeExporter: { resources: { requests: { cpu: '20m', memory: '32Mi' }, limits: { cpu: '250m', memory: '128Mi' } } },
  teams: { analytics: { dailyBudget: 5 } },
};
