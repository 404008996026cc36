import fc from 'fast-check';
import { sparkApplications } from '../../spark-applications';
import { checkedApplications, sparkApplicationSchema } from '../../spark-applications/application';
import { refusal } from '../../spark-applications/owned-conf';
import { fixedConf } from '../../spark-applications/spark-conf';
import { local, minimal, problemsOf } from './platform';

const problems = (change: object) => problemsOf(() => checkedApplications([{ ...minimal, ...change }]));

test('every shipped declaration is right', () => {
  expect(checkedApplications(sparkApplications).map(({ name }) => name)).toEqual(sparkApplications.map(({ name }) => name));
});

test('the least declaration is enough', () => {
  expect(checkedApplications([minimal])[0]).toMatchObject({ arguments: [], restartPolicy: 'OnFailure', retries: 2, sparkConf: {} });
});

describe('a declaration is refused with its path, what was given and what is allowed', () => {
  test.each([
    ['an upper-case name', { name: 'Etl' }, 'name: given "Etl"; must start with a letter'],
    ['a quote in the name', { name: 'a"b' }, 'name: given "a\\"b"; must start with a letter'],
    ['a long name', { name: 'a'.repeat(41) }, 'at most 40'],
    ['no memory', { driver: { cores: 1 } }, 'driver.memory: given nothing; must be Spark memory'],
    ['memory as Kubernetes writes it', { driver: { cores: 1, memory: '1Gi' } }, 'driver.memory: given "1Gi"; must be Spark memory'],
    ['no executor at all', { executor: { ...minimal.executor, instances: 0 } }, 'executor.instances: given 0'],
    ['a file that is not there', { mainFile: 'orders/no.py' }, 'mainFile: given "orders/no.py"; does not exist below spark-applications/'],
    ['a file elsewhere', { mainFile: '../package.py' }, 'must be a .py, .R or .sql file below spark-applications/'],
    ['a main file from the internet', { mainFile: 'https://example.org/etl.py' }, 'must be in the image (local:///…)'],
    ['a main class in Python', { mainClass: 'org.example.Etl' }, 'mainClass: given "org.example.Etl"; must be given for scala and java'],
    ['no main class in Scala', { language: 'scala', mainFile: 'local:///etl.jar' }, 'mainClass: given nothing; must be given for scala'],
    ['Scala packed into a ConfigMap', { language: 'scala', mainFile: 'orders/orders.py', mainClass: 'A' }, 'mainFile: given'],
    ['an impossible schedule', { schedule: { cron: '61 * * * *' } }, 'schedule.cron: given "61 * * * *"; must be a cron expression'],
    ['a short history', { schedule: { cron: '@daily', failedRunHistoryLimit: 1 } }, 'schedule.failedRunHistoryLimit: given 1'],
    ['a schedule of endless runs', { schedule: { cron: '@daily' }, restartPolicy: 'Always' }, 'restartPolicy: given "Always"; must not be'],
    ['the image tag latest', { image: 'example.org/spark:latest' }, 'must not use the tag latest'],
    ['credentials in sparkConf', { sparkConf: { 'spark.hadoop.fs.s3a.secret.key': 'x' } }, 'credentials come from a Secret'],
    ['a key of another program', { sparkConf: { 'fs.s3a.endpoint': 'x' } }, 'sparkConf.fs.s3a.endpoint: given'],
    ['a label that is derived', { labels: { team: 'x' } }, 'labels.team: given "x"; must be a label of your own'],
    ['a label of Spark', { labels: { 'spark-role': 'driver' } }, 'labels.spark-role: given "driver"; must be a label of your own'],
    ['a label of Kubernetes', { labels: { 'app.kubernetes.io/name': 'minio' } }, 'must be a label of your own'],
    ['arguments that are no texts', { arguments: [1] }, 'arguments: given [1]; must be a list of texts'],
  ])('%s', (_, change, complaint) => {
    const [problem, ...others] = problems(change);
    expect(problem).toContain(complaint);
    expect(problem).toMatch(/^Spark application /);
    expect(others).toEqual([]);
  });

  // the operator would delete the finished application, Argo CD would create it again, and the job would run for ever
  test('a time to live', () => {
    expect(problems({ timeToLiveSeconds: 3600 })).toEqual(['Spark application etl: Unrecognized key: "timeToLiveSeconds"']);
  });

  test('two of the same name', () => {
    expect(problemsOf(() => checkedApplications([minimal, minimal]))).toEqual([
      'Spark application etl: two declarations have this name; give one another name',
    ]);
  });

  test('every problem of every declaration is named at once', () => {
    const wrong = { ...minimal, team: 'No Team', retries: 99 };
    expect(problemsOf(() => checkedApplications([wrong, { ...wrong, name: 'other' }]))).toHaveLength(4);
  });
});

test('an accepted name still is a DNS-1035 label after a scheduled run has added the time in nanoseconds', () => {
  const { name } = sparkApplicationSchema.shape;
  fc.assert(
    fc.property(fc.stringMatching(/^[a-zA-Z0-9"._-]{1,45}$/), (given) => {
      fc.pre(name.safeParse(given).success);
      expect(`${given}-1767225600000000000`).toMatch(/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/);
    }),
  );
});

test.each(Object.keys(fixedConf(local)))('an application may not set %s, and is told why', (key) => {
  expect(refusal(key)).toMatch(/\w{3}/);
});
