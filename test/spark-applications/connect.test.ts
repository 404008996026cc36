import * as fc from 'fast-check';
import { execFileSync } from 'node:child_process';
import { sparkConnectServer } from '../../config/components';
import { CONNECT_NAME_LABEL, kubePodLabel, sanitised } from '../../metrics/spark-pod-labels';
import { metricRelabelConfigs, relabelConfigs } from '../../metrics/relabelling';
import { connectConf, shellWord } from '../../spark-applications/connect/conf';
import { asApplication, checkedConnectServers, type SparkConnectInput } from '../../spark-applications/connect/declaration';
import { connectServersIn, connectServersPresentIn } from '../../spark-applications/connect/in-environment';
import { connectManifest } from '../../spark-applications/connect/manifest';
import { connectRefusal } from '../../spark-applications/connect/owned-conf';
import { findingsIn } from '../../spark-applications/lint/findings';
import { fixedConf } from '../../spark-applications/spark-conf';
import { requestedByAll } from '../../spark-applications/size';
import { relabel } from '../contract/relabel';
import { schemaErrors } from '../imports/validation';
import { local, localWith, problemsOf } from './platform';

const minimal = {
  name: 'analysts',
  team: 'analytics',
  owner: 'crew',
  driver: { cores: 1, memory: '1g' },
  executor: { cores: 1, memory: '1g', instances: 2 },
} satisfies SparkConnectInput;

/** `local` without what it says about the server that is declared. */
const own = localWith({ connectServers: {} });

const declared = (change: object = {}) => checkedConnectServers([{ ...minimal, ...change }], [])[0]!;
const problems = (change: object) => problemsOf(() => declared(change));
const objectOf = (change: object = {}, platform = local) => connectManifest(declared(change), platform, { team: 'analytics' }) as any;

test('a server as the operator gets it', () => {
  const object = objectOf({
    labels: { purpose: 'trial' },
    dynamicAllocation: { minExecutors: 0, maxExecutors: 3 },
    token: { secret: 'connect-token', key: 'token' },
    sparkConf: { 'spark.sql.shuffle.partitions': '8' },
    nodeSelector: { pool: 'spark' },
  });
  expect(object).toMatchSnapshot();
  expect(schemaErrors({ ...object, metadata: { name: 'analysts' } })).toEqual([]);
});

describe('a declaration is refused with the reason and the fix:', () => {
  test.each<[string, object, RegExp]>([
    ['a name that breaks the page of metrics', { name: 'it"s' }, /Spark Connect server it"s: name: .*must start with a letter/],
    ['a name whose Service is ours', { name: 'spark-history' }, /the platform has a Service of this name followed by -server/],
    ['another port', { sparkConf: { 'spark.connect.grpc.binding.port': '1' } }, /the Service, the NetworkPolicy and the readiness probe/],
    ['a token in Git', { sparkConf: { 'spark.connect.authenticate.token': 'x' } }, /declare token, which names a Secret/],
    ['one event log for all starts', { sparkConf: { 'spark.app.id': 'x' } }, /an id of its own/],
    ['jars', { sparkConf: { 'spark.jars': 'x' } }, /put libraries into the image/],
    ['what an application may not set either', { sparkConf: { 'spark.ui.enabled': 'false' } }, /rules and dashboards read the series/],
    ['a key that a shell would run', { sparkConf: { 'spark.x;reboot': '1' } }, /the operator hands it to a shell/],
    ['a label that is derived', { labels: { team: 'x' } }, /must be a label of your own/],
    ['a waiver without a reason', { waivers: { owner: 'no' } }, /must say why/],
    ['a client without namespace', { clients: [{ podLabels: { app: 'x' } }] }, /clients\[?\.?0\]?\.namespace/],
    ['a schedule', { schedule: { cron: '@daily' } }, /schedule/],
  ])('%s', (_, change, message) => {
    expect(problems(change).join('\n')).toMatch(message);
  });

  test('two of one name, or one that has the name of an application', () => {
    const twice = problemsOf(() => checkedConnectServers([minimal, minimal], []));
    expect(twice).toEqual(['Spark Connect server analysts: another server or application has this name; give one another name']);
    expect(problemsOf(() => checkedConnectServers([minimal], ['analysts']))).toEqual(twice);
  });

  test('a team that the environment does not have', () => {
    expect(problemsOf(() => connectServersIn(own, [{ ...minimal, team: 'nobody' }], []))).toEqual([
      'local: Spark Connect server analysts: team: given "nobody"; must be one of teams of the environment: analytics',
    ]);
  });

  test('one that the quota has no room for', () => {
    const large = { ...minimal, executor: { cores: 2, memory: '2g', instances: 9 } } satisfies SparkConnectInput;
    expect(problemsOf(() => connectServersIn(own, [large], [])).join('\n')).toMatch(/analysts: driver and executors request 19 cores/);
  });
});

describe('an environment', () => {
  const withOverride = (override: object) => localWith({ connectServers: { analysts: override } });

  test('leaves a server out', () => {
    expect(connectServersPresentIn(withOverride({ enabled: false }), [minimal], [])).toEqual([]);
  });

  test('changes its size, its settings and its clients', () => {
    const clients = [{ namespace: 'lab', podLabels: {} }];
    const platform = withOverride({ executor: { instances: 1 }, sparkConf: { 'spark.sql.ansi.enabled': 'false' }, clients });
    const [server] = connectServersIn(platform, [minimal], []);
    expect(server).toMatchObject({ executor: { instances: 1 }, sparkConf: { 'spark.sql.ansi.enabled': 'false' }, clients });
  });

  test('may not change what a declaration may not say, nor a server that is not there', () => {
    expect(problemsOf(() => connectServersPresentIn(withOverride({ sparkConf: { 'spark.app.id': 'x' } }), [minimal], []))).toEqual([
      'local: spark.connectServers.analysts.sparkConf.spark.app.id: must not be set here: each start of the server has an id of its own, or the history server would know only one',
    ]);
    expect(problemsOf(() => connectServersPresentIn(withOverride({ dynamicAllocation: { maxExecutors: 4 } }), [minimal], []))).toEqual([
      'local: spark.connectServers.analysts.dynamicAllocation: given {"maxExecutors":4}; must be left out, since the server has no dynamic allocation',
    ]);
    expect(problemsOf(() => connectServersPresentIn(withOverride({}), [], []))).toEqual([
      'local: spark.connectServers.analysts: there is no such server; known are none',
    ]);
  });
});

describe('the settings', () => {
  const words = (texts: readonly string[]) =>
    execFileSync('bash', ['-c', `printf '%s\\0' ${texts.join(' ')}`], { encoding: 'utf8' })
      .split('\0')
      .slice(0, -1);

  test('reach Spark through the shell of the operator as they are declared', () => {
    const text = fc.string({ minLength: 1, unit: fc.constantFrom(...Array.from(` a1$'"\`\\*?[]{}()|&;<>~#!=%-`)) });
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 20 }), (values) => {
        expect(words(values.map((value) => `--conf=${shellWord(value)}`))).toEqual(values.map((value) => `--conf=${value}`));
      }),
      { numRuns: 20 },
    );
  });

  test('are those of an application, and an id for each start', () => {
    const conf = connectConf(declared(), local);
    const plain = Object.fromEntries(
      words(Object.entries(conf).map(([key, value]) => `${key}=${value}`)).map((word) => {
        const at = word.indexOf('=');
        return [word.slice(0, at), word.slice(at + 1)];
      }),
    );
    expect(plain).toMatchObject(fixedConf(local));
    expect(plain['spark.app.id']).toMatch(/^analysts-\d{10}$/);
  });

  test('that are fixed may not be declared', () => {
    const keys = Object.keys(connectConf(declared(), local)).filter((key) => key !== 'spark.app.id');
    expect(Object.keys(fixedConf(local)).filter((key) => connectRefusal(key) === undefined)).toEqual([]);
    expect(keys.every((key) => /^spark\.[\w.*-]+$/.test(key))).toBe(true);
  });
});

test('the container of the server is as large as the quota reckons, and the executors as Spark is told', () => {
  const { spec } = objectOf();
  const [container] = spec.server.template.spec.containers;
  expect(container.resources.limits).toMatchObject({ cpu: '1', memory: '1433Mi' });
  expect(spec.sparkConf).toMatchObject({ 'spark.executor.memoryOverhead': '409m', 'spark.kubernetes.executor.limit.cores': '1' });
  expect(requestedByAll(asApplication(declared()))).toEqual({ cores: 3, bytes: 3 * 1433 * 2 ** 20 });
});

test('the server and its executors are one run of one application to Prometheus', () => {
  const pod = { spark: 'connect-server', name: 'analysts' };
  const meta = (label: string) => `__meta_kubernetes_pod_label_${sanitised(label)}`;
  const target = relabel(
    {
      __meta_kubernetes_pod_phase: 'Running',
      __meta_kubernetes_pod_container_port_name: 'spark-ui',
      __meta_kubernetes_namespace: 'spark',
      __meta_kubernetes_pod_name: 'analysts-server',
      [meta('team')]: 'analytics',
      [meta('spark-app-selector')]: 'analysts',
      [meta(CONNECT_NAME_LABEL)]: pod.name,
    },
    relabelConfigs('spark-driver'),
  );
  expect(target).toMatchObject({
    namespace: 'spark',
    pod: 'analysts-server',
    app: 'analysts',
    team: 'analytics',
    spark_app_id: 'analysts',
  });
  const seen = (labels: Record<string, string>) =>
    relabel(
      { __name__: 'kube_pod_labels', [`label_${sanitised(CONNECT_NAME_LABEL)}`]: pod.name, ...labels },
      metricRelabelConfigs('kube-state-metrics'),
    );
  const run = { [kubePodLabel('app')]: 'analysts', [kubePodLabel('spark_app_id')]: 'analysts' };
  expect(seen({ [kubePodLabel('role')]: pod.spark, [kubePodLabel('spark_app_id')]: 'analysts' })).toEqual({
    __name__: 'kube_pod_labels',
    ...run,
    [kubePodLabel('role')]: 'driver',
  });
  expect(seen({ [kubePodLabel('role')]: 'executor', [kubePodLabel('spark_app_id')]: 'analysts-1764172800' })).toEqual({
    __name__: 'kube_pod_labels',
    ...run,
    [kubePodLabel('role')]: 'executor',
  });
});

test('no pod of a server has the label of an application, which would make the webhook of the operator refuse it', () => {
  const { spec } = objectOf();
  expect(JSON.stringify(spec)).not.toContain('sparkoperator.k8s.io/app-name');
  expect(spec.server.template.spec.containers[0].ports).toEqual(
    Object.entries(sparkConnectServer.ports).map(([name, containerPort]) => ({ name, containerPort, protocol: 'TCP' })),
  );
});

test('a token is for the server alone, and comes from a Secret', () => {
  const { server, executor } = objectOf({ token: { secret: 'connect-token', key: 'token' } }).spec;
  expect(server.template.spec.containers[0].env).toContainEqual({
    name: 'SPARK_CONNECT_AUTHENTICATE_TOKEN',
    valueFrom: { secretKeyRef: { name: 'connect-token', key: 'token', optional: false } },
  });
  expect(JSON.stringify(executor)).not.toContain('connect-token');
});

test('pull secrets reach both pods', () => {
  const { server, executor } = objectOf({}, { ...local, images: { ...local.images, pullSecrets: ['registry-key'] } }).spec;
  for (const { template } of [server, executor]) expect(template.spec.imagePullSecrets).toEqual([{ name: 'registry-key' }]);
});

test('the lint counts a server as running all the time', () => {
  const stream = { ...asApplication(declared({ name: 'stream' })), schedule: undefined, restartPolicy: 'Always' as const };
  const platform = localWith({ quota: { cpu: '4', memory: '16Gi', pods: 20 } });
  const about = (servers: Array<ReturnType<typeof declared>>) =>
    findingsIn(platform, [stream], servers).filter(({ rule }) => rule.id === 'schedules-above-quota');
  expect(about([])).toEqual([]);
  expect(about([declared()])[0]?.message).toMatch(/^stream, analysts run at the same time and request 6 cores/);
});
