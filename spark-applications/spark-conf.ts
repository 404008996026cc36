import { sparkDriver, sparkExecutor } from '../config/components';
import { METRICS_NAMESPACE } from '../metrics/graphite';
import { resolvedCheckpoint, type SparkApplication } from './application';
import { graphiteSinkConf } from './executor-metrics';
import { type SparkPlatform, storePaths } from './platform';
import { LOCAL_DIR } from './pod';
import { S3A_CLASS_PATH, s3aConf } from './s3a';

type Configured = Pick<SparkApplication, 'sparkConf' | 'executorMetrics'> &
  Partial<Pick<SparkApplication, 'checkpoint' | 'dynamicAllocation'>>;

/** The configuration of an application in an environment: what it declares between defaults and what is never its to change. Keys are sorted. */
export function sparkConf(application: Configured, platform: SparkPlatform): Record<string, string> {
  const conf = {
    ...defaultConf,
    'spark.eventLog.rolling.maxFileSize': platform.eventLogFileSize,
    ...application.sparkConf,
    ...derivedConf(application, platform),
    ...fixedConf(platform),
    ...graphiteSinkConf(application, platform),
  };
  return Object.fromEntries(Object.entries(conf).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** An application may choose otherwise. */
const defaultConf: Readonly<Record<string, string>> = {
  // with fewer than two CPUs the JVM would choose the serial collector, whose series and heap layout differ
  'spark.driver.defaultJavaOptions': '-XX:+UseG1GC',
  'spark.executor.defaultJavaOptions': '-XX:+UseG1GC',
  'spark.eventLog.logStageExecutorMetrics': 'true',
  'spark.executor.metrics.fileSystemSchemes': 'file,s3a',
  'spark.executor.processTreeMetrics.enabled': 'true',
  // S3A gathers what it uploads on disk; the default is below /tmp, which is small
  'spark.hadoop.fs.s3a.buffer.dir': `${LOCAL_DIR.mountPath}/s3a`,
  'spark.kubernetes.executor.deleteOnTermination': 'true',
  // smaller and faster than Java's own serialization, wherever a program works on objects
  'spark.serializer': 'org.apache.spark.serializer.KryoSerializer',
  'spark.sql.streaming.metricsEnabled': 'true',
};

/** What other fields of the declaration mean to Spark. */
function derivedConf({ checkpoint, dynamicAllocation }: Configured, { objectStore }: SparkPlatform): Record<string, string> {
  const folder = resolvedCheckpoint({ checkpoint }, storePaths(objectStore));
  return {
    ...(folder !== undefined && { 'spark.sql.streaming.checkpointLocation': folder }),
    ...(dynamicAllocation !== undefined && decommissionConf),
  };
}

/**
 * An executor hands its blocks to others before it goes, so that nothing is computed anew: shuffle tracking says when Spark lets one go, this says how,
 * also when Kubernetes takes its node. Spark 4 warns of both together (SPARK-44953), because executors that are tracked stay where migration alone would
 * let them go. It is meant: without tracking they would go after a minute in the middle of a job, copying files that its next stage reads, and the last
 * one would have nobody to hand them to; without migration a node that goes, and `shuffleTrackingTimeout`, would cost stages. What the warning is about,
 * executors that stay idle after a job, that timeout ends: by Spark's own default they would stay until its driver forgets their shuffles.
 */
const decommissionConf: Readonly<Record<string, string>> = {
  'spark.decommission.enabled': 'true',
  'spark.storage.decommission.enabled': 'true',
  'spark.storage.decommission.rddBlocks.enabled': 'true',
  'spark.storage.decommission.shuffleBlocks.enabled': 'true',
};

/** Rules, dashboards, NetworkPolicies and the history server depend on these; `owned-conf.ts` refuses them in a declaration. */
export const fixedConf = ({ objectStore, settings }: SparkPlatform): Record<string, string> => ({
  ...metricsConf,
  ...portsConf,
  ...s3aConf(objectStore),
  ...(settings.s3aLibraries === 'initContainer' && {
    'spark.driver.extraClassPath': S3A_CLASS_PATH,
    'spark.executor.extraClassPath': S3A_CLASS_PATH,
  }),
  // the root of a bucket always exists; an empty folder does not
  'spark.eventLog.dir': `${storePaths(objectStore).eventLogs}/`,
  'spark.eventLog.enabled': 'true',
  'spark.eventLog.rolling.enabled': 'true',
  'spark.sql.warehouse.dir': `${storePaths(objectStore).warehouse}/`,
});

/** Both pages of the driver: its own registry, and one row per executor. */
const metricsConf: Readonly<Record<string, string>> = {
  'spark.metrics.appStatusSource.enabled': 'true',
  // only a sink of exactly this name is attached to the UI
  'spark.metrics.conf.*.sink.prometheusServlet.class': 'org.apache.spark.metrics.sink.PrometheusServlet',
  'spark.metrics.conf.*.sink.prometheusServlet.path': '/metrics/prometheus',
  'spark.metrics.conf.driver.source.jvm.class': 'org.apache.spark.metrics.source.JvmSource',
  'spark.metrics.namespace': METRICS_NAMESPACE,
  'spark.metrics.staticSources.enabled': 'true',
  'spark.ui.enabled': 'true',
  'spark.ui.prometheus.enabled': 'true',
};

/** Executors choose a random port unless told otherwise; NetworkPolicies can only admit known ones. */
const portsConf: Readonly<Record<string, string>> = {
  'spark.blockManager.port': String(sparkExecutor.ports.blockmanager),
  'spark.driver.blockManager.port': String(sparkDriver.ports.blockmanager),
  'spark.driver.port': String(sparkDriver.ports['driver-rpc-port']),
  'spark.ui.port': String(sparkDriver.ports['spark-ui']),
};
