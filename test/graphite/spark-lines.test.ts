import fc from 'fast-check';
import { createConnection } from 'node:net';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { checked, ConfigurationError } from '../../config/configuration';
import { local } from '../../config/environments/local';
import { platform } from '../../charts/platform';
import {
  graphiteMapping,
  graphitePrefix,
  METRICS_NAMESPACE,
  NO_SCHEDULE,
  SERIES_PER_DRIVER,
  SERIES_PER_EXECUTOR,
  sinkPattern,
} from '../../metrics/graphite';
import { executorRegistryMetrics } from '../../metrics/spark-executor-registry';
import { SPARK_RUN_LABELS } from '../../metrics/target-labels';
import { parseExposition } from '../contract/exposition';
import { expositions, storedSamples } from '../contract/recorded';
import { GraphiteExporter } from './exporter';
import { GraphiteMapper } from './mapping';
import { startGraphiteExporter } from './server';

/** Last value of every line of a run on Spark 4.1.4 with two executors: `spark-sink.txt` with the pattern below, the other without one. */
const linesOf = (file: string): string[] =>
  readFileSync(join(__dirname, '../fixtures/graphite', file), 'utf8')
    .trim()
    .split('\n');
const thinned = linesOf('spark-sink.txt');
const everything = linesOf('spark-sink-everything.txt');
const nameOf = (line: string): string => line.split(' ')[0]!;
const run = {
  namespace: 'spark',
  app: 'orders-daily-1795696800000000000',
  schedule: 'orders-daily',
  team: 'analytics',
  spark_app_id: 'spark-0123',
};
const prefix = graphitePrefix(run);
const mapping = stringify(graphiteMapping());
const entries = Object.values(executorRegistryMetrics);
const isCounter = (kind: string) => kind === 'lifetimeCounter';

/** The moment of the last report. */
const now = Math.max(...thinned.map((line) => Number(line.split(' ')[2])));
const exporterWith = (lines: readonly string[]) => {
  const exporter = new GraphiteExporter({ mapping, sampleExpirySeconds: 900 });
  return { exporter, refused: lines.filter((line) => !exporter.receive(line)) };
};

describe('what a real Spark sends', () => {
  test('through the sink’s pattern is exactly what the catalogue has', () => {
    const registered = everything.map((line) =>
      nameOf(line)
        .slice(prefix.length + 1)
        .replace(/\.count$/, ''),
    );
    const through = everything.filter((_, index) => new RegExp(sinkPattern()).test(registered[index]!)).map(nameOf);
    expect(through.sort()).toEqual(thinned.map(nameOf).sort());
    expect(through.length).toBeLessThan(everything.length / 5);
  });

  test('becomes a series, every line of it', () => {
    expect(exporterWith(thinned).refused).toEqual([]);
  });

  test('beyond the pattern is not stored', () => {
    const { refused } = exporterWith(everything);
    expect(refused.map(nameOf).sort()).toEqual(
      everything
        .map(nameOf)
        .filter((name) => !thinned.map(nameOf).includes(name))
        .sort(),
    );
  });

  test('is the recorded page that the catalogue is held against', () => {
    const page = readFileSync(join(__dirname, '../fixtures/expositions/graphite-exporter.txt'), 'utf8');
    expect(exporterWith(thinned).exporter.page(now)).toBe(page);
  });

  test('emits every entry of the catalogue for each executor, and those of the JVM for the driver', () => {
    const samples = storedSamples(expositions.get('graphite-exporter.txt')!, 'graphite-exporter');
    const ids = (name: string) =>
      samples
        .filter((sample) => sample.name === name)
        .map(({ labels }) => labels.executor_id)
        .sort();
    const wanted = (name: string) => (name.startsWith('spark_jvm_') ? ['0', '1', 'driver'] : ['0', '1']);
    expect(entries.map(({ name }) => [name, ids(name)])).toEqual(entries.map(({ name }) => [name, wanted(name)]));
    expect(new Set(samples.map(({ name }) => name))).toEqual(new Set(entries.map(({ name }) => name)));
  });

  test('has the labels by which all other series of Spark are known', () => {
    const [sample] = storedSamples(expositions.get('graphite-exporter.txt')!, 'graphite-exporter');
    expect(sample!.labels).toEqual({ ...run, executor_id: '0', role: 'executor' });
  });

  test('of an application without schedule has no label for one, like all other series', () => {
    const { exporter } = exporterWith(thinned.map((line) => line.replace(prefix, graphitePrefix({ ...run, schedule: NO_SCHEDULE }))));
    const samples = storedSamples(parseExposition(exporter.page(now)), 'graphite-exporter');
    expect(samples).toHaveLength(thinned.length);
    expect(samples.filter(({ labels }) => 'schedule' in labels)).toEqual([]);
  });

  test('says of its own names which of them are counters', () => {
    const wrong = entries.filter(({ entry, kind, name }) => {
      const { pushed = '' } = entry;
      // the two sources of the JVM are gauges in the registry, cumulative ones among them
      return pushed.startsWith('executor.') ? isCounter(kind) !== pushed.endsWith('.count') : isCounter(kind) !== name.endsWith('_total');
    });
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });

  test('carries times in the units of the catalogue: task CPU cannot exceed run time, nor run time the time of the slots', () => {
    const value = (name: string, id: string) =>
      storedSamples(expositions.get('graphite-exporter.txt')!, 'graphite-exporter').find(
        (sample) => sample.name === name && sample.labels.executor_id === id,
      )!.value;
    for (const id of ['0', '1']) {
      const run = value('spark_executor_run_milliseconds_total', id) / 1e3;
      const cpu = value('spark_executor_cpu_nanoseconds_total', id) / 1e9;
      expect(cpu).toBeGreaterThan(run / 100);
      expect(cpu).toBeLessThan(run);
      // the run took 505 s on one slot per executor
      expect(run).toBeLessThan(505);
      expect(value('spark_executor_memory_spilled_bytes_total', id)).toBeGreaterThan(value('spark_executor_disk_spilled_bytes_total', id));
    }
  });
});

describe('the budget', () => {
  test('of an executor is at most 30 series, of a driver at most 10', () => {
    const of = (id: string) => thinned.filter((line) => nameOf(line).startsWith(`${prefix}.${METRICS_NAMESPACE}.${id}.`)).length;
    expect([of('0'), of('1'), of('driver')]).toEqual([SERIES_PER_EXECUTOR, SERIES_PER_EXECUTOR, SERIES_PER_DRIVER]);
    expect(SERIES_PER_EXECUTOR).toBeLessThanOrEqual(30);
    expect(SERIES_PER_DRIVER).toBeLessThanOrEqual(10);
  });

  test('ends with the expiry: an executor that is gone costs nothing for longer', () => {
    const { exporter } = exporterWith(thinned);
    expect(parseExposition(exporter.page(now + 899)).samples).toHaveLength(thinned.length + 1);
    expect(parseExposition(exporter.page(now + 1200)).samples.map(({ name }) => name)).toEqual(['graphite_sample_expiry_seconds']);
  });

  test('of all pods that the quota admits must fit into one scrape, or synthesis says what to raise', () => {
    const [environment] = checked([{ ...local, spark: { ...local.spark, quota: { ...local.spark.quota, pods: 5000 } } }]);
    expect(() => platform(environment!)).toThrow(ConfigurationError);
    expect(() => platform(environment!)).toThrow(
      `local: prometheus.sampleLimit: given 50000; must be at least ${2 * 5000 * SERIES_PER_EXECUTOR} while spark.executorMetrics.sink is graphite`,
    );
  });
});

test('whoever the run belongs to, its labels come out as they went in', () => {
  const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?$/);
  const runs = fc.record({ namespace: label, app: label, schedule: label, team: label, spark_app_id: label });
  const mapper = new GraphiteMapper(mapping);
  fc.assert(
    fc.property(runs, fc.nat().map(String), fc.constantFrom(...entries), (labels, executor_id, { name, entry }) => {
      const line = [graphitePrefix(labels), METRICS_NAMESPACE, executor_id, entry.pushed].join('.');
      expect(mapper.map(line)).toEqual({ name, labels: { ...labels, executor_id, role: 'executor' } });
    }),
  );
  expect(SPARK_RUN_LABELS).toEqual(['namespace', 'app', 'schedule', 'team', 'spark_app_id']);
});

test('two lines that would be one series break the scrape, as in the real exporter', () => {
  const exporter = new GraphiteExporter({ mapping: JSON.stringify({ mappings: [{ match: 'a.*', name: 'same' }] }) });
  expect([exporter.receive('a.b 1 100'), exporter.receive('a.c 1 100')]).toEqual([true, true]);
  expect(() => exporter.page(100)).toThrow('was collected before');
});

test.each(['a.b 1', 'a.b x 100', 'a.b 1 now', 'a.b 1 100 more', ''])('%j is no line', (line) => {
  expect(new GraphiteExporter({ mapping: 'mappings: []', strictMatch: false }).receive(line)).toBe(false);
});

test('a server takes lines by TCP and serves them as a page, and keeps what it refused', async () => {
  const server = await startGraphiteExporter({ sampleExpirySeconds: 1e10 });
  try {
    await new Promise<void>((resolve, reject) => {
      const socket = createConnection(server.plaintextPort, '127.0.0.1', () => socket.end(`${thinned.join('\n')}\nelse.where 1 1\n`));
      socket.on('close', () => resolve()).on('error', reject);
    });
    const page = await (await fetch(`http://127.0.0.1:${server.metricsPort}/metrics`)).text();
    expect(parseExposition(page).samples).toHaveLength(thinned.length + 1);
    expect(server.refused).toEqual(['else.where 1 1']);
  } finally {
    await server.stop();
  }
});
