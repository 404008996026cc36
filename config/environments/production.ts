import type { EnvironmentInput } from '../schema';
import { repoUrl } from './repository';

/** A cluster of several nodes in three zones: everything that can be redundant is, alerts reach people, metrics are kept elsewhere too. */
export const production: EnvironmentInput = {
  name: 'production',
  gitOps: { repoUrl },
  ingress: {
    className: 'nginx',
    controllerNamespace: 'ingress-nginx',
    grafanaHost: 'grafana.data.example.org',
    historyServerHost: 'spark-history.data.example.org',
    annotations: { 'cert-manager.io/cluster-issuer': 'letsencrypt' },
  },
  priorityClasses: true,
  objectStore: {
    mode: 'minio',
    replicas: 4,
    drivesPerNode: 2,
    drive: { size: '500Gi' },
    resources: { requests: { cpu: '1', memory: '4Gi' }, limits: { cpu: '4', memory: '8Gi' } },
  },
  sparkOperator: {
    replicas: 2,
    workers: 10,
    resources: { requests: { cpu: '1', memory: '2Gi' }, limits: { cpu: '4', memory: '6Gi' } },
  },
  sparkHistoryServer: {
    daemonMemory: '4g',
    retainedApplications: 200,
    storeSize: '20Gi',
    resources: { requests: { cpu: '500m', memory: '5Gi' }, limits: { cpu: '2', memory: '6Gi' } },
  },
  spark: {
    quota: { cpu: '200', memory: '800Gi', pods: 400 },
    largestContainer: { cpu: '16', memory: '64Gi' },
    localDirSize: '100Gi',
    // some 10 000 series when the quota is full, beside a Prometheus that has room for a million; exact spill pays for that with the first fix
    executorMetrics: { sink: 'graphite' },
    connectServers: { notebooks: { enabled: false } },
    overrides: {
      'orders-clean': { driver: { memory: '2g' }, executor: { cores: 4, memory: '8g', instances: 4 } },
      'orders-aggregate': { driver: { memory: '2g' }, executor: { cores: 4, memory: '8g', instances: 4 } },
      'orders-report': { enabled: false },
    },
    budgets: { 'orders-aggregate': 40 },
    objectives: { 'orders-aggregate': { runsEvery: '1d', successRatio: 0.95, freshness: '26h' } },
  },
  prometheus: {
    replicas: 2,
    retentionTime: '30d',
    retentionSize: '80Gi',
    volume: { size: '100Gi' },
    resources: { requests: { cpu: '1', memory: '6Gi' }, limits: { cpu: '4', memory: '8Gi' } },
    remoteWrite: [
      {
        url: 'https://metrics.example.org/api/v1/write',
        bearerTokenKey: 'token',
        keepMetricsMatching: 'spok:.+|up|kube_sparkapplication_.+',
      },
    ],
  },
  alertmanager: {
    replicas: 3,
    receivers: {
      platform: { slack: { channel: '#data-platform', apiUrlKey: 'slack-url' } },
      pager: { pagerDuty: { routingKeyKey: 'pagerduty-routing-key' } },
      analytics: { email: { to: 'analytics@example.org' } },
      'dead-mans-switch': { webhook: { urlKey: 'watchdog-url' } },
    },
    defaultReceiver: 'platform',
    criticalReceiver: 'pager',
    watchdogReceiver: 'dead-mans-switch',
    smtp: { smartHost: 'smtp.example.org:587', from: 'alerts@example.org', username: 'alerts', passwordKey: 'smtp-password' },
  },
  grafana: {
    volume: { size: '5Gi' },
    resources: { requests: { cpu: '250m', memory: '512Mi' }, limits: { cpu: '1', memory: '1Gi' } },
    oidc: {
      name: 'Example SSO',
      clientId: 'grafana',
      authUrl: 'https://sso.example.org/oauth2/authorize',
      tokenUrl: 'https://sso.example.org/oauth2/token',
      apiUrl: 'https://sso.example.org/oauth2/userinfo',
    },
  },
  teams: { analytics: { receiver: 'analytics', dailyBudget: 200 } },
};
