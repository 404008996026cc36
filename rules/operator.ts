import { histogramQuantile, rate, ratio, recording, sumBy } from '../metrics/promql';
import { operatorMetrics } from '../metrics/spark-operator';

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

export const operatorRecordings = [reconcileErrorRatio, startLatencyP95];
