import { sparkApplications } from '../../spark-applications';
import type { SparkApplicationInput } from '../../spark-applications/application';
import { applicationsIn } from '../../spark-applications/in-environment';
import { localWith, minimal, platformOf, problemsOf, shipped } from './platform';

const small: SparkApplicationInput = {
  ...minimal,
  driver: { cores: 1, coreRequest: '100m', memory: '512m', memoryOverhead: '512m' },
  executor: { cores: 1, coreRequest: '200m', memory: '512m', instances: 2 },
};
const nightly: SparkApplicationInput = { ...small, name: 'nightly', schedule: { cron: '0 3 * * *' } };
const changed = (override: object) => applicationsIn(localWith({ overrides: { nightly: override } }), [nightly])[0];

test('the shipped environments run the shipped applications; the badly tuned one is for a first look only', () => {
  const names = sparkApplications.map(({ name }) => name);
  expect(shipped.map((environment) => applicationsIn(platformOf(environment), sparkApplications).map(({ name }) => name))).toEqual([
    names,
    names.filter((name) => name !== 'orders-report'),
  ]);
});

test('an environment changes schedule, suspension and arguments', () => {
  expect(changed({ schedule: '*/5 * * * *', suspend: true, arguments: ['--full'] })).toMatchObject({
    arguments: ['--full'],
    schedule: { cron: '*/5 * * * *', suspend: true, concurrencyPolicy: 'Forbid' },
  });
});

test('a field that an environment does not name stays', () => {
  expect(changed({ executor: { instances: 1 } })?.executor).toEqual({ ...nightly.executor, instances: 1 });
});

test('other cores drop the request for the old ones, other memory the overhead of the old', () => {
  expect(changed({ driver: { cores: 2, memory: '1g' } })?.driver).toEqual({ cores: 2, memory: '1g' });
  expect(changed({ driver: { cores: 2, coreRequest: '500m' } })?.driver).toEqual({
    cores: 2,
    coreRequest: '500m',
    memory: '512m',
    memoryOverhead: '512m',
  });
});

test('an application can be absent from an environment', () => {
  expect(changed({ enabled: false })).toBeUndefined();
});

describe('what does not fit the environment is refused', () => {
  test('an override of nothing', () => {
    expect(problemsOf(() => applicationsIn(localWith({ overrides: { nihgtly: { enabled: false } } }), [nightly, small]))).toEqual([
      'local: spark.overrides.nihgtly: there is no such application; known are nightly, etl',
    ]);
  });

  test('a schedule for what has none', () => {
    expect(problemsOf(() => applicationsIn(localWith({ overrides: { etl: { schedule: '@daily' } } }), [small]))).toEqual([
      'local: spark.overrides.etl.schedule: given "@daily"; must be left out, since the application has no schedule',
    ]);
  });

  test('settings of Spark come on top of the declared ones, but for those that follow from something else', () => {
    expect(changed({ sparkConf: { 'spark.sql.shuffle.partitions': '24' } })?.sparkConf).toMatchObject({
      'spark.sql.shuffle.partitions': '24',
    });
    expect(problemsOf(() => changed({ sparkConf: { 'spark.executor.memory': '4g' } }))).toEqual([
      expect.stringMatching(
        /^local: spark\.overrides\.nightly\.sparkConf\.spark\.executor\.memory: must not be set here: declare it under/,
      ),
    ]);
  });

  test('a team that does not exist', () => {
    expect(problemsOf(() => applicationsIn(localWith({ overrides: {} }), [{ ...small, team: 'sales' }]))).toEqual([
      'local: Spark application etl: team: given "sales"; must be one of teams of the environment: analytics',
    ]);
  });

  test('an override that makes it too large', () => {
    expect(problemsOf(() => changed({ executor: { instances: 30 } }))).toEqual([
      expect.stringContaining('request 6.1 cores (0.1 + 30 × 0.2), spark.quota.cpu is 4'),
      expect.stringContaining('request 27.25 GiB'),
      expect.stringContaining('are 31 pods (1 + 30), spark.quota.pods is 20'),
    ]);
  });
});
