import { local } from '../../config/environments/local';
import { production } from '../../config/environments/production';
import type { EnvironmentInput } from '../../config/schema';
import { sparkApplications } from '../../spark-applications';

/** Options that neither environment uses, each on top of `local`: what it says in words, and the environment that has it. */
export const variants: Readonly<Record<string, EnvironmentInput>> = {
  'an object store that exists already': {
    ...local,
    objectStore: {
      mode: 'external',
      endpoint: 'https://s3.eu-central-1.example.org',
      region: 'eu-central-1',
      pathStyleAccess: false,
      cidrs: ['203.0.113.0/24'],
      sparkSecret: 's3-spark',
      historySecret: 's3-history',
      buckets: { data: 'team-data', eventLogs: 'team-events', warehouse: 'team-warehouse' },
    },
  },
  'Secrets that somebody else creates': { ...local, secrets: { mode: 'existing' } },
  'Secrets from a store of secrets': { ...local, secrets: { mode: 'externalSecrets', clusterSecretStore: 'vault' } },
  'a registry mirror that wants a password': {
    ...local,
    images: {
      registryMirror: 'registry.example.org:5000/mirror',
      pullSecrets: ['registry-key'],
      overrides: { spark: `docker.io/example/spark:${'4.1.2-with-everything-that-our-jobs-need-'.repeat(2)}` },
    },
  },
  'metrics of MinIO for holders of a token, and its console': {
    ...local,
    objectStore: { ...minioOf(local), metricsAuthentication: 'jwt', console: true },
  },
  'event logs that the history server compacts and cleans': {
    ...local,
    sparkHistoryServer: {
      ...local.sparkHistoryServer,
      eventLogs: { maxFileSize: '64m', maxFilesToRetain: 2, cleaner: { interval: '6h', maxAge: '14d', maxNum: 1000 } },
    },
  },
  'links to a history server and to logs': {
    ...local,
    sparkHistoryServer: { ...local.sparkHistoryServer, publicUrl: 'https://history.example.org' },
    logs: { urlTemplate: 'https://logs.example.org/?namespace={namespace}&app={application}&from={from}&to={to}' },
  },
  'S3A libraries in the Spark image, no applications, Argo CD not scraped': {
    ...local,
    spark: {
      ...local.spark,
      s3aLibraries: 'image',
      overrides: Object.fromEntries(sparkApplications.map(({ name }) => [name, { enabled: false }])),
    },
    argoCdMetrics: { scrape: false },
  },
  'a Spark Connect server': { ...local, spark: { ...local.spark, connectServers: {} } },
  'a cluster with names and addresses of its own': {
    ...local,
    gitOps: { ...local.gitOps, targetRevision: 'refs/tags/v1.2.3', argoCdNamespace: 'gitops' },
    cluster: {
      domain: 'k8s.example.org',
      apiServerCidrs: ['10.0.0.1/32', 'fd00::1/128'],
      apiServerPorts: [6443],
      nodeCidrs: ['10.1.0.0/16'],
      dns: { namespace: 'dns', podLabels: { app: 'coredns' } },
      kubeletInsecureSkipVerify: true,
    },
  },
};

/** Everything redundant and everything switched on at once; too far from `local` for a comparison to be read. */
export const everythingOn: EnvironmentInput = {
  ...production,
  name: 'everything-on',
  ingress: { ...production.ingress!, alertmanagerHost: 'alerts.data.example.org' },
  images: { pullSecrets: ['registry-key', 'second-key'] },
  secrets: { mode: 'externalSecrets', clusterSecretStore: 'vault', keyPrefix: '', refreshInterval: '15m' },
  objectStore: {
    ...minioOf(production),
    replicas: 16,
    drivesPerNode: 4,
    drive: { size: '1Ti', storageClassName: 'fast' },
    metricsAuthentication: 'jwt',
    console: true,
  },
  spark: { ...production.spark, connectServers: {} },
  sparkOperator: { replicas: 3 },
  teams: {
    analytics: {
      ...production.teams?.analytics,
      storeAccess: [
        { place: 'raw', access: 'readWrite' },
        { place: 'curated', access: 'readWrite' },
        { place: 'checkpoints', access: 'readWrite' },
      ],
    },
  },
  prometheus: {
    ...production.prometheus,
    volume: { size: '100Gi', storageClassName: 'fast' },
    externalLabels: { region: 'eu' },
    remoteWrite: [
      { url: 'http://store.example.org:9009/write' },
      { url: 'https://other.example.org/write', bearerTokenKey: 'other-token' },
    ],
    remoteWriteCidrs: ['203.0.113.0/24', '198.51.100.0/24'],
  },
  alertmanager: { ...production.alertmanager, replicas: 5, egress: { cidrs: ['192.0.2.0/24'], ports: [443, 465, 587] } },
};

/** A `local` or `production` whose object store is known to be MinIO. */
function minioOf({ objectStore }: EnvironmentInput) {
  if (objectStore.mode !== 'minio') throw new Error('the environments that the variants build on run MinIO');
  return objectStore;
}
