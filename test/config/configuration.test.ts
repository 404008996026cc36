import { checked, ConfigurationError } from '../../config/configuration';
import { environments } from '../../config/environments';
import { local } from '../../config/environments/local';
import { production } from '../../config/environments/production';
import { imageOf, tagOf } from '../../config/images';
import { objectStoreAccess } from '../../config/object-store-access';
import type { EnvironmentInput } from '../../config/schema';
import { images } from '../../config/versions';

/** Problems of environments, as people see them; empty if there are none. Takes anything, as JavaScript does. */
function problemsOf(...inputs: readonly unknown[]): readonly string[] {
  try {
    checked(inputs as EnvironmentInput[]);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
}

const minio = { mode: 'minio', replicas: 1, drive: { size: '10Gi' } };
const required = {
  name: 'tiny',
  gitOps: { repoUrl: 'https://git.example.org/a/b.git' },
  objectStore: minio,
  spark: local.spark,
  prometheus: local.prometheus,
};

test('every environment of this repository is valid, and its name is unique', () => {
  expect(problemsOf(...environments)).toEqual([]);
});

test('an environment needs no more than the repository, the object store, and the sizes of Spark and Prometheus', () => {
  const [tiny] = checked([required as EnvironmentInput]);
  expect(tiny).toMatchObject({
    gitOps: { targetRevision: 'refs/heads/main', argoCdNamespace: 'argocd' },
    cluster: { domain: 'cluster.local', apiServerPorts: [443, 6443], kubeletInsecureSkipVerify: false },
    secrets: { mode: 'generate' },
    images: { pullSecrets: [], overrides: {} },
    priorityClasses: false,
    objectStore: {
      region: 'us-east-1',
      drivesPerNode: 1,
      console: false,
      metricsAuthentication: 'public',
      buckets: { data: 'spark-data' },
    },
    prometheus: { replicas: 1, scrapeInterval: '30s', remoteWrite: [] },
    alertmanager: { replicas: 1, volume: { size: '1Gi' }, receivers: {} },
    grafana: { replicas: 1 },
    argoCdMetrics: { scrape: true },
    teams: {},
  });
});

test.each(Object.keys(required).filter((key) => key !== 'name'))('without %s it is none', (key) => {
  expect(problemsOf({ ...required, [key]: undefined }).join('\n')).toMatch(new RegExp(`^tiny: ${key}: given nothing; `));
});

test('the checked environment is valid input itself', () => {
  for (const environment of checked(environments)) expect(checked([environment])).toEqual([environment]);
});

describe('a problem is one line with environment, path, what was given and what must be:', () => {
  const cases: ReadonlyArray<readonly [what: string, change: object, line: string]> = [
    ['an unknown setting', { grafana: { replicsa: 1 } }, 'tiny: grafana: given {"replicsa":1}; Unrecognized key: "replicsa"'],
    ['a setting at the top that is unknown', { minio: {} }, 'tiny: Unrecognized key: "minio"'],
    [
      'a name that Kubernetes would refuse',
      { spark: { ...local.spark, budgets: { Etl: 5 } } },
      'tiny: spark.budgets.Etl: given 5; its name must be a DNS label: at most 63 lower-case letters, digits and inner hyphens',
    ],
    [
      'MinIO with two pods',
      { objectStore: { ...minio, replicas: 2 } },
      'tiny: objectStore.replicas: given 2; must be 1 or at least 4: MinIO forms no erasure set with 2 or 3 pods',
    ],
    [
      'several drives in a single pod',
      { objectStore: { ...minio, drivesPerNode: 2 } },
      'tiny: objectStore.drivesPerNode: given 2; must be 1 when there is one replica: a single pod is not redundant anyway',
    ],
    [
      'one bucket for two purposes',
      { objectStore: { ...minio, buckets: { data: 'same', warehouse: 'same' } } },
      'tiny: objectStore.buckets: given {"data":"same","warehouse":"same"}; must be three different buckets',
    ],
    [
      'a retention that fills the volume',
      { prometheus: { retentionSize: '10Gi', volume: { size: '10Gi' } } },
      'tiny: prometheus.retentionSize: given "10Gi"; must be at most 85 % of volume.size: the write-ahead log and the head need the rest',
    ],
    [
      'two Alertmanagers',
      { alertmanager: { replicas: 2 } },
      'tiny: alertmanager.replicas: given 2; must be 1 or at least 3: two cannot tell who is cut off',
    ],
    [
      'two Grafanas',
      { grafana: { replicas: 2 } },
      'tiny: grafana.replicas: given 2; must be 1: Grafana keeps its sessions in SQLite here, which two pods cannot share',
    ],
    [
      'a request above its limit',
      { kubeStateMetrics: { resources: { requests: { cpu: '2', memory: '1Gi' }, limits: { cpu: '1', memory: '1Gi' } } } },
      'tiny: kubeStateMetrics.resources.limits.cpu: given "1"; must not be below requests.cpu',
    ],
    [
      'a receiver that is not defined',
      { alertmanager: { receivers: { chat: { webhook: { urlKey: 'url' } } }, defaultReceiver: 'mail' } },
      'tiny: alertmanager.defaultReceiver: given "mail"; must be one of receivers: chat',
    ],
    [
      'a receiver without a way to be reached',
      { alertmanager: { receivers: { chat: {} } } },
      'tiny: alertmanager.receivers.chat: given {}; must name at least one of slack, pagerDuty, webhook, email',
    ],
    [
      'e-mail without a server',
      { alertmanager: { receivers: { post: { email: { to: 'a@example.org' } } } } },
      'tiny: alertmanager.smtp: given nothing; is required by the e-mail receiver "post"',
    ],
    [
      'a team whose receiver is not defined',
      { teams: { analytics: { receiver: 'chat' } } },
      'tiny: teams.analytics.receiver: given "chat"; must be one of alertmanager.receivers: none is defined',
    ],
    [
      'an address of logs with a placeholder that nobody fills',
      { logs: { urlTemplate: 'https://logs.example.org/{namespace}/{podd}?app={application}' } },
      'tiny: logs.urlTemplate: given "https://logs.example.org/{namespace}/{podd}?app={application}"; must have no other placeholders than {namespace}, {pod}, {application}, {from}, {to}; {podd} would stay as it is: write braces of a query as %7B and %7D',
    ],
    [
      'an address of logs that shows those of everybody',
      { logs: { urlTemplate: 'https://logs.example.org/{namespace}' } },
      'tiny: logs.urlTemplate: given "https://logs.example.org/{namespace}"; must have {pod} or {application}: it would show the logs of everybody',
    ],
    [
      'an address of logs that no browser opens',
      { logs: { urlTemplate: 'logs.example.org/{pod}' } },
      'tiny: logs.urlTemplate: given "logs.example.org/{pod}"; must begin with http:// or https:// and a host, since it is opened in a browser',
    ],
    [
      'event files smaller than Spark makes',
      { sparkHistoryServer: { eventLogs: { maxFileSize: '9m' } } },
      'tiny: sparkHistoryServer.eventLogs.maxFileSize: given "9m"; must be at least 10m: Spark refuses to start with less',
    ],
    [
      'a cleaner that comes by less often than logs grow old',
      { sparkHistoryServer: { eventLogs: { cleaner: { interval: '2d', maxAge: '1d' } } } },
      'tiny: sparkHistoryServer.eventLogs.cleaner.interval: given "2d"; must not be longer than maxAge: logs would stay until the cleaner comes by, not until they are old',
    ],
    [
      'a cleaner that the store is always ahead of',
      { sparkHistoryServer: { eventLogs: { cleaner: { maxAge: '30d' } } } },
      'tiny: sparkHistoryServer.eventLogs.cleaner.maxAge: given "30d"; must be less than objectStore.expiryDays.eventLogs, 30 days: the store would delete every log before the cleaner does; shorten it, raise expiryDays, or leave the cleaner out',
    ],
    [
      'a branch that is not fully qualified',
      { gitOps: { repoUrl: 'https://git.example.org/a/b.git', targetRevision: 'main' } },
      'tiny: gitOps.targetRevision: given "main"; must be refs/heads/<branch>, refs/tags/<tag> or a full commit',
    ],
    [
      'a mirror with a scheme',
      { images: { registryMirror: 'https://registry.example.org' } },
      'tiny: images.registryMirror: given "https://registry.example.org"; must be host[:port][/path] without a scheme or a trailing slash',
    ],
    [
      'an image without a version',
      { images: { overrides: { spark: 'docker.io/a/spark:latest' } } },
      'tiny: images.overrides.spark: given "docker.io/a/spark:latest"; must not use the tag latest: name the version',
    ],
  ];

  test.each(cases)('%s', (_, change, line) => {
    expect(problemsOf({ ...required, ...change })).toEqual([line]);
  });
});

test('all problems of all environments are listed at once', () => {
  const problems = problemsOf(
    { ...required, alertmanager: { replicas: 2 }, grafana: { replicas: 2 } },
    { ...required, name: 'other', objectStore: { ...minio, replicas: 3 } },
  );
  expect(problems.map((problem) => problem.split(':', 2).join(':'))).toEqual([
    'tiny: alertmanager.replicas',
    'tiny: grafana.replicas',
    'other: objectStore.replicas',
  ]);
});

test('two environments of one name would share their directories', () => {
  expect(problemsOf(local, production, { ...production })).toEqual([
    'production: two environments have this name; it must be unique, since it names their directories',
  ]);
});

describe('an image', () => {
  const { nodeExporter, spark } = images;

  test('is the one of config/versions.ts, unless the environment has another', () => {
    expect(imageOf('nodeExporter', { pullSecrets: [], overrides: {} })).toBe(nodeExporter);
    expect(imageOf('nodeExporter', { pullSecrets: [], overrides: { nodeExporter: 'ghcr.io/a/b:1' } })).toBe('ghcr.io/a/b:1');
  });

  test('comes from the mirror with everything but its registry, digest included', () => {
    const mirrored = imageOf('spark', { pullSecrets: [], overrides: {}, registryMirror: 'mirror.example.org:5000/hub' });
    expect(mirrored).toBe(spark.replace('docker.io', 'mirror.example.org:5000/hub'));
  });

  test('has its tag as version, whatever port the registry has', () => {
    expect(tagOf('registry:5000/a/b:v1.2.3')).toBe('v1.2.3');
    expect(tagOf(`a.io/b/c:1@sha256:${'0'.repeat(64)}`)).toBe('1');
    expect(tagOf('registry:5000/a/b')).toBe('');
  });
});

describe('the object store', () => {
  const external = {
    mode: 'external',
    endpoint: 'https://s3.example.org',
    region: 'eu',
    pathStyleAccess: false,
    cidrs: ['10.0.0.0/8'],
  } as const;
  const access = (endpoint: string) => {
    const [environment] = checked([{ ...local, objectStore: { ...external, endpoint, cidrs: [...external.cidrs] } }]);
    return objectStoreAccess(environment!.objectStore);
  };

  test('is our MinIO at its Service, or the endpoint of the settings', () => {
    expect(objectStoreAccess(checked([local])[0]!.objectStore)).toMatchObject({
      endpoint: 'http://minio.minio.svc:9000',
      port: 9000,
      pathStyleAccess: true,
    });
    expect(access('https://s3.example.org')).toMatchObject({
      endpoint: 'https://s3.example.org',
      pathStyleAccess: false,
      sparkSecret: 'minio-spark',
    });
  });

  test('is reached at the port of its address, or that of its protocol', () => {
    expect(
      ['https://s3.example.org', 'http://s3.example.org', 'http://s3.example.org:9000'].map((endpoint) => access(endpoint).port),
    ).toEqual([443, 80, 9000]);
  });
});
