import type { Environment } from '../config/schema';
import { changesEventLogs } from '../config/schema/event-logs';
import { dashboards, HOME } from '../dashboards';
import { alertsOf, ruleGroups } from '../rules';
import { inhibitionsAmong } from '../rules/inhibitions';
import { linksOf } from '../rules/links';
import { toPrometheus } from '../rules/prometheus-file';
import { sparkApplications, sparkConnects } from '../spark-applications';
import { withDeclarations } from '../spark-applications/declarations';
import { sparkPlatform } from '../spark-applications/platform';
import { AlertmanagerChart } from './alertmanager';
import type { ApplicationChart } from './application-chart';
import { ArgoCdConfigChart } from './argocd-config';
import { BootstrapSecretsChart } from './bootstrap-secrets';
import { platformContext } from './context';
import { GrafanaChart } from './grafana';
import { GraphiteExporterChart } from './graphite-exporter';
import { KubeStateMetricsChart } from './kube-state-metrics';
import { MinioChart } from './minio';
import { NamespacesChart } from './namespaces';
import { NodeExporterChart } from './node-exporter';
import { PrometheusChart } from './prometheus';
import { SparkApplicationsChart } from './spark-applications';
import { SparkHistoryServerChart } from './spark-history-server';
import { SparkOperatorChart } from './spark-operator';

/** The table of contents: every Application of one environment, in the order of the waves. */
export function platform(given: Environment): ApplicationChart[] {
  const environment = withDeclarations(given, sparkApplications, sparkConnects);
  const context = platformContext(environment);
  const { objectStore, secrets, spark, prometheus, alertmanager, teams, argoCdMetrics } = environment;
  const rules = ruleGroups(environment);
  return [
    new ArgoCdConfigChart(context),
    new NamespacesChart(context, spark),
    ...(secrets.mode === 'existing' ? [] : [new BootstrapSecretsChart(context, secrets)]),
    ...(objectStore.mode === 'minio'
      ? [new MinioChart(context, objectStore, changesEventLogs(environment.sparkHistoryServer.eventLogs) ? 'readWrite' : 'read')]
      : []),
    new SparkOperatorChart(context, environment.sparkOperator),
    new KubeStateMetricsChart(context, environment.kubeStateMetrics),
    ...(spark.executorMetrics.sink === 'graphite' ? [new GraphiteExporterChart(context, environment)] : []),
    new NodeExporterChart(context, environment.nodeExporter),
    new PrometheusChart(context, {
      settings: prometheus,
      alertmanagerReplicas: alertmanager.replicas,
      argoCdTargets: argoCdMetrics.scrape ? argoCdMetrics.targets : [],
      minioToken: objectStore.mode === 'minio' && objectStore.metricsAuthentication === 'jwt',
      ruleGroups: rules.map((group) => toPrometheus(group, linksOf(environment))),
    }),
    new AlertmanagerChart(context, { settings: alertmanager, teams, inhibitions: inhibitionsAmong(alertsOf(rules)) }),
    new GrafanaChart(context, {
      settings: environment.grafana,
      scrapeInterval: prometheus.scrapeInterval,
      dashboards: dashboards(environment),
      homeUid: HOME,
    }),
    new SparkHistoryServerChart(context, { ...environment.sparkHistoryServer, s3aLibraries: spark.s3aLibraries }),
    new SparkApplicationsChart(context, sparkPlatform(environment)),
  ];
}
