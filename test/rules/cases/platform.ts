import {
  always,
  growing,
  missingWhile,
  onlyWhile,
  series,
  wrongly,
  type Cases,
  type InputSeries,
  type Labels,
  type Values,
} from '../alert-case';
import { executor, pushed, up } from './subjects';

const condition = (name: string, status: string, values: Values): InputSeries => [
  series('kube_node_status_condition', { node: 'node-1', condition: name, status }),
  values,
];
const node = (name: string, values: Values, labels: Labels = {}): InputSeries => [
  series(name, { node: 'node-1', instance: 'node-1', job: 'node-exporter', ...labels }),
  values,
];
const root = { mountpoint: '/', fstype: 'ext4', device: '/dev/sda1' };
const claim = { namespace: 'minio', persistentvolumeclaim: 'data-minio-0' } as const;
const volume = (name: string, values: Values): InputSeries => [
  series(`kubelet_volume_stats_${name}_bytes`, { ...claim, node: 'node-1' }),
  values,
];
const quota = (type: string, values: Values): InputSeries => [
  series('kube_resourcequota', { namespace: 'spark', resourcequota: 'spark', resource: 'requests.cpu', type }),
  values,
];
const history = { namespace: 'spark', deployment: 'spark-history-server' } as const;

export const platformCases: Cases = {
  alerts: () => [
    { alert: 'NodeNotReady', series: [condition('Ready', 'true', wrongly(0, 1))], labels: { node: 'node-1' } },
    {
      alert: 'NodeUnderPressure',
      series: [condition('MemoryPressure', 'true', wrongly(1, 0))],
      labels: { node: 'node-1', condition: 'MemoryPressure' },
    },
    {
      alert: 'NodeFilesystemFillingUp',
      series: [node('node_filesystem_avail_bytes', wrongly(5, 50), root), node('node_filesystem_size_bytes', always(100), root)],
      labels: { node: 'node-1', mountpoint: '/' },
      value: '5%',
    },
    {
      alert: 'NodeMemoryLow',
      series: [node('node_memory_MemAvailable_bytes', wrongly(3, 50)), node('node_memory_MemTotal_bytes', always(100))],
      labels: { node: 'node-1' },
      value: '3%',
    },
    {
      alert: 'NodeClockSkewed',
      series: [node('node_timex_offset_seconds', wrongly(-2, 0.001))],
      labels: { node: 'node-1' },
      value: '2s',
    },
    {
      alert: 'VolumeFillingUp',
      series: [volume('available', wrongly(5, 50)), volume('capacity', always(100))],
      labels: claim,
      value: '5%',
    },
    {
      alert: 'VolumeFullSoon',
      from: 1,
      until: 100,
      // a percent of the volume every ten minutes: full within a day
      series: [volume('available', '45-0.1x99 95x400'), volume('capacity', always(100))],
      labels: claim,
    },
    {
      alert: 'VolumeClaimUnbound',
      series: [[series('kube_persistentvolumeclaim_status_phase', { ...claim, phase: 'Pending' }), wrongly(1, 0)]],
      labels: { ...claim, phase: 'Pending' },
    },
    {
      alert: 'ContainerRestarting',
      from: 23,
      until: 52,
      series: [
        [
          series('kube_pod_container_status_restarts_total', { namespace: 'minio', pod: 'minio-0', container: 'minio', uid: 'u' }),
          '0x19 1 2 3 4x200',
        ],
      ],
      labels: { namespace: 'minio', pod: 'minio-0', container: 'minio' },
      value: '4',
    },
    {
      alert: 'NamespaceQuotaAlmostUsed',
      series: [quota('used', wrongly(95, 50)), quota('hard', always(100))],
      labels: { namespace: 'spark', resourcequota: 'spark', resource: 'requests.cpu' },
      value: '95%',
    },
    {
      alert: 'PlatformWorkloadDegraded',
      series: [
        [series('kube_statefulset_replicas', { namespace: 'minio', statefulset: 'minio' }), always(4)],
        [series('kube_statefulset_status_replicas_ready', { namespace: 'minio', statefulset: 'minio' }), wrongly(3, 4)],
      ],
      labels: { namespace: 'minio', statefulset: 'minio' },
      value: '1',
    },
    {
      alert: 'PlatformJobFailed',
      series: [[series('kube_job_status_failed', { namespace: 'minio', job_name: 'minio-provisioning' }), wrongly(1, 0)]],
      labels: { namespace: 'minio', job_name: 'minio-provisioning' },
    },
    {
      alert: 'SparkHistoryServerUnavailable',
      series: [[series('kube_deployment_status_replicas_available', history), wrongly(0, 1)]],
      labels: history,
    },
  ],
  lookAlikes: [
    {
      name: 'a memory file system that is full, and a volume that fills at first and then no more',
      silent: ['NodeFilesystemFillingUp', 'VolumeFullSoon', 'VolumeFillingUp'],
      series: [
        node('node_filesystem_avail_bytes', always(0), { mountpoint: '/run', fstype: 'tmpfs', device: 'tmpfs' }),
        node('node_filesystem_size_bytes', always(100), { mountpoint: '/run', fstype: 'tmpfs', device: 'tmpfs' }),
        volume('available', '95-1x20 75x400'),
        volume('capacity', always(100)),
      ],
    },
    {
      name: 'one restart, an update of pods one after the other, and the affairs of other namespaces',
      silent: ['ContainerRestarting', 'PlatformWorkloadDegraded', 'PlatformJobFailed'],
      series: [
        [series('kube_pod_container_status_restarts_total', { namespace: 'minio', pod: 'minio-0', container: 'minio' }), '0x19 1x200'],
        [series('kube_pod_container_status_restarts_total', { namespace: 'web', pod: 'shop', container: 'shop' }), growing(1)],
        [series('kube_statefulset_replicas', { namespace: 'minio', statefulset: 'minio' }), always(4)],
        [series('kube_statefulset_status_replicas_ready', { namespace: 'minio', statefulset: 'minio' }), '4x19 3x12 4x200'],
        [series('kube_job_status_failed', { namespace: 'web', job_name: 'report' }), always(1)],
      ],
    },
  ],
};

const argo = { name: 'minio', project: 'spok' } as const;
const application = (labels: Labels, values: Values): InputSeries => [
  series('argocd_app_info', {
    ...argo,
    namespace: 'argocd',
    sync_status: 'Synced',
    health_status: 'Healthy',
    autosync_enabled: 'true',
    ...labels,
  }),
  values,
];

export const argoCdCases: Cases = {
  alerts: () => [
    {
      alert: 'ArgoCdApplicationOutOfSync',
      series: [application({ sync_status: 'OutOfSync' }, onlyWhile(1)), application({}, missingWhile(1))],
      labels: { ...argo, sync_status: 'OutOfSync' },
    },
    {
      alert: 'ArgoCdApplicationUnhealthy',
      series: [application({ health_status: 'Degraded' }, onlyWhile(1))],
      labels: { ...argo, health_status: 'Degraded' },
    },
    {
      alert: 'ArgoCdSyncFailing',
      from: 21,
      until: 50,
      series: [[series('argocd_app_sync_total', { ...argo, phase: 'Failed' }), '0x19 1 2x200']],
      labels: argo,
      value: '2',
    },
    { alert: 'ArgoCdAutoSyncOff', series: [application({ autosync_enabled: 'false' }, onlyWhile(1))], labels: argo },
  ],
  lookAlikes: [
    {
      name: 'a suspended or progressing Application, a sync that takes its time, one failed sync, and projects of others',
      silent: ['ArgoCdApplicationUnhealthy', 'ArgoCdApplicationOutOfSync', 'ArgoCdSyncFailing', 'ArgoCdAutoSyncOff'],
      series: [
        application({ health_status: 'Suspended' }, always(1)),
        application({ name: 'spark', health_status: 'Progressing' }, always(1)),
        application({ name: 'grafana', sync_status: 'OutOfSync' }, '1x25 stale'),
        application(
          { name: 'shop', project: 'web', sync_status: 'OutOfSync', health_status: 'Degraded', autosync_enabled: 'false' },
          always(1),
        ),
        [series('argocd_app_sync_total', { ...argo, phase: 'Failed' }), '0x19 1x200'],
      ],
      evaluations: 200,
    },
  ],
};

const instance = { namespace: 'monitoring', pod: 'prometheus-0' } as const;
const prometheus = (name: string, values: Values, labels: Labels = {}): InputSeries => [
  series(`prometheus_${name}`, { ...instance, job: 'prometheus', instance: 'p', ...labels }),
  values,
];
const alertmanager = (name: string, values: Values, labels: Labels = {}): InputSeries => [
  series(`alertmanager_${name}`, { namespace: 'monitoring', pod: 'alertmanager-0', job: 'alertmanager', ...labels }),
  values,
];
const driverTarget = { instance: 'driver:4040', namespace: 'spark', pod: 'etl-driver' } as const;
const target = { job: 'grafana', instance: 'grafana:1', namespace: 'monitoring', pod: 'grafana-0' } as const;

export const monitoringCases: Cases = {
  alerts: () => [
    { alert: 'TargetDown', series: [up('grafana', wrongly(0, 1), target)], labels: target },
    { alert: 'KubeStateMetricsDown', series: [up('kube-state-metrics', wrongly(0, 1))], labels: {} },
    {
      alert: 'ScrapeSlow',
      // some scrapes time out, others just make it
      series: [up('grafana', '1x20 0 1 0 1 0 1x200', target), [series('scrape_duration_seconds', target), wrongly(9, 1)]],
      labels: { job: target.job, instance: target.instance },
      value: '9s',
    },
    {
      alert: 'PrometheusSamplesRefused',
      until: 46,
      series: [
        prometheus('target_scrapes_exceeded_sample_limit_total', '0x19 1+1x10 11x200'),
        prometheus('target_scrapes_sample_duplicate_timestamp_total', always(0)),
      ],
      labels: instance,
    },
    {
      alert: 'PrometheusSeriesBudgetExceeded',
      series: [prometheus('tsdb_head_series', wrongly(1_500_000, 50_000))],
      labels: instance,
      value: '1.5M',
    },
    {
      alert: 'PrometheusRuleFailures',
      until: 40,
      series: [prometheus('rule_evaluation_failures_total', '0x19 1+1x15 16x200', { rule_group: 'minio' })],
      labels: { rule_group: 'minio' },
      value: '5',
    },
    {
      alert: 'PrometheusRuleEvaluationSlow',
      until: 60,
      series: [prometheus('rule_group_iterations_missed_total', '0x19 1+1x25 26x200', { rule_group: 'minio' })],
      labels: { rule_group: 'minio' },
      value: '11',
    },
    { alert: 'PrometheusConfigReloadFailed', series: [prometheus('config_last_reload_successful', wrongly(0, 1))], labels: instance },
    {
      alert: 'PrometheusStorageFailing',
      until: 199,
      series: [prometheus('tsdb_compactions_failed_total', '0x19 1x400'), prometheus('tsdb_wal_corruptions_total', always(0))],
      labels: instance,
    },
    {
      alert: 'PrometheusNotificationsFailing',
      until: 45,
      series: [
        prometheus('notifications_errors_total', '0x19 1+1x20 21x200', { alertmanager: 'http://alertmanager' }),
        prometheus('notifications_dropped_total', always(0)),
      ],
      labels: instance,
    },
    {
      alert: 'PrometheusRemoteWriteBehind',
      from: 31,
      until: 62,
      series: [
        prometheus('remote_storage_queue_highest_sent_timestamp_seconds', '0+60x20 1200x39 3600+60x60', {
          remote_name: 'central',
          url: 'https://x',
        }),
      ],
      labels: { ...instance, remote_name: 'central' },
      value: '16m 0s',
    },
    {
      alert: 'SparkExecutorMetricsMissing',
      series: [
        executor('maxTasks', 1, always(4)),
        executor('maxTasks', 2, always(4)),
        pushed('run_milliseconds_total', missingWhile(1000)),
      ],
      labels: {},
      value: '2',
    },
    {
      alert: 'AlertmanagerConfigReloadFailed',
      series: [alertmanager('config_last_reload_successful', wrongly(0, 1))],
      labels: { namespace: 'monitoring', pod: 'alertmanager-0' },
    },
    {
      alert: 'AlertmanagerNotificationsFailing',
      until: 45,
      series: [alertmanager('notifications_failed_total', '0x19 1+1x20 21x200', { integration: 'slack', reason: 'other' })],
      labels: { integration: 'slack' },
    },
    {
      alert: 'AlertmanagerClusterSplit',
      series: [alertmanager('cluster_members', wrongly(2, 3))],
      labels: { namespace: 'monitoring', pod: 'alertmanager-0' },
      value: '2',
    },
  ],
  lookAlikes: [
    {
      name: 'no executor runs, so none pushes',
      silent: ['SparkExecutorMetricsMissing'],
      series: [executor('maxTasks', 'driver', always(0))],
    },
    {
      name: 'drivers come and go, and a target misses some scrapes',
      silent: ['TargetDown', 'ScrapeSlow'],
      series: [
        up('spark-driver', '0x100'),
        up('spark-executors', '0x100'),
        up('grafana', '1x19 0x8 1x200', target),
        [series('scrape_duration_seconds', target), '1x19 9x5 1x200'],
      ],
    },
    {
      name: 'a target hangs for good: every scrape times out, which is what TargetDown and SparkApplicationNotScraped say',
      silent: ['ScrapeSlow'],
      series: [
        up('grafana', wrongly(0, 1), target),
        [series('scrape_duration_seconds', target), wrongly(10, 1)],
        up('spark-driver', wrongly(0, 1), driverTarget),
        [series('scrape_duration_seconds', { job: 'spark-driver', ...driverTarget }), wrongly(10, 1)],
      ],
    },
    {
      name: 'Prometheus restarts and its counters begin anew',
      silent: ['PrometheusRuleFailures', 'PrometheusNotificationsFailing', 'PrometheusSamplesRefused', 'KubeStateMetricsDown'],
      series: [
        prometheus('rule_evaluation_failures_total', '5x19 _x3 0x200', { rule_group: 'minio' }),
        prometheus('notifications_errors_total', '7x19 _x3 0x200', { alertmanager: 'http://alertmanager' }),
        prometheus('notifications_dropped_total', '7x19 _x3 0x200'),
        prometheus('target_scrapes_exceeded_sample_limit_total', '2x19 _x3 0x200'),
        prometheus('target_scrapes_sample_duplicate_timestamp_total', '2x19 _x3 0x200'),
        up('kube-state-metrics', '1x19 _x3 1x200'),
      ],
    },
  ],
};
