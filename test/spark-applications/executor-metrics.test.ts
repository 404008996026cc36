import { components, graphiteExporter, hostPortOf } from '../../config/components';
import type { SparkApplicationInput } from '../../spark-applications/application';
import { checkedApplications } from '../../spark-applications/application';
import { graphitePrefixVariables, graphiteSinkConf } from '../../spark-applications/executor-metrics';
import { applicationsIn } from '../../spark-applications/in-environment';
import { refusal } from '../../spark-applications/owned-conf';
import { local, localWith, minimal } from './platform';

const declared = (input: Partial<SparkApplicationInput> = {}) => checkedApplications([{ ...minimal, ...input }])[0]!;
const without = localWith({ executorMetrics: { ...local.settings.executorMetrics, sink: 'none' } });

test('the sink pushes to the exporter, and no declaration may lead it elsewhere', () => {
  const conf = graphiteSinkConf(declared(), local);
  const sink = 'spark.metrics.conf.*.sink.graphite';
  expect(`${conf[`${sink}.host`]}:${conf[`${sink}.port`]}`).toBe(hostPortOf(graphiteExporter, 'plaintext'));
  expect(conf).toMatchObject({ [`${sink}.period`]: '15', [`${sink}.unit`]: 'seconds' });
  expect([...Object.keys(conf), `${sink}.prefix`, 'spark.metrics.conf.driver.sink.graphite.host'].filter((key) => !refusal(key))).toEqual(
    [],
  );
});

test.each([
  ['an environment that does not want it', declared(), without],
  ['an application that does not', declared({ executorMetrics: false }), local],
])('%s has neither sink nor variables', (_, application, platform) => {
  expect(graphiteSinkConf(application, platform)).toEqual({});
  expect(graphitePrefixVariables(application, platform)).toEqual([]);
});

test('an environment turns it off for one application', () => {
  const platform = localWith({ overrides: { etl: { executorMetrics: false } } });
  expect(
    applicationsIn(platform, [{ ...minimal, executor: { cores: 1, memory: '1g', instances: 1 } }]).map(
      ({ executorMetrics }) => executorMetrics,
    ),
  ).toEqual([false]);
});

test.each([
  ['a single application', declared(), '-'],
  ['a schedule, whose runs have names of their own', declared({ schedule: { cron: '@daily' } }), 'etl'],
])('the prefix of %s takes name and id of the run from the labels of its pod', (_, application, schedule) => {
  const [app, id, options] = graphitePrefixVariables(application, local);
  const namespace = components.sparkApplications.namespace;
  expect([app, id].map((variable) => variable!.valueFrom!.fieldRef!.fieldPath)).toEqual([
    "metadata.labels['sparkoperator.k8s.io/app-name']",
    "metadata.labels['spark-app-selector']",
  ]);
  // Kubernetes replaces only variables that stand before
  expect(options).toEqual({
    name: 'SPARK_SUBMIT_OPTS',
    value: `-Dspark.metrics.conf.*.sink.graphite.prefix=spok.${namespace}.$(${app!.name}).${schedule}.analytics.$(${id!.name})`,
  });
});
