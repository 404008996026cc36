import { k8s } from 'cdk8s-plus-28';
import { graphiteExporter, hostPortOf, sparkDriver } from '../config/components';
import { secondsOf } from '../config/schema/values';
import { graphitePrefix, NO_SCHEDULE, sinkPattern } from '../metrics/graphite';
import { sparkPodLabels } from '../metrics/spark-pod-labels';
import type { SparkApplication } from './application';
import type { SparkPlatform } from './platform';

/** Whether driver and executors of an application push what they know of themselves. */
export const isPushed = ({ executorMetrics }: Pick<SparkApplication, 'executorMetrics'>, { settings }: SparkPlatform): boolean =>
  executorMetrics && settings.executorMetrics.sink === 'graphite';

const SINK = 'spark.metrics.conf.*.sink.graphite';

/** Spark's Graphite sink for the driver and every executor: where to, how often, and the few series out of hundreds. Without its prefix: see below. */
export function graphiteSinkConf(
  application: Pick<SparkApplication, 'executorMetrics'>,
  platform: SparkPlatform,
): Readonly<Record<string, string>> {
  if (!isPushed(application, platform)) return {};
  const [host = '', port = ''] = hostPortOf(graphiteExporter, 'plaintext').split(':');
  return {
    [`${SINK}.class`]: 'org.apache.spark.metrics.sink.GraphiteSink',
    [`${SINK}.host`]: host,
    [`${SINK}.port`]: port,
    [`${SINK}.period`]: String(secondsOf(platform.settings.executorMetrics.reportInterval)),
    [`${SINK}.unit`]: 'seconds',
    [`${SINK}.regex`]: sinkPattern(),
  };
}

/** A label of the pod itself, as Kubernetes writes it into an environment variable. */
const fromLabel = (name: string, label: string): k8s.EnvVar => ({
  name,
  valueFrom: { fieldRef: { fieldPath: `metadata.labels['${label}']` } },
});

/**
 * Environment variables of a driver that give its lines their prefix. Which run it is stands only in the labels of its pod: a schedule names each run
 * anew, and Spark replaces nothing in this setting. Kubernetes does in `$(…)`, spark-submit reads the variable, and executors ask the driver.
 */
export function graphitePrefixVariables(application: SparkApplication, platform: SparkPlatform): k8s.EnvVar[] {
  if (!isPushed(application, platform)) return [];
  const { schedule, name, team } = application;
  const run = { app: '$(METRICS_APP)', team, spark_app_id: '$(METRICS_SPARK_APP_ID)', ...(schedule !== undefined && { schedule: name }) };
  return [
    fromLabel('METRICS_APP', sparkPodLabels.app),
    fromLabel('METRICS_SPARK_APP_ID', sparkPodLabels.spark_app_id),
    ...graphitePrefixOption(run, application, platform),
  ];
}

interface Run {
  readonly app: string;
  readonly team: string;
  readonly spark_app_id: string;
  /** @default none */
  readonly schedule?: string;
}

/** The environment variable that tells a driver, and through it its executors, what their lines begin with; none where nothing is pushed. */
export function graphitePrefixOption(
  run: Run,
  application: Pick<SparkApplication, 'executorMetrics'>,
  platform: SparkPlatform,
): k8s.EnvVar[] {
  if (!isPushed(application, platform)) return [];
  const prefix = graphitePrefix({ namespace: sparkDriver.namespace, schedule: NO_SCHEDULE, ...run });
  return [{ name: 'SPARK_SUBMIT_OPTS', value: `-D${SINK}.prefix=${prefix}` }];
}
