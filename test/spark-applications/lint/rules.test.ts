import type { SparkApplication } from '../../../spark-applications/application';
import { checkedApplications } from '../../../spark-applications/application';
import { loose } from '../../../spark-applications/lint/delivery';
import { subjectOf } from '../../../spark-applications/lint/findings';
import type { Subject } from '../../../spark-applications/lint/rule';
import { lintRules } from '../../../spark-applications/lint/rules';
import type { SparkPlatform } from '../../../spark-applications/platform';
import { silenceOfSlo, type WatchedBy } from '../../../spark-applications/silent-slo';
import { withDeclarations } from '../../../spark-applications/declarations';
import { localWith, minimal, shipped } from '../platform';

interface Example {
  readonly application?: object;
  readonly settings?: Partial<SparkPlatform['settings']>;
  /** Settings that a declaration refuses, as if they had come another way. */
  readonly conf?: Readonly<Record<string, string>>;
  /** Fields after the check, for what the declaration refuses itself. */
  readonly forced?: Partial<SparkApplication>;
  /** Other applications of the environment. */
  readonly others?: readonly object[];
}

/** Rule → what it finds, and the nearest thing that it accepts. Every rule has a row. */
const examples: Readonly<Record<string, { readonly found: Example; readonly fine: Example; readonly message: string }>> = {
  'executor-cores-many': {
    found: { application: { executor: { cores: 8, memory: '16g', instances: 2 } } },
    fine: { application: { executor: { cores: 5, memory: '16g', instances: 2 } } },
    message: 'executor.cores is 8',
  },
  'executor-cores-few': {
    found: { application: { executor: { cores: 2, memory: '4g', instances: 2 } } },
    fine: { application: { executor: { cores: 3, memory: '4g', instances: 2 } } },
    message: 'executor.cores is 2',
  },
  'executor-memory': {
    found: { application: { executor: { cores: 4, memory: '1g', instances: 2 } } },
    fine: { application: { executor: { cores: 4, memory: '2g', instances: 2 } } },
    message: 'executors have 1 GiB for 4 cores',
  },
  'memory-overhead': {
    found: {
      application: {
        language: 'scala',
        mainFile: 'local:///etl.jar',
        mainClass: 'Etl',
        driver: { cores: 1, memory: '8g', memoryOverhead: '400m' },
      },
    },
    fine: {
      application: {
        language: 'scala',
        mainFile: 'local:///etl.jar',
        mainClass: 'Etl',
        driver: { cores: 1, memory: '8g', memoryOverhead: '819m' },
      },
    },
    message: 'driver has 400m beside a heap of 8g',
  },
  'python-memory': {
    found: { application: { executor: { cores: 4, memory: '8g', memoryOverhead: '1g', instances: 2 } } },
    fine: { application: { executor: { cores: 4, memory: '8g', memoryOverhead: '3276m', instances: 2 } } },
    message: 'executor has 1g beside a heap of 8g',
  },
  'dynamic-allocation-bounds': {
    found: { application: { dynamicAllocation: { minExecutors: 4, maxExecutors: 4 } } },
    fine: { application: { dynamicAllocation: { minExecutors: 1, maxExecutors: 4 } } },
    message: 'between 4 and 4 executors',
  },
  'requests-above-node': {
    found: { application: { driver: { cores: 3, memory: '1g' } }, settings: { largestContainer: { cpu: '2', memory: '4Gi' } } },
    fine: { application: { driver: { cores: 2, memory: '1g' } }, settings: { largestContainer: { cpu: '2', memory: '4Gi' } } },
    message: 'driver needs 3 cores, spark.largestContainer.cpu is 2',
  },
  'requests-above-quota': {
    found: {
      application: { dynamicAllocation: { minExecutors: 1, maxExecutors: 30 } },
      settings: { quota: { cpu: '50', memory: '500Gi', pods: 40 } },
    },
    fine: {
      application: { dynamicAllocation: { minExecutors: 1, maxExecutors: 24 } },
      settings: { quota: { cpu: '50', memory: '500Gi', pods: 40 } },
    },
    message: 'request 61 cores (1 + 30 × 2), spark.quota.cpu is 50; lower dynamicAllocation.maxExecutors',
  },
  'shuffle-partitions': {
    found: { application: { sparkConf: { 'spark.sql.shuffle.partitions': '4' } } },
    fine: { application: { sparkConf: { 'spark.sql.shuffle.partitions': '6' } } },
    message: '4 shuffle partitions for 6 cores',
  },
  'adaptive-execution': {
    found: { application: { sparkConf: { 'spark.sql.adaptive.enabled': 'false' } } },
    fine: { application: { sparkConf: { 'spark.sql.adaptive.enabled': 'true' } } },
    message: 'spark.sql.adaptive.enabled is false',
  },
  kryo: {
    found: { application: { sparkConf: { 'spark.serializer': 'org.apache.spark.serializer.JavaSerializer' } } },
    fine: {},
    message: 'spark.serializer is org.apache.spark.serializer.JavaSerializer',
  },
  'dynamic-allocation-shuffle': {
    found: { conf: { 'spark.dynamicAllocation.enabled': 'true' } },
    fine: { conf: { 'spark.dynamicAllocation.enabled': 'true', 'spark.dynamicAllocation.shuffleTracking.enabled': 'true' } },
    message: 'dynamic allocation without shuffle tracking',
  },
  'event-log': { found: { conf: { 'spark.eventLog.enabled': 'false' } }, fine: {}, message: 'spark.eventLog.enabled is false' },
  metrics: { found: { conf: { 'spark.metrics.namespace': 'etl' } }, fine: {}, message: 'spark.metrics.namespace is etl' },
  ui: { found: { conf: { 'spark.ui.enabled': 'false' } }, fine: {}, message: 'spark.ui.enabled is false' },
  'name-in-exposition': { found: { conf: { 'spark.app.name': 'my "etl"' } }, fine: {}, message: 'the name is my "etl"' },
  's3a-committer': {
    found: { application: { sparkConf: { 'spark.speculation': 'true' } } },
    fine: { application: { sparkConf: { 'spark.speculation': 'true', 'spark.hadoop.fs.s3a.committer.name': 'magic' } } },
    message: 'spark.speculation is on without the magic committer',
  },
  's3a-fast-upload': {
    found: { application: { sparkConf: { 'spark.hadoop.fs.s3a.fast.upload.buffer': 'bytebuffer' } } },
    fine: { application: { sparkConf: { 'spark.hadoop.fs.s3a.fast.upload.buffer': 'disk' } } },
    message: 'uploads are gathered in bytebuffer',
  },
  'cron-never-fires': {
    found: { application: { schedule: { cron: '0 0 30 2 *' } } },
    fine: { application: { schedule: { cron: '0 0 29 2 *' } } },
    message: '"0 0 30 2 *" is never due',
  },
  'cron-faster-than-run': {
    found: { application: { schedule: { cron: '*/10 * * * *' }, expectedDuration: '15m' } },
    fine: { application: { schedule: { cron: '*/15 * * * *' }, expectedDuration: '15m' } },
    message: 'due every 10 minutes, and a run takes 15m',
  },
  'time-zone': {
    found: { application: { schedule: { cron: '30 2 * * *' } }, settings: { timeZone: 'Europe/Berlin' } },
    fine: { application: { schedule: { cron: '30 3 * * *' } }, settings: { timeZone: 'Europe/Berlin' } },
    message: 'due at 02:30 in Europe/Berlin',
  },
  'time-to-live': {
    found: { forced: { specification: { timeToLiveSeconds: 60 } as object } },
    fine: { application: { specification: { failureRetries: 1 } } },
    message: 'timeToLiveSeconds is set',
  },
  'schedules-above-quota': {
    found: {
      application: { schedule: { cron: '0 3 * * *' }, expectedDuration: '30m' },
      others: [{ name: 'later', schedule: { cron: '20 3 * * *' } }],
      settings: { quota: { cpu: '10', memory: '100Gi', pods: 20 } },
    },
    fine: {
      application: { schedule: { cron: '0 3 * * *' }, expectedDuration: '30m' },
      others: [{ name: 'later', schedule: { cron: '30 3 * * *' } }],
      settings: { quota: { cpu: '10', memory: '100Gi', pods: 20 } },
    },
    message: 'etl, later run at the same time and request 14 cores',
  },
  owner: { found: {}, fine: { application: { owner: 'data-crew' } }, message: 'nobody is named' },
  slo: {
    found: { application: { schedule: { cron: '@daily' } } },
    fine: { application: { schedule: { cron: '@daily' }, slo: { runsEvery: '1d', freshness: '26h' } } },
    message: 'the schedule promises nothing',
  },
  'slo-unwatched': {
    found: { application: { schedule: { cron: '@daily' }, slo: { runsEvery: '1d', freshness: '26h' } } },
    fine: { application: { schedule: { cron: '@hourly' }, slo: { runsEvery: '1h', freshness: '3h' } } },
    message: 'nobody watches its slo: prometheus.retentionTime is 3d, and runs every 1d are judged over 24d',
  },
  'spark-version': {
    found: { application: { image: 'registry.example.org/spark:3.5.1-7' } },
    fine: { application: { image: 'registry.example.org/spark:4.1.2-7' } },
    message: 'the image holds Spark 3.5.1',
  },
  'packages-version': {
    found: { application: { dependencies: { packages: ['org.example:library_2.13:latest.release'] } } },
    fine: { application: { dependencies: { packages: ['org.example:library_2.13:1.2.3'] } } },
    message: 'org.example:library_2.13:latest.release has no exact version',
  },
  'packages-unreachable': {
    found: { application: { dependencies: { jars: ['https://repo.example.org/a.jar'] } } },
    fine: {
      application: { dependencies: { jars: ['https://repo.example.org/a.jar'] } },
      settings: { packageEgress: { cidrs: ['203.0.113.0/24'], ports: [443] } },
    },
    message: 'https://repo.example.org/a.jar cannot be fetched',
  },
  'batch-scheduler': { found: { application: { batchScheduler: { name: 'volcano' } } }, fine: {}, message: 'volcano is not switched on' },
  'gang-resources': {
    found: { application: { batchScheduler: { name: 'volcano', resources: { cpu: '8' } } } },
    fine: { application: { batchScheduler: { name: 'volcano', resources: { cpu: '7', memory: '2Gi' } } } },
    message: 'resources.cpu is 8, driver and all executors request 7',
  },
  'streaming-checkpoint': {
    found: { application: { restartPolicy: 'Always', checkpoint: 'file:///tmp/checkpoint' } },
    fine: { application: { restartPolicy: 'Always', checkpoint: ({ checkpoints }: { checkpoints: string }) => `${checkpoints}/etl` } },
    message: 'the checkpoint is file:///tmp/checkpoint',
  },
};

const roomy = { quota: { cpu: '200', memory: '900Gi', pods: 100 }, largestContainer: { cpu: '16', memory: '128Gi' } } as const;

function findingsOf(id: string, { application = {}, settings, conf, forced, others = [] }: Example): readonly string[] {
  const platform = localWith({ ...roomy, ...settings });
  const [first, ...rest] = checkedApplications([{ ...minimal, ...application }, ...others.map((other) => ({ ...minimal, ...other }))]);
  const subject: Subject = { ...subjectOf({ ...first!, ...forced }, platform) };
  const subjects = [{ ...subject, conf: { ...subject.conf, ...conf } }, ...rest.map((other) => subjectOf(other, platform))];
  const rule = lintRules.find((candidate) => candidate.id === id)!;
  return 'checkAll' in rule ? rule.checkAll(subjects).map(({ message }) => message) : rule.check(subjects[0]!);
}

describe.each(Object.entries(examples))('%s', (id, { found, fine, message }) => {
  test('finds what is wrong and says how much', () => expect(findingsOf(id, found)).toEqual([expect.stringContaining(message)]));
  test('is silent about the nearest thing that is right', () => expect(findingsOf(id, fine)).toEqual([]));
});

test('python-dependencies wants exact versions with hashes', () => {
  expect(loose('# comment\npandas>=2\nnumpy==2.1.0\n--index-url https://example.org\n')).toEqual([
    'pandas>=2 is not locked',
    'numpy==2.1.0 is not locked',
  ]);
  expect(loose('numpy==2.1.0 \\\n    --hash=sha256:abc \\\n    --hash=sha256:def\n')).toEqual([]);
});

test('every rule has an example', () => {
  const tested = [...Object.keys(examples), 'python-dependencies'];
  expect([...tested].sort()).toEqual(lintRules.map(({ id }) => id).sort());
});

test('ids are unique, and every rule says why, what to do and who says so', () => {
  expect(new Set(lintRules.map(({ id }) => id)).size).toBe(lintRules.length);
  for (const { reason, fix, source } of lintRules)
    expect([reason, fix, source]).toEqual([
      expect.stringMatching(/\w.*\.$/),
      expect.stringMatching(/\w.*\.$/),
      expect.stringMatching(/^https:|\.(ts|md)$/),
    ]);
});

describe('a promise that an environment cannot keep is named with its reason', () => {
  const promising = { name: 'etl', slo: { runsEvery: '1h', freshness: '3h' }, schedule: { cron: '@hourly' } } as const;
  const watched: WatchedBy = { spark: { objectives: {}, overrides: {} }, retentionTime: '3d' };
  const overridden = (override: object): WatchedBy => ({ ...watched, spark: { objectives: {}, overrides: { etl: override } } });
  const objective = { runsEvery: '1d', freshness: '26h', successRatio: 0.95 } as const;

  test.each([
    ['it is watched', promising, watched, undefined],
    ['nothing is promised', { ...promising, slo: undefined }, watched, undefined],
    ['one schedule less', { ...promising, schedule: undefined }, watched, 'the application has no schedule'],
    ['switched off', promising, overridden({ enabled: false }), 'spark.overrides.etl.enabled is false'],
    ['other times', promising, overridden({ schedule: '@daily' }), 'spark.overrides.etl.schedule lets it run at other times, "@daily"'],
    ['a day of metrics', promising, { ...watched, retentionTime: '23h' }, 'prometheus.retentionTime is 23h'],
    [
      'the environment has a promise of its own',
      promising,
      { spark: { overrides: { etl: { schedule: '@daily' } }, objectives: { etl: objective } }, retentionTime: '3d' },
      undefined,
    ],
  ] as Array<[string, Parameters<typeof silenceOfSlo>[0], WatchedBy, string | undefined]>)('%s', (_, declaration, environment, silence) => {
    const found = silenceOfSlo(declaration, environment);
    if (silence === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(silence);
    const given = { ...shipped[0]!, prometheus: { ...shipped[0]!.prometheus, retentionTime: environment.retentionTime } };
    const spark = { ...given.spark, ...environment.spark };
    const { objectives } = withDeclarations({ ...given, spark }, [{ ...minimal, ...declaration }], []).spark;
    expect('etl' in objectives).toBe(silence === undefined && declaration.slo !== undefined);
  });
});
