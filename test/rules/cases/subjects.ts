import { always, type InputSeries, type Labels, series, type Values } from '../alert-case';

/** A run of a schedule. */
export const etl = { namespace: 'spark', app: 'etl-1', schedule: 'etl', team: 'data' } as const;
export const ofSchedule = { namespace: 'spark', schedule: 'etl', team: 'data' } as const;

/** State of the run, as kube-state-metrics reports it. */
export const stateOf = (state: string, values: Values, labels: Labels = etl): InputSeries => [
  series('kube_sparkapplication_status_state', { job: 'kube-state-metrics', instance: 'ksm-1', ...labels, state }),
  values,
];

/** A page that answers. */
export const up = (job: string, values: Values = always(1), labels: Labels = {}): InputSeries => [
  series('up', { job, instance: `${job}:1`, ...labels }),
  values,
];

/** Labels of a pod, as kube-state-metrics passes them on. */
export const podLabels = (pod: string, role: 'driver' | 'executor', values: Values = always(1), labels: Labels = etl): InputSeries => [
  series('kube_pod_labels', {
    namespace: String(labels.namespace),
    pod,
    uid: `uid-of-${pod}`,
    label_spark_role: role,
    label_sparkoperator_k8s_io_app_name: String(labels.app),
    label_sparkoperator_k8s_io_scheduled_app_name: String(labels.schedule),
    label_team: String(labels.team),
    label_spark_app_selector: 'spark-1',
    ...(role === 'executor' && { label_spark_exec_id: pod.replace(/.*-/, '') }),
  }),
  values,
];

export const phase = (pod: string, phase: string, values: Values = always(1)): InputSeries => [
  series('kube_pod_status_phase', { namespace: 'spark', pod, uid: `uid-of-${pod}`, phase }),
  values,
];

/** A pod that runs all the time. */
export const runningPod = (pod: string, role: 'driver' | 'executor', labels: Labels = etl): readonly InputSeries[] => [
  podLabels(pod, role, always(1), labels),
  phase(pod, 'Running'),
];

/** A series of the driver's page about executors. */
export const executor = (name: string, id: string | number, values: Values, labels: Labels = etl): InputSeries => [
  series(`metrics_executor_${name}`, {
    ...labels,
    executor_id: id,
    application_id: 'spark-1',
    pod: 'etl-1-driver',
    job: 'spark-executors',
  }),
  values,
];

/** A series that executor 1 pushes. */
export const pushed = (name: string, values: Values, labels: Labels = {}): InputSeries => [
  series(`spark_executor_${name}`, {
    ...etl,
    spark_app_id: 'spark-1',
    executor_id: 1,
    role: 'executor',
    job: 'graphite-exporter',
    ...labels,
  }),
  values,
];

/** A series of the driver's registry. */
export const driver = (name: string, values: Values, labels: Labels = {}): InputSeries => [
  series(name.startsWith('spark_') ? name : `metrics_spark_driver_${name}`, {
    ...etl,
    pod: 'etl-1-driver',
    job: 'spark-driver',
    ...labels,
  }),
  values,
];
