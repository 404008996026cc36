import { connections } from '../../config/connections';
import { sparkDriver, sparkExecutor } from '../../config/components';
import { sparkConf } from '../../spark-applications/spark-conf';
import { refusal } from '../../spark-applications/owned-conf';
import { local, localWith } from './platform';

const plain = { sparkConf: {}, executorMetrics: true };
const conf = sparkConf(plain, local);

test('the settings come in order, so that the same input gives the same bytes', () => {
  expect(Object.keys(conf)).toEqual(Object.keys(conf).sort());
});

test('an application may change a default and nothing else', () => {
  const changed = sparkConf(
    { ...plain, sparkConf: { 'spark.eventLog.rolling.maxFileSize': '128m', 'spark.sql.shuffle.partitions': '8' } },
    local,
  );
  expect(changed).toEqual({ ...conf, 'spark.eventLog.rolling.maxFileSize': '128m', 'spark.sql.shuffle.partitions': '8' });
  expect(Object.keys(conf).filter((key) => refusal(key) === undefined)).toContain('spark.eventLog.rolling.maxFileSize');
});

test('the ports are those of the NetworkPolicies', () => {
  const listening = {
    'driver-rpc-port': conf['spark.driver.port'],
    blockmanager: conf['spark.driver.blockManager.port'],
    'spark-ui': conf['spark.ui.port'],
  };
  expect(listening).toEqual(Object.fromEntries(Object.entries(sparkDriver.ports).map(([name, port]) => [name, String(port)])));
  expect(conf['spark.blockManager.port']).toBe(String(sparkExecutor.ports.blockmanager));
  const amongExecutors = connections.filter(({ to }) => to === sparkExecutor).flatMap(({ ports }) => ports);
  expect(new Set(amongExecutors)).toEqual(new Set(['blockmanager']));
});

test('the metrics pages have the paths that Prometheus scrapes', () => {
  expect(sparkDriver.metrics.map(({ path }) => path)).toContain(`${conf['spark.metrics.conf.*.sink.prometheusServlet.path']}/`);
});

test('the libraries are on the class path only when an init container brings them', () => {
  const ofImage = sparkConf(plain, localWith({ s3aLibraries: 'image' }));
  expect(Object.keys(conf).filter((key) => !(key in ofImage))).toEqual(['spark.driver.extraClassPath', 'spark.executor.extraClassPath']);
});

test('event logs lie at the root of their bucket, which always exists', () => {
  expect(conf['spark.eventLog.dir']).toBe('s3a://spark-events/');
});

test('no credential is among the settings: the UI shows them', () => {
  expect(Object.keys(conf).filter((key) => /key|secret|token|password/i.test(key))).toEqual([]);
});
