/** Labels that Prometheus itself puts on every series. */
const always = ['job', 'instance'] as const;
const pod = ['namespace', 'pod'] as const;
/** Which run of which application of whom: from the pod labels that Spark and its operator set. */
export const SPARK_RUN_LABELS = ['namespace', 'app', 'schedule', 'team', 'spark_app_id'] as const;
const spark = ['namespace', 'pod', 'app', 'schedule', 'team', 'spark_app_id'] as const;

/**
 * Scrape job → labels that its relabelling puts on every series of its targets, besides `job` and `instance`.
 * Jobs with `honorLabels` describe other objects, so they get no label that could be mistaken for those of the object.
 */
export const targetLabels = {
  'spark-executors': spark,
  'spark-driver': spark,
  // the lines say which run they are about
  'graphite-exporter': [],
  'spark-operator': ['pod'],
  'kube-state-metrics': [],
  kubelet: ['node'],
  'kubelet-cadvisor': ['node'],
  'kube-apiserver': [],
  'node-exporter': ['node'],
  'minio-cluster': ['namespace'],
  'minio-bucket': ['namespace'],
  'minio-node': pod,
  prometheus: pod,
  alertmanager: pod,
  grafana: pod,
  argocd: ['service'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type JobName = keyof typeof targetLabels;

/** `*`: every target has it (`up`), or Prometheus makes it itself (`ALERTS`). */
export type Job = JobName | '*';

export type TargetLabel<J extends Job> = (typeof always)[number] | (typeof targetLabels)[J extends '*' ? JobName : J & JobName][number];

const byJob: Readonly<Record<string, readonly string[]>> = { ...targetLabels, '*': [...new Set(Object.values(targetLabels).flat())] };

/** Labels that every series of a job carries. */
export const targetLabelsOf = <J extends Job>(job: J): ReadonlyArray<TargetLabel<J>> =>
  [...always, ...(byJob[job] ?? [])] as unknown as ReadonlyArray<TargetLabel<J>>;
