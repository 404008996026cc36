import { sparkOperatorWebhook } from '../config/components';
import { workloadMetrics } from '../metrics/kubernetes';
import { targetMetrics } from '../metrics/prometheus';
import { above, absent, below, histogramQuantile, increase, isTrue, maxBy, rate, ratio, recording, sumBy } from '../metrics/promql';
import { operatorMetrics } from '../metrics/spark-operator';
import { alert, group } from './rule';
import type { RuleSettings } from './settings';

const { reconcileErrors, reconciles, startLatency } = operatorMetrics;

export const reconcileErrorRatio = recording({
  record: 'spok:operator_reconcile_errors:ratio_rate5m',
  of: ratio(sumBy(['controller'], rate(reconcileErrors, '5m')), sumBy(['controller'], rate(reconciles, '5m'))),
  about: 'Share of the reconciliations of a controller of the Spark operator that ended in an error.',
});

export const startLatencyP95 = recording({
  record: 'spok:operator_start_latency_seconds:p95_30m',
  of: histogramQuantile(0.95, { of: startLatency, by: [], window: '30m' }),
  about: 'Time from the creation of an application until it runs, 95th percentile.',
});

const operatorScreen = { uid: 'spark-operator' } as const;
const { failedSubmissions, longestRunning, queueDepth } = operatorMetrics;

/** The Spark operator: without it nothing starts, is retried or is cleaned up. */
export const operatorRules = ({ thresholds: { operator: limit } }: Pick<RuleSettings, 'thresholds'>) =>
  group({
    name: 'spark-operator',
    rules: [
      reconcileErrorRatio,
      startLatencyP95,
      alert({
        alert: 'SparkOperatorDown',
        expr: absent(isTrue(targetMetrics.up.where({ job: 'spark-operator' }))),
        for: '5m',
        severity: 'critical',
        summary: 'The Spark operator does not answer.',
        description: () => 'No Spark operator answers Prometheus: applications are not started and schedules stand still.',
        dashboard: operatorScreen,
      }),
      alert({
        alert: 'SparkOperatorWebhookUnavailable',
        expr: below(
          maxBy(
            ['namespace', 'deployment'],
            workloadMetrics.deploymentAvailable.where({ namespace: sparkOperatorWebhook.namespace, deployment: sparkOperatorWebhook.name }),
          ),
          1,
        ),
        for: '5m',
        severity: 'critical',
        summary: 'The webhook of the Spark operator is not available.',
        description: ({ namespace, deployment }) =>
          `No pod of ${deployment} in ${namespace} is available: the API server refuses the pods of all Spark applications.`,
        dashboard: operatorScreen,
      }),
      alert({
        alert: 'SparkOperatorQueueBacklog',
        expr: above(maxBy(['name'], queueDepth), limit.queueDepth),
        // a crowd of schedules at midnight is worked off within minutes
        for: '10m',
        severity: 'warning',
        summary: 'The Spark operator does not keep up.',
        description: ({ name }, value) => `${value.number} objects wait in the queue ${name} of the Spark operator.`,
        dashboard: operatorScreen,
      }),
      alert({
        alert: 'SparkOperatorReconcileErrors',
        expr: above(reconcileErrorRatio, limit.errorsAboveRatio),
        for: '15m',
        severity: 'warning',
        summary: 'Reconciliations of the Spark operator end in errors.',
        description: ({ controller }, value) => `${value.percentage} of the reconciliations of ${controller} fail.`,
        dashboard: operatorScreen,
      }),
      alert({
        alert: 'SparkOperatorStuck',
        expr: above(maxBy(['name'], longestRunning), limit.stuckSeconds),
        for: '5m',
        severity: 'warning',
        summary: 'A reconciliation of the Spark operator does not end.',
        description: ({ name }, value) =>
          `A reconciliation in the queue ${name} of the Spark operator has been running for ${value.duration}.`,
        dashboard: operatorScreen,
      }),
      alert({
        alert: 'SparkOperatorStartsSlow',
        expr: above(startLatencyP95, limit.startSeconds),
        for: '15m',
        severity: 'warning',
        summary: 'Spark applications take long to start.',
        description: (_, value) => `One in twenty applications needs ${value.duration} or longer from creation until it runs.`,
        dashboard: operatorScreen,
      }),
      alert({
        alert: 'SparkOperatorSubmissionsFailing',
        expr: above(sumBy(['namespace', 'team'], increase(failedSubmissions, '15m')), 0),
        severity: 'warning',
        summary: 'The Spark operator fails to submit applications.',
        description: ({ namespace, team }, value) =>
          `${value.number} submissions in ${namespace} (team ${team}) failed within a quarter of an hour.`,
        dashboard: operatorScreen,
      }),
    ],
  });
