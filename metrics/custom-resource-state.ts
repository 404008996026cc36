import { CONNECT_NAME_LABEL, sparkPodLabels } from './spark-pod-labels';

/**
 * What kube-state-metrics reads from SparkApplication, ScheduledSparkApplication and SparkConnect objects: its configuration file and, derived
 * from the same tables, the catalogue entries. RFC 3339 times become Unix seconds; a path that an object lacks gives no sample.
 *
 * Source: kubernetes/kube-state-metrics docs/metrics/extend/customresourcestate-metrics.md.
 */

type Path = readonly string[];

/** States of kubeflow/spark-operator `api/v1beta2/sparkapplication_types.go`; a new object has none of them yet. */
export const applicationStates = [
  'SUBMITTED',
  'RUNNING',
  'COMPLETED',
  'FAILED',
  'SUBMISSION_FAILED',
  'PENDING_RERUN',
  'INVALIDATING',
  'SUCCEEDING',
  'FAILING',
  'SUSPENDING',
  'SUSPENDED',
  'RESUMING',
  'UNKNOWN',
] as const;

/** States of `api/v1beta2/scheduledsparkapplication_types.go`. */
export const scheduleStates = ['Validating', 'Scheduled', 'FailedValidation'] as const;

/** States of `api/v1alpha1/sparkconnect_types.go`; a new object has none of them yet. */
export const connectStates = ['Provisioning', 'NotReady', 'Ready', 'Failed'] as const;

interface ResourceState {
  readonly version: string;
  readonly kind: string;
  readonly prefix: string;
  readonly labels: Readonly<Record<string, Path>>;
  readonly state: { readonly name: string; readonly path: Path; readonly states: readonly string[] };
  readonly info: Readonly<Record<string, Path>>;
  readonly gauges: Readonly<Record<string, Path>>;
}

export const sparkApplicationState = {
  version: 'v1beta2',
  kind: 'SparkApplication',
  prefix: 'kube_sparkapplication',
  labels: {
    namespace: ['metadata', 'namespace'],
    app: ['metadata', 'name'],
    schedule: ['metadata', 'labels', sparkPodLabels.schedule],
    team: ['metadata', 'labels', sparkPodLabels.team],
  },
  state: { name: 'status_state', path: ['status', 'applicationState', 'state'], states: applicationStates },
  info: {
    spark_app_id: ['status', 'sparkApplicationId'],
    driver_pod: ['status', 'driverInfo', 'podName'],
    type: ['spec', 'type'],
    spark_version: ['spec', 'sparkVersion'],
    image: ['spec', 'image'],
    executor_memory: ['spec', 'executor', 'memory'],
    driver_memory: ['spec', 'driver', 'memory'],
  },
  gauges: {
    status_last_submission_attempt_time: ['status', 'lastSubmissionAttemptTime'],
    status_termination_time: ['status', 'terminationTime'],
    status_execution_attempts: ['status', 'executionAttempts'],
    spec_executor_instances: ['spec', 'executor', 'instances'],
  },
} as const satisfies ResourceState;

export const scheduledSparkApplicationState = {
  version: 'v1beta2',
  kind: 'ScheduledSparkApplication',
  prefix: 'kube_scheduledsparkapplication',
  labels: {
    namespace: ['metadata', 'namespace'],
    schedule: ['metadata', 'name'],
    team: ['metadata', 'labels', sparkPodLabels.team],
  },
  state: { name: 'status_schedule_state', path: ['status', 'scheduleState'], states: scheduleStates },
  info: {
    cron: ['spec', 'schedule'],
    time_zone: ['spec', 'timeZone'],
    concurrency_policy: ['spec', 'concurrencyPolicy'],
  },
  gauges: {
    status_last_run_time: ['status', 'lastRun'],
    status_next_run_time: ['status', 'nextRun'],
    spec_suspend: ['spec', 'suspend'],
  },
} as const satisfies ResourceState;

export const sparkConnectState = {
  version: 'v1alpha1',
  kind: 'SparkConnect',
  prefix: 'kube_sparkconnect',
  labels: {
    namespace: ['metadata', 'namespace'],
    app: ['metadata', 'name'],
    team: ['metadata', 'labels', sparkPodLabels.team],
  },
  state: { name: 'status_state', path: ['status', 'state'], states: connectStates },
  info: {},
  gauges: {},
} as const satisfies ResourceState;

const sentence = (name: string, kind: string): string => `${name.replaceAll('_', ' ')} of the ${kind}`;

function resource({ version, kind, prefix, labels, state, info, gauges }: ResourceState) {
  return {
    groupVersionKind: { group: 'sparkoperator.k8s.io', version, kind },
    metricNamePrefix: prefix,
    // a path that an object does not have is normal, not worth a line in the log
    errorLogV: 10,
    labelsFromPath: labels,
    metrics: [
      {
        name: state.name,
        help: sentence('state', kind),
        each: { type: 'StateSet', stateSet: { labelName: 'state', path: state.path, list: state.states } },
      },
      ...(Object.keys(info).length === 0
        ? []
        : [{ name: 'info', help: sentence('identity', kind), each: { type: 'Info', info: { labelsFromPath: info } } }]),
      ...Object.entries(gauges).map(([name, path]) => ({ name, help: sentence(name, kind), each: { type: 'Gauge', gauge: { path } } })),
    ],
  };
}

/** The document for `--custom-resource-state-config-file`. */
export const customResourceState = {
  kind: 'CustomResourceStateMetrics',
  spec: { resources: [sparkApplicationState, scheduledSparkApplicationState, sparkConnectState].map(resource) },
};

/** Pod labels for `--metric-labels-allowlist`: without them every join of a pod with its application is empty. */
export const PODS_LABELS_ALLOWED: readonly string[] = [...Object.values(sparkPodLabels), CONNECT_NAME_LABEL];
