import { platformContext } from '../../charts/context';
import { tlsSecretOf } from '../../charts/parts/ingress';
import { SparkHistoryServerChart } from '../../charts/spark-history-server';
import { sparkBytesOf, type SparkMemory } from '../../config/schema/values';
import type { Environment } from '../../config/schema';
import { type Manifest, manifests } from '../../render/manifest';
import { fixedConf } from '../../spark-applications/spark-conf';
import { platformOf, shipped } from '../spark-applications/platform';

function objectsOf(environment: Environment, s3aLibraries = environment.spark.s3aLibraries): Manifest[] {
  return manifests(new SparkHistoryServerChart(platformContext(environment), { ...environment.sparkHistoryServer, s3aLibraries }));
}

const ofKind = (objects: readonly Manifest[], kind: string) => objects.filter((object) => object.kind === kind);
const podOf = (objects: readonly Manifest[]) => ofKind(objects, 'Deployment')[0]!.spec.template.spec;
const serverOf = (objects: readonly Manifest[]) => podOf(objects).containers[0];
const variable = (objects: readonly Manifest[], name: string): string | undefined =>
  serverOf(objects).env.find((entry: { name: string }) => entry.name === name)?.value;
const options = (objects: readonly Manifest[]): Record<string, string> =>
  Object.fromEntries([...variable(objects, 'SPARK_HISTORY_OPTS')!.matchAll(/-D([^=]+)=(\S+)/g)].map(([, key, value]) => [key!, value!]));

describe.each(shipped.map((environment) => [environment.name, environment] as const))('the history server of %s', (_, environment) => {
  const objects = objectsOf(environment);

  test('reads where the applications write', () => {
    const conf = fixedConf(platformOf(environment));
    expect(options(objects)).toMatchObject({
      'spark.history.fs.logDirectory': conf['spark.eventLog.dir'],
      ...Object.fromEntries(Object.entries(conf).filter(([key]) => key.startsWith('spark.hadoop.fs.s3a.'))),
    });
  });

  test('parses logs in less than its heap, and the heap is less than its container', () => {
    const heap = sparkBytesOf(environment.sparkHistoryServer.daemonMemory);
    expect(variable(objects, 'SPARK_DAEMON_MEMORY')).toBe(environment.sparkHistoryServer.daemonMemory);
    expect(sparkBytesOf(options(objects)['spark.history.store.hybridStore.maxMemoryUsage'] as SparkMemory)).toBeLessThanOrEqual(heap / 2);
    const unit = { Mi: 2 ** 20, Gi: 2 ** 30 }[serverOf(objects).resources.limits.memory.slice(-2) as 'Mi' | 'Gi'];
    expect(parseInt(serverOf(objects).resources.limits.memory) * unit).toBeGreaterThan(heap);
  });

  test('may only read: it uses the user of its own', () => {
    const names = serverOf(objects).env.flatMap(({ valueFrom }: any) => valueFrom?.secretKeyRef?.name ?? []);
    expect(new Set(names)).toEqual(new Set(['minio-history']));
    expect(options(objects)['spark.history.fs.cleaner.enabled']).toBeUndefined();
  });

  test('is reachable from outside exactly where there is an ingress', () => {
    const hosts = ofKind(objects, 'Ingress').map(({ spec }) => spec.rules[0].host);
    expect(hosts).toEqual(environment.ingress === undefined ? [] : [environment.ingress.historyServerHost]);
  });
});

const [local, production] = shipped;

test('compacts and cleans event logs only where it is told to, in the words of Spark', () => {
  const optionsWith = (eventLogs: object) =>
    options(
      objectsOf({ ...local!, sparkHistoryServer: { ...local!.sparkHistoryServer, eventLogs: { maxFileSize: '32m', ...eventLogs } } }),
    );
  const about = (conf: Record<string, string>) => Object.fromEntries(Object.entries(conf).filter(([key]) => /cleaner|rolling/.test(key)));
  expect(about(optionsWith({}))).toEqual({});
  expect(about(optionsWith({ maxFilesToRetain: 3, cleaner: { interval: '1h', maxAge: '2d', maxNum: 500 } }))).toEqual({
    'spark.history.fs.cleaner.enabled': 'true',
    'spark.history.fs.cleaner.interval': '3600s',
    'spark.history.fs.cleaner.maxAge': '172800s',
    'spark.history.fs.cleaner.maxNum': '500',
    'spark.history.fs.eventLog.rolling.maxFilesToRetain': '3',
  });
});

test('the ingress has a certificate for its host, in a Secret of a valid name', () => {
  const { spec, metadata } = ofKind(objectsOf(production!), 'Ingress')[0]!;
  const host = production!.ingress!.historyServerHost;
  expect(spec.tls).toEqual([{ hosts: [host], secretName: tlsSecretOf(host) }]);
  expect(tlsSecretOf('history.example.org')).toBe('history-example-org-tls');
  expect(metadata.annotations).toEqual(production!.ingress!.annotations);
});

test('the ingress leads to a port that the Service has', () => {
  const objects = objectsOf(production!);
  const { name, port } = ofKind(objects, 'Ingress')[0]!.spec.rules[0].http.paths[0].backend.service;
  const [service] = ofKind(objects, 'Service');
  expect(service!.metadata.name).toBe(name);
  expect(service!.spec.ports.map((one: { name: string }) => one.name)).toContain(port.name);
});

test('with the libraries in the image nothing is copied', () => {
  const objects = objectsOf(local!, 'image');
  expect(podOf(objects).initContainers).toBeUndefined();
  expect(JSON.stringify(objects)).not.toContain('s3a-libraries');
  expect(variable(objects, 'SPARK_DAEMON_CLASSPATH')).toBeUndefined();
});
