import { components, type MetricsEndpoint, sparkConnectServer, sparkDriver, type Workload } from '../config/components';
import { catalogue } from './catalogue';
import { METRICS_NAMESPACE, NO_SCHEDULE } from './graphite';
import type { Kind } from './series';
import { CONNECT_NAME_LABEL, kubePodLabel, sanitised, sparkPodLabels } from './spark-pod-labels';
import { targetLabels, type JobName } from './target-labels';

/** One step of `relabel_configs` or `metric_relabel_configs`, as Prometheus reads it. */
export interface RelabelConfig {
  readonly source_labels?: readonly string[];
  /** @default (.*) */
  readonly regex?: string;
  readonly target_label?: string;
  /** @default $1 */
  readonly replacement?: string;
  /** @default replace */
  readonly action?: 'keep' | 'drop' | 'labeldrop';
}

interface Page {
  readonly workload: Workload;
  readonly page: MetricsEndpoint;
}

const pages: Readonly<Record<string, Page>> = Object.fromEntries(
  Object.values(components)
    .flatMap(({ workloads }): readonly Workload[] => workloads)
    .flatMap((workload) => workload.metrics.map((page) => [page.job, { workload, page }])),
);

const copy = (source: string, target: string): RelabelConfig => ({ source_labels: [source], target_label: target });

// --- Targets -------------------------------------------------------------------------------------------------------

const podLabel = (label: string) => `__meta_kubernetes_pod_label_${sanitised(label)}`;

/** Target label → where discovery of pods has it. */
const podSources: Readonly<Record<string, string>> = {
  namespace: '__meta_kubernetes_namespace',
  pod: '__meta_kubernetes_pod_name',
  node: '__meta_kubernetes_pod_node_name',
  ...Object.fromEntries(Object.entries(sparkPodLabels).map(([name, label]) => [name, podLabel(label)])),
};

/** Gives the name of a SparkConnect object to a label, where there is one. */
const fromConnectName = (source: string, target: string): RelabelConfig => ({
  source_labels: [source],
  regex: '(.+)',
  target_label: target,
});

const labelsOf = (job: string): readonly string[] => targetLabels[job as JobName];

/** Discovery makes a target of every port of every pod, the finished ones included, whose address another pod may have by now. */
const fromPods = (job: string, port: string): RelabelConfig[] => [
  { source_labels: ['__meta_kubernetes_pod_phase'], regex: 'Pending|Succeeded|Failed', action: 'drop' },
  { source_labels: ['__meta_kubernetes_pod_container_port_name'], regex: port, action: 'keep' },
  ...labelsOf(job).map((label) => copy(podSources[label] ?? '', label)),
  ...(labelsOf(job).includes('app') ? [fromConnectName(podLabel(CONNECT_NAME_LABEL), 'app')] : []),
];

const outside: Readonly<Record<string, readonly RelabelConfig[]>> = {
  kubelet: [copy('__meta_kubernetes_node_name', 'node')],
  'kubelet-cadvisor': [copy('__meta_kubernetes_node_name', 'node')],
  'kube-apiserver': [],
  argocd: [{ source_labels: ['__address__'], regex: '([^.]+)\\..+', target_label: 'service' }],
};

/**
 * `relabel_configs` of a scrape job: which discovered addresses are targets, and the labels of `target-labels.ts`.
 * @throws if no workload has a page for the job and it is none of the cluster's own
 */
export function relabelConfigs(job: string): readonly RelabelConfig[] {
  const known = pages[job];
  if (known === undefined) {
    const configs = outside[job];
    if (!configs) throw new Error(`scrape job "${job}": no workload in config/components.ts has a metrics page of this name`);
    return configs;
  }
  const { workload, page } = known;
  if (page.target === 'service') return [{ target_label: 'namespace', replacement: workload.namespace }];
  // a machine is better known by its name than by the address of its exporter
  const instance = labelsOf(job).includes('node') ? [copy('__meta_kubernetes_pod_node_name', 'instance')] : [];
  return [...fromPods(job, page.port), ...instance];
}

// --- Metrics -------------------------------------------------------------------------------------------------------

const suffixes: Readonly<Partial<Record<Kind, string>>> = { histogram: '_(bucket|sum|count)', summary: '(_sum|_count)?' };

/** Only what the catalogue knows: these pages are far larger than anybody's questions. */
const keepCatalogued = (job: JobName): RelabelConfig => ({
  source_labels: ['__name__'],
  regex: [...new Set(catalogue.filter(({ entry }) => entry.job === job).map(({ name, kind }) => name + (suffixes[kind] ?? '')))]
    .sort()
    .join('|'),
  action: 'keep',
});

const dropNames = (regex: string): RelabelConfig => ({ source_labels: ['__name__'], regex, action: 'drop' });

/** Moves a part of the name into a label: a rate over several names at once is an error in PromQL. */
const partOfName = (regex: string, label: string, name: string): RelabelConfig[] => [
  { source_labels: ['__name__'], regex, target_label: label },
  { source_labels: ['__name__'], regex, target_label: '__name__', replacement: name },
];

const driver = `metrics_${METRICS_NAMESPACE}_driver_`;
const queue = `${driver}LiveListenerBus_queue_(.+)`;

const role = sparkPodLabels.role;
const connectLabel = `label_${sanitised(CONNECT_NAME_LABEL)}`;

/** Makes pods of Spark Connect look like those of an application: a driver, and executors of the same run. */
const connectPods: readonly RelabelConfig[] = [
  fromConnectName(connectLabel, kubePodLabel('app')),
  fromConnectName(connectLabel, kubePodLabel('spark_app_id')),
  {
    source_labels: [kubePodLabel('role')],
    regex: sparkConnectServer.podLabels[role] ?? '',
    target_label: kubePodLabel('role'),
    replacement: sparkDriver.podLabels[role] ?? '',
  },
  { regex: connectLabel, action: 'labeldrop' },
];

const metricRelabellings: Readonly<Partial<Record<JobName, readonly RelabelConfig[]>>> = {
  'spark-executors': [
    // free text that changes at run time; `app` and `spark_app_id` say which application it is
    { regex: 'application_name', action: 'labeldrop' },
  ],
  'spark-driver': [
    // an exact copy of `_Value`; and rates that PromQL derives from `_Count`
    dropNames('metrics_.+_(Number|MeanRate|OneMinuteRate|FiveMinuteRate|FifteenMinuteRate)'),
    // it only says gauge, counter or timer
    { regex: 'type', action: 'labeldrop' },
    // one timer per listener class
    dropNames(`${driver}LiveListenerBus_(queue_.+_)?listenerProcessingTime_.+`),
    ...partOfName(`${queue}_numDroppedEvents_Count`, 'queue', 'spark_driver_listenerbus_queue_dropped_events_total'),
    ...partOfName(`${queue}_size_Value`, 'queue', 'spark_driver_listenerbus_queue_size'),
    ...partOfName(
      `${driver}spark_streaming_(.+)_(inputRate_total|processingRate_total|latency|eventTime_watermark|states_rowsTotal|states_usedBytes)_Value`,
      'query',
      'spark_streaming_$2',
    ),
  ],
  'graphite-exporter': [
    keepCatalogued('graphite-exporter'),
    { source_labels: ['schedule'], regex: NO_SCHEDULE, target_label: 'schedule', replacement: '' },
  ],
  'kube-state-metrics': [...connectPods, { regex: 'customresource_(group|kind|version)', action: 'labeldrop' }],
  'kubelet-cadvisor': [
    keepCatalogued('kubelet-cadvisor'),
    // control groups that belong to no pod
    { source_labels: ['__name__', 'pod'], regex: 'container_.+;', action: 'drop' },
  ],
  kubelet: [keepCatalogued('kubelet')],
  'kube-apiserver': [
    keepCatalogued('kube-apiserver'),
    // their duration is the client's choice
    { source_labels: ['__name__', 'verb'], regex: 'apiserver_request_duration_seconds_.+;(WATCH|CONNECT)', action: 'drop' },
    // half of the buckets tell as much as all
    {
      source_labels: ['__name__', 'le'],
      regex: 'apiserver_request_duration_seconds_bucket;(0\\.005|0\\.025|0\\.6|1\\.25|1\\.5|(3|4|6|8|15|20|45)(\\.0)?)',
      action: 'drop',
    },
  ],
};

/** `metric_relabel_configs` of a scrape job: turns the names on the page into those of the catalogue, and leaves out what nobody needs. */
export const metricRelabelConfigs = (job: string): readonly RelabelConfig[] => metricRelabellings[job as JobName] ?? [];
