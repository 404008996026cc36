import { alertmanagerMetrics } from '../metrics/alertmanager';
import {
  above,
  absent,
  add,
  always,
  and,
  below,
  equals,
  increase,
  isTrue,
  maxBy,
  maxOverTime,
  minBy,
  not,
  now,
  oneOf,
  rate,
  subtract,
  sumBy,
  totalOf,
} from '../metrics/promql';
import { prometheusMetrics, targetMetrics } from '../metrics/prometheus';
import { executorRegistryMetrics } from '../metrics/spark-executor-registry';
import { executorCount } from './executors';
import { alert, group } from './rule';
import type { RuleSettings } from './settings';

const { ruleFailures, ruleIterationsMissed, configReloadOk, notificationErrors, notificationsDropped, headSeries } = prometheusMetrics;
const { compactionsFailed, walCorruptions, sampleLimitExceeded, duplicateTimestamps, remoteHighestSent } = prometheusMetrics;
const { notificationsFailed, clusterMembers } = alertmanagerMetrics;
const screen = { uid: 'prometheus' } as const;
const byPod = ['namespace', 'pod'] as const;
const byTarget = ['job', 'instance'] as const;
/** A driver is gone when its application ends, and its first scrapes fail: other alerts look after it. */
const lasting = { job: not(oneOf('spark-driver', 'spark-executors')) };

const remoteWriteAlert = (seconds: number) =>
  alert({
    alert: 'PrometheusRemoteWriteBehind',
    expr: above(subtract(now, maxBy([...byPod, 'remote_name'], remoteHighestSent)), seconds),
    for: '5m',
    severity: 'warning',
    summary: 'Remote write does not keep up.',
    description: ({ namespace, pod, remote_name }, value) =>
      `Prometheus ${pod} in ${namespace} is ${value.duration} behind with sending to ${remote_name}.`,
    dashboard: screen,
  });

const clusterAlert = (replicas: number) =>
  alert({
    alert: 'AlertmanagerClusterSplit',
    expr: below(minBy(byPod, clusterMembers), replicas),
    for: '10m',
    severity: 'warning',
    summary: 'Replicas of Alertmanager do not see each other.',
    description: ({ namespace, pod }, value) =>
      `Alertmanager ${pod} in ${namespace} sees only ${value.number} replicas: notifications arrive more than once.`,
    dashboard: screen,
  });

/** Whether all the other alerts can be relied on. */
export const monitoringRules = ({
  thresholds: { monitoring: limit },
  prometheus,
  alertmanager,
}: Pick<RuleSettings, 'thresholds' | 'prometheus' | 'alertmanager'>) =>
  group({
    name: 'monitoring',
    rules: [
      alert({
        alert: 'Watchdog',
        expr: always,
        severity: 'none',
        summary: 'Alerting works.',
        description: () => 'This alert always fires; when it stops arriving, the chain from Prometheus to the receiver is broken.',
        dashboard: screen,
      }),
      alert({
        alert: 'TargetDown',
        expr: equals(maxBy([...byTarget, 'namespace', 'pod'], targetMetrics.up.where(lasting)), 0),
        for: '10m',
        severity: 'warning',
        summary: 'Prometheus cannot scrape a target.',
        description: ({ job, instance }) => `Target ${instance} of job ${job} does not answer.`,
        dashboard: { uid: 'prometheus', variables: ['job'] },
      }),
      alert({
        alert: 'KubeStateMetricsDown',
        expr: absent(isTrue(targetMetrics.up.where({ job: 'kube-state-metrics' }))),
        for: '5m',
        severity: 'critical',
        summary: 'kube-state-metrics does not answer.',
        description: () => 'Nothing is known about the state of applications, schedules and pods: most alerts are blind.',
        dashboard: screen,
      }),
      alert({
        alert: 'ScrapeSlow',
        // a scrape that times out took ten seconds too; one that never ends otherwise is the business of the alerts about targets that are down
        expr: and(
          above(maxBy(byTarget, targetMetrics.scrapeDuration), limit.scrapeSeconds),
          above(maxBy(byTarget, maxOverTime(targetMetrics.up, '5m')), 0),
        ),
        for: '10m',
        severity: 'warning',
        summary: 'Scrapes of a target take almost as long as they may.',
        description: ({ job, instance }, value) => `Scraping ${instance} of job ${job} takes ${value.duration}.`,
        dashboard: { uid: 'prometheus', variables: ['job'] },
      }),
      alert({
        alert: 'PrometheusSamplesRefused',
        expr: above(add(sumBy(byPod, increase(sampleLimitExceeded, '15m')), sumBy(byPod, increase(duplicateTimestamps, '15m'))), 0),
        for: '10m',
        severity: 'warning',
        summary: 'Prometheus throws scraped samples away.',
        description: ({ namespace, pod }) =>
          `Prometheus ${pod} in ${namespace} refuses pages beyond the sample limit, or samples that relabelling made equal.`,
        dashboard: screen,
      }),
      alert({
        alert: 'PrometheusSeriesBudgetExceeded',
        expr: above(maxBy(byPod, headSeries), limit.series),
        for: '15m',
        severity: 'warning',
        summary: 'Prometheus holds more series than planned.',
        description: ({ namespace, pod }, value) =>
          `Prometheus ${pod} in ${namespace} holds ${value.number} series: its memory will not last.`,
        dashboard: screen,
      }),
      alert({
        alert: 'PrometheusRuleFailures',
        expr: above(sumBy(['rule_group'], increase(ruleFailures, '5m')), 0),
        for: '5m',
        severity: 'warning',
        summary: 'Rules cannot be evaluated.',
        description: ({ rule_group }, value) =>
          `${value.number} evaluations of ${rule_group} failed within five minutes: its alerts cannot fire.`,
        dashboard: screen,
      }),
      alert({
        alert: 'PrometheusRuleEvaluationSlow',
        expr: above(sumBy(['rule_group'], increase(ruleIterationsMissed, '15m')), 0),
        for: '10m',
        severity: 'warning',
        summary: 'Rules take longer than their interval.',
        description: ({ rule_group }, value) => `${rule_group} missed ${value.number} evaluations within a quarter of an hour.`,
        dashboard: screen,
      }),
      alert({
        alert: 'PrometheusConfigReloadFailed',
        expr: below(minBy(byPod, configReloadOk), 1),
        for: '5m',
        severity: 'critical',
        summary: 'Prometheus refuses its new configuration.',
        description: ({ namespace, pod }) => `Prometheus ${pod} in ${namespace} works with an old configuration.`,
        dashboard: screen,
      }),
      alert({
        alert: 'PrometheusStorageFailing',
        expr: above(add(sumBy(byPod, increase(compactionsFailed, '3h')), sumBy(byPod, increase(walCorruptions, '3h'))), 0),
        severity: 'critical',
        summary: 'Prometheus cannot keep its data.',
        description: ({ namespace, pod }) => `Prometheus ${pod} in ${namespace} fails to compact its data, or found it damaged.`,
        dashboard: screen,
      }),
      alert({
        alert: 'PrometheusNotificationsFailing',
        expr: above(add(sumBy(byPod, rate(notificationErrors, '5m')), sumBy(byPod, rate(notificationsDropped, '5m'))), 0),
        for: '10m',
        severity: 'critical',
        summary: 'Prometheus cannot reach Alertmanager.',
        description: ({ namespace, pod }) => `Alerts of Prometheus ${pod} in ${namespace} do not all arrive at Alertmanager.`,
        dashboard: screen,
      }),
      ...(prometheus.remoteWrite.length > 0 ? [remoteWriteAlert(limit.remoteWriteSeconds)] : []),
      // one application may be told not to push; when nothing at all arrives, nothing works
      alert({
        alert: 'SparkExecutorMetricsMissing',
        expr: and(above(sumBy([], executorCount), 0), absent(totalOf(executorRegistryMetrics.runTime))),
        for: '10m',
        severity: 'warning',
        summary: 'Executors run, and none of their own metrics arrive.',
        description: (_, value) =>
          `${value.number} executors run and push nothing to graphite-exporter: alerts on spill, waiting and CPU are blind.`,
        dashboard: { uid: 'spark-fleet' },
      }),
      alert({
        alert: 'AlertmanagerConfigReloadFailed',
        expr: below(minBy(byPod, alertmanagerMetrics.configReloadOk), 1),
        for: '5m',
        severity: 'critical',
        summary: 'Alertmanager refuses its new configuration.',
        description: ({ namespace, pod }) => `Alertmanager ${pod} in ${namespace} works with an old configuration.`,
        dashboard: screen,
      }),
      alert({
        alert: 'AlertmanagerNotificationsFailing',
        expr: above(sumBy(['integration'], rate(notificationsFailed, '5m')), 0),
        for: '10m',
        severity: 'critical',
        summary: 'Alertmanager cannot notify people.',
        description: ({ integration }) => `Notifications by ${integration} fail: alerts do not reach anybody this way.`,
        dashboard: screen,
      }),
      ...(alertmanager.replicas > 1 ? [clusterAlert(alertmanager.replicas)] : []),
    ],
  });
