/**
 * Labels that Spark, its operator and the declaration of an application put on driver and executor pods, and the names under which the platform knows them.
 * Scraping, kube-state-metrics and every join use these names, so that a run is called the same everywhere.
 *
 * Sources: Spark's `Constants.scala` (spark-role, spark-app-selector, spark-exec-id); kubeflow/spark-operator `pkg/common/spark.go`.
 */
export const sparkPodLabels = {
  /** Name of the SparkApplication. */
  app: 'sparkoperator.k8s.io/app-name',
  /** Name of the ScheduledSparkApplication that made it; empty for a single application. */
  schedule: 'sparkoperator.k8s.io/scheduled-app-name',
  /** Who pays and who is called. */
  team: 'team',
  /** Who knows the program; empty where nobody is named. */
  owner: 'owner',
  /** Account that the cost goes to; empty where none is named. */
  cost_centre: 'cost-centre',
  /** Spark's own id of the run. */
  spark_app_id: 'spark-app-selector',
  /** `driver` or `executor`. */
  role: 'spark-role',
  executor_id: 'spark-exec-id',
} as const;

/**
 * The label that pods of a SparkConnect object have instead of `app`: the operator's webhook refuses a pod with `app-name` and no SparkApplication of that
 * name. Relabelling gives its value to `app`, and to `spark_app_id`, which the server's pod cannot know.
 */
export const CONNECT_NAME_LABEL = 'sparkoperator.k8s.io/connect-name';

/** Role → name of the container that runs Spark, as Spark's `Config.scala` calls it. */
export const sparkContainers = { driver: 'spark-kubernetes-driver', executor: 'spark-kubernetes-executor' } as const;

export type SparkPodLabel = keyof typeof sparkPodLabels;

/** Prometheus allows letters, digits and `_` in label names: everything else becomes `_`, as service discovery and kube-state-metrics do it. */
type Sanitised<Text extends string> = Text extends `${infer Head}${'.' | '/' | '-'}${infer Tail}` ? `${Head}_${Sanitised<Tail>}` : Text;

export const sanitised = <Text extends string>(text: Text): Sanitised<Text> => text.replaceAll(/[^a-zA-Z0-9_]/g, '_') as Sanitised<Text>;

/** Label of `kube_pod_labels` that carries a label of the pod. */
export type KubePodLabel<L extends SparkPodLabel> = `label_${Sanitised<(typeof sparkPodLabels)[L]>}`;

export const kubePodLabel = <L extends SparkPodLabel>(label: L): KubePodLabel<L> =>
  `label_${sanitised(sparkPodLabels[label])}` as KubePodLabel<L>;

/** All of them, in the order of `sparkPodLabels`. */
export const kubePodLabels = Object.keys(sparkPodLabels).map((label) => kubePodLabel(label as SparkPodLabel));
