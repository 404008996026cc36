import type { AlertName } from '../../../rules/index';
import { always, growing, series, type InputSeries, type Labels, type LookAlike, type Values } from '../alert-case';
import { driver, etl, executor, ofSchedule, phase, pushed, runningPod, stateOf, up } from './subjects';

const each = (names: readonly string[], labels: Labels, values: Values): InputSeries[] =>
  names.map((name) => [series(name, labels), values]);
const pod = 'etl-1-exec-1';
const container = { namespace: 'spark', pod, container: 'spark-kubernetes-executor', image: 'spark' } as const;
const operator = {
  job: 'spark-operator',
  pod: 'operator-1',
  controller: 'spark-application-controller',
  name: 'spark-application-controller',
} as const;
const minio = { job: 'minio-cluster', namespace: 'minio', server: 'minio-0' } as const;
const prometheus = { job: 'prometheus', namespace: 'monitoring', pod: 'prometheus-0', rule_group: 'minio', alertmanager: 'a' } as const;
const alertmanager = { job: 'alertmanager', namespace: 'monitoring', pod: 'alertmanager-0', integration: 'slack' } as const;
const node = { node: 'node-1', job: 'node-exporter', instance: 'node-1', mountpoint: '/', fstype: 'ext4' } as const;
const volume = { namespace: 'minio', persistentvolumeclaim: 'data-minio-0' } as const;
const query = { query: 'clicks' } as const;

/** One application that works, of a schedule that is on time. */
const spark: readonly InputSeries[] = [
  stateOf('RUNNING', always(1)),
  stateOf('FAILED', always(0)),
  stateOf('COMPLETED', always(1), { ...etl, app: 'etl-0' }),
  [series('kube_sparkapplication_status_termination_time', { ...etl, app: 'etl-0' }), always(0)],
  [series('kube_sparkapplication_status_last_submission_attempt_time', etl), always(0)],
  [series('kube_sparkapplication_status_execution_attempts', etl), always(1)],
  [series('kube_sparkapplication_spec_executor_instances', etl), always(1)],
  ...each(['kube_scheduledsparkapplication_status_last_run_time', 'kube_scheduledsparkapplication_spec_suspend'], ofSchedule, always(0)),
  [series('kube_scheduledsparkapplication_status_next_run_time', ofSchedule), always(86_400)],
  [series('kube_scheduledsparkapplication_status_schedule_state', { ...ofSchedule, state: 'FailedValidation' }), always(0)],
  [series('kube_sparkconnect_status_state', { namespace: 'spark', app: 'notebooks', team: 'data', state: 'Ready' }), always(1)],
  ...runningPod('etl-1-driver', 'driver'),
  ...runningPod(pod, 'executor'),
  phase(pod, 'Pending', always(0)),
  ...each(['kube_pod_container_resource_requests'], { ...container, resource: 'cpu', unit: 'core' }, always(1)),
  ...each(
    ['kube_pod_container_resource_requests', 'kube_pod_container_resource_limits'],
    { ...container, resource: 'memory', unit: 'byte' },
    always(2e9),
  ),
  ...each(['container_memory_working_set_bytes'], container, always(1.5e9)),
  ...each(['container_cpu_usage_seconds_total'], container, growing(50)),
  ...each(['container_cpu_cfs_periods_total'], container, growing(600)),
  ...each(['container_cpu_cfs_throttled_periods_total'], container, growing(6)),
  ...each(['container_oom_events_total'], container, always(0)),
  ...each(['container_fs_writes_bytes_total'], container, growing(60_000_000)),
  ...each(['kube_pod_container_status_terminated_reason'], { ...container, reason: 'OOMKilled' }, always(0)),
  up('spark-executors', always(1), etl),
  up('spark-driver', always(1), etl),
  executor('maxTasks', 'driver', always(0)),
  executor('activeTasks', 'driver', always(0)),
  executor('maxTasks', 1, always(4)),
  executor('activeTasks', 1, always(4)),
  executor('totalTasks_total', 1, growing(60)),
  executor('completedTasks_total', 1, growing(60)),
  executor('failedTasks_total', 1, always(1)),
  executor('totalDuration_seconds_total', 'driver', growing(60)),
  executor('totalDuration_seconds_total', 1, growing(220)),
  executor('totalGCTime_seconds_total', 1, growing(15)),
  executor('MajorGCCount_total', 1, always(1)),
  executor('totalShuffleWrite_bytes_total', 1, growing(50_000_000)),
  executor('maxMemory_bytes', 1, always(455_501_414)),
  executor('memoryUsed_bytes', 1, always(100_000_000)),
  executor('diskUsed_bytes', 1, always(0)),
  executor('JVMHeapMemory_bytes', 1, always(900_000_000)),
  pushed('run_milliseconds_total', growing(220_000)),
  pushed('cpu_nanoseconds_total', growing(190e9)),
  pushed('shuffle_fetch_wait_milliseconds_total', growing(2000)),
  pushed('deserialize_milliseconds_total', growing(1000)),
  pushed('disk_spilled_bytes_total', always(0)),
  pushed('shuffle_written_bytes_total', growing(50_000_000)),
  pushed('shuffle_local_read_bytes_total', growing(30_000_000)),
  pushed('shuffle_remote_read_bytes_total', growing(20_000_000)),
  driver('appStatus_jobs_failedJobs_Count', always(0)),
  driver('DAGScheduler_messageProcessingTime_95thPercentile', always(1e6)),
  driver('DAGScheduler_stage_runningStages_Value', always(1)),
  driver('spark_driver_listenerbus_queue_size', always(3), { queue: 'appStatus' }),
  driver('spark_driver_listenerbus_queue_dropped_events_total', always(0), { queue: 'appStatus' }),
  driver('spark_streaming_inputRate_total', always(100), query),
  driver('spark_streaming_processingRate_total', always(300), query),
  driver('spark_streaming_latency', always(20_000), query),
  driver('spark_streaming_eventTime_watermark', growing(60_000), query),
  ...['AllExecutors_Value', 'TargetExecutors_Value', 'MaxNeededExecutors_Value'].map((name) =>
    driver(`ExecutorAllocationManager_executors_number${name}`, always(1)),
  ),
  driver('ExecutorAllocationManager_executors_numberExecutorsExitedUnexpectedly_Count', always(0)),
];

/** A platform on which everything runs. */
const platform: readonly InputSeries[] = [
  up('kube-state-metrics'),
  up('spark-operator'),
  up('minio-cluster'),
  ...each(['scrape_duration_seconds'], { job: 'grafana', instance: 'g' }, always(0.1)),
  ...each(['controller_runtime_reconcile_total'], operator, growing(60)),
  ...each(
    [
      'controller_runtime_reconcile_errors_total',
      'spark_application_failed_submission_count',
      'workqueue_longest_running_processor_seconds',
    ],
    operator,
    always(0),
  ),
  ...each(['workqueue_depth'], operator, always(1)),
  ...each(['spark_application_start_latency_seconds_histogram_bucket'], { ...operator, le: '30' }, growing(1)),
  ...each(['spark_application_start_latency_seconds_histogram_bucket'], { ...operator, le: '+Inf' }, growing(1)),
  ...each(['minio_cluster_capacity_usable_free_bytes'], minio, always(60)),
  ...each(['minio_cluster_capacity_usable_total_bytes'], minio, always(100)),
  ...each(['minio_cluster_health_status'], minio, always(1)),
  ...each(['minio_cluster_health_erasure_set_status'], { ...minio, pool: '0', set: '0' }, always(1)),
  ...each(
    [
      'minio_cluster_nodes_offline_total',
      'minio_cluster_drive_offline_total',
      'minio_s3_requests_rejected_auth_total',
      'minio_node_ilm_expiry_missed_tasks',
    ],
    minio,
    always(0),
  ),
  ...each(
    ['minio_node_drive_errors_ioerror', 'minio_node_drive_errors_timeout'],
    { ...minio, drive: '/data', job: 'minio-node' },
    always(0),
  ),
  ...each(['minio_bucket_usage_total_bytes'], { ...minio, bucket: 'data', job: 'minio-bucket' }, always(50)),
  ...each(['minio_bucket_quota_total_bytes'], { ...minio, bucket: 'data', job: 'minio-bucket' }, always(100)),
  ...each(['minio_s3_requests_total'], { ...minio, api: 'getobject' }, growing(6000)),
  ...each(['minio_s3_requests_5xx_errors_total'], { ...minio, api: 'getobject' }, always(2)),
  ...each(['minio_s3_requests_ttfb_seconds_distribution'], { ...minio, api: 'getobject', le: '0.05' }, growing(6000)),
  ...each(['minio_s3_requests_ttfb_seconds_distribution'], { ...minio, api: 'getobject', le: '+Inf' }, growing(6000)),
  ...each(['kube_node_status_condition'], { node: 'node-1', condition: 'Ready', status: 'true' }, always(1)),
  ...each(['kube_node_status_condition'], { node: 'node-1', condition: 'DiskPressure', status: 'true' }, always(0)),
  ...each(['node_filesystem_avail_bytes', 'node_memory_MemAvailable_bytes'], node, always(50)),
  ...each(['node_filesystem_size_bytes', 'node_memory_MemTotal_bytes'], node, always(100)),
  ...each(['node_timex_offset_seconds'], node, always(0.0001)),
  ...each(['kubelet_volume_stats_available_bytes'], volume, always(60)),
  ...each(['kubelet_volume_stats_capacity_bytes'], volume, always(100)),
  ...each(['kube_persistentvolumeclaim_status_phase'], { ...volume, phase: 'Pending' }, always(0)),
  ...each(['kube_pod_container_status_restarts_total'], { namespace: 'minio', pod: 'minio-0', container: 'minio' }, always(1)),
  ...each(['kube_resourcequota'], { namespace: 'spark', resourcequota: 'spark', resource: 'requests.cpu', type: 'used' }, always(5)),
  ...each(['kube_resourcequota'], { namespace: 'spark', resourcequota: 'spark', resource: 'requests.cpu', type: 'hard' }, always(10)),
  ...each(
    ['kube_deployment_spec_replicas', 'kube_deployment_status_replicas_available'],
    { namespace: 'spark', deployment: 'spark-history-server' },
    always(1),
  ),
  ...each(
    ['kube_deployment_spec_replicas', 'kube_deployment_status_replicas_available'],
    { namespace: 'spark-operator', deployment: 'spark-operator-webhook' },
    always(1),
  ),
  ...each(['kube_statefulset_replicas', 'kube_statefulset_status_replicas_ready'], { namespace: 'minio', statefulset: 'minio' }, always(4)),
  ...each(
    ['kube_daemonset_status_desired_number_scheduled', 'kube_daemonset_status_number_ready'],
    { namespace: 'node-exporter', daemonset: 'node-exporter' },
    always(3),
  ),
  ...each(['kube_job_status_failed'], { namespace: 'minio', job_name: 'minio-provisioning' }, always(0)),
  ...each(
    ['argocd_app_info'],
    { name: 'minio', project: 'spok', sync_status: 'Synced', health_status: 'Healthy', autosync_enabled: 'true' },
    always(1),
  ),
  ...each(['argocd_app_sync_total'], { name: 'minio', project: 'spok', phase: 'Succeeded' }, growing(1)),
  ...each(['prometheus_tsdb_head_series'], prometheus, always(50_000)),
  ...each(['prometheus_config_last_reload_successful'], prometheus, always(1)),
  ...each(['prometheus_remote_storage_queue_highest_sent_timestamp_seconds'], { ...prometheus, remote_name: 'central' }, growing(60)),
  ...each(
    [
      'rule_evaluation_failures_total',
      'rule_group_iterations_missed_total',
      'notifications_errors_total',
      'notifications_dropped_total',
      'tsdb_compactions_failed_total',
      'tsdb_wal_corruptions_total',
      'target_scrapes_exceeded_sample_limit_total',
      'target_scrapes_sample_duplicate_timestamp_total',
    ].map((name) => `prometheus_${name}`),
    prometheus,
    always(0),
  ),
  ...each(['alertmanager_config_last_reload_successful'], alertmanager, always(1)),
  ...each(['alertmanager_notifications_failed_total'], alertmanager, always(0)),
  ...each(['alertmanager_cluster_members'], alertmanager, always(3)),
];

/** A day like any other: nobody is told anything. */
export const healthyDay = (alerts: readonly AlertName[]): LookAlike => ({
  name: 'a healthy platform is silent',
  silent: alerts,
  series: [...spark, ...platform],
  // as long as the longest of the usual delays, and enough for averages over an hour
  evaluations: 150,
});
