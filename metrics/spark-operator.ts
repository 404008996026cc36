import { counter, gauge, histogram, summary } from './metric';

/**
 * Labels of a SparkApplication that the operator copies to its own series (chart value `prometheus.metrics.labels`).
 * `namespace` is a special word; a label that an application lacks becomes `Unknown`.
 */
export const operatorMetricLabels = ['app_type', 'namespace', 'team'] as const;

/**
 * The operator's own page. Its counters start over when it restarts and then count existing applications again, and carry no
 * application name: what became of an application is told by the custom-resource state instead.
 */
const operator = {
  job: 'spark-operator',
  labels: operatorMetricLabels,
  tier: 'platform',
  unit: 'count',
  source: 'kubeflow/spark-operator internal/metrics/sparkapplication_metrics.go',
  proof: { exposition: 'spark-operator.txt' },
} as const;

const controller = {
  ...operator,
  sharedName: true,
  labels: ['controller'],
  source: 'kubernetes-sigs/controller-runtime pkg/internal/controller/metrics/metrics.go',
} as const;

const queue = {
  ...controller,
  labels: ['controller', 'name'],
  source: 'kubernetes-sigs/controller-runtime pkg/metrics/workqueue.go',
} as const;

export const operatorMetrics = {
  submissions: counter({ ...operator, name: 'spark_application_submit_count', about: 'Applications submitted.' }),
  failedSubmissions: counter({
    ...operator,
    name: 'spark_application_failed_submission_count',
    proof: { exposition: 'spark-operator-failed-submission.txt' },
    about: 'Submissions that failed.',
  }),
  successes: counter({ ...operator, name: 'spark_application_success_count', about: 'Applications that completed.' }),
  failures: counter({
    ...operator,
    name: 'spark_application_failure_count',
    proof: { reason: 'appears with the first application that fails for good, and none had failed when the page was recorded' },
    about: 'Applications that failed for good, after their retries.',
  }),
  running: gauge({
    ...operator,
    name: 'spark_application_running_count',
    about: 'Applications running, as the operator counts them; it can drift.',
  }),
  startLatency: histogram({
    ...operator,
    name: 'spark_application_start_latency_seconds_histogram',
    unit: 'seconds',
    since: '2.5.1',
    about: 'Creation to RUNNING, first attempt; buckets from 30 to 300 s.',
  }),
  submitLatency: histogram({
    ...operator,
    name: 'spark_application_submit_latency_seconds_histogram',
    unit: 'seconds',
    since: '2.5.1',
    about: 'Creation to SUBMITTED, first attempt; buckets from 0.5 to 256 s.',
  }),
  successDuration: summary({
    ...operator,
    name: 'spark_application_success_execution_time_seconds',
    unit: 'seconds',
    about: 'Duration of successful applications, from the last submission on.',
  }),

  reconciles: counter({
    ...controller,
    name: 'controller_runtime_reconcile_total',
    labels: ['controller', 'result'],
    unit: 'operations',
    about: 'Reconciliations by result.',
  }),
  reconcileErrors: counter({
    ...controller,
    name: 'controller_runtime_reconcile_errors_total',
    unit: 'operations',
    about: 'Reconciliations that ended in an error.',
  }),
  reconcilePanics: counter({ ...controller, name: 'controller_runtime_reconcile_panics_total', about: 'Reconciliations that crashed.' }),
  reconcileTime: histogram({
    ...controller,
    name: 'controller_runtime_reconcile_time_seconds',
    unit: 'seconds',
    about: 'Duration of a reconciliation.',
  }),
  activeWorkers: gauge({ ...controller, name: 'controller_runtime_active_workers', about: 'Workers busy now.' }),
  maxWorkers: gauge({ ...controller, name: 'controller_runtime_max_concurrent_reconciles', about: 'Workers there are.' }),
  queueDepth: gauge({ ...queue, name: 'workqueue_depth', about: 'Objects waiting to be reconciled.' }),
  queueAdds: counter({ ...queue, name: 'workqueue_adds_total', unit: 'operations', about: 'Objects put in the queue.' }),
  queueRetries: counter({ ...queue, name: 'workqueue_retries_total', unit: 'operations', about: 'Objects put back after a failure.' }),
  queueWait: histogram({
    ...queue,
    name: 'workqueue_queue_duration_seconds',
    unit: 'seconds',
    about: 'Time an object waits in the queue.',
  }),
  longestRunning: gauge({
    ...queue,
    name: 'workqueue_longest_running_processor_seconds',
    unit: 'seconds',
    about: 'Age of the oldest reconciliation that has not ended: it hangs when this grows.',
  }),
  apiRequests: counter({
    ...controller,
    name: 'rest_client_requests_total',
    labels: ['code', 'host', 'method'],
    values: { code: ['429', '500', '503'] },
    unit: 'requests',
    source: 'kubernetes-sigs/controller-runtime pkg/metrics/client_go_adapter.go',
    about: 'Requests of the operator to the Kubernetes API by answer.',
  }),
};
