/** The tier of executor metrics needs an exporter, which did not run where the recording was made. */
const NO_EXPORTER = 'no graphite_exporter ran';

type Reasons = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * Panels whose queries were answered with nothing in the shipped recording, and why; `Dashboard uid` or `alert/Name` → title → reason. The list
 * may only shrink.
 */
export const silent: Reasons = {
  'platform-overview': {
    'Critical alerts': 'none fired',
    'Failed runs': 'no application failed',
    'Not as in Git': 'every Application was in sync',
    Restarts: 'no container restarted',
    Warnings: 'none fired',
  },
  'spark-fleet': {
    Waiting: 'no application waited at the end',
    Failed: 'no application failed',
    'Failed tasks by application': 'no task failed',
  },
  'spark-application': {
    'Bytes in and out': NO_EXPORTER,
    'Records in and out': NO_EXPORTER,
    'Shuffle by where it is': NO_EXPORTER,
    'Spill compared with the shuffle': NO_EXPORTER,
    'Spilled to disk': NO_EXPORTER,
    'Where task time goes': NO_EXPORTER,
    'GC share': 'the chosen run was over: its driver tells no more',
    'Jobs, stages and tasks so far': 'the chosen run was over: its driver tells no more',
    'Last job': 'the chosen run was over: its driver tells no more',
    'Events dropped': 'no event was dropped',
    'Disks of the pods': 'the pods have no volumes of their own',
  },
  'spark-executors': {
    'CPU and collections of the JVMs': NO_EXPORTER,
    'Every executor to its end': NO_EXPORTER,
    'Full collections by executor': NO_EXPORTER,
    'Heap by executor': NO_EXPORTER,
    'Spill by executor': NO_EXPORTER,
    'What the memory of executors holds': NO_EXPORTER,
    'Young collections by executor': NO_EXPORTER,
    Excluded: 'the chosen run was over: its driver tells no more',
    'Every executor': 'the chosen run was over: its driver tells no more',
    'Peak heap by executor': 'the chosen run was over: its driver tells no more',
    'Peak unified pool by executor': 'the chosen run was over: its driver tells no more',
    'Cached data by executor': 'the chosen run was over: its driver tells no more',
    Missing: 'no application with dynamic allocation ran',
    Lost: 'no application with dynamic allocation ran',
    'Pending pods': 'every pod found a node',
  },
  'spark-runs': {
    'Running now': 'no run of the chosen schedule ran at the end',
    'Mean task duration by run': 'the run was over before a scrape saw one of its tasks end',
  },
  'spark-schedules': {
    Refused: 'no schedule was refused',
  },
  'spark-capacity': {
    'Executors beyond need': 'no application with dynamic allocation ran',
    'Executors missing': 'no application with dynamic allocation ran',
    'Executors removed for idling': 'no application with dynamic allocation ran',
    'Scaling by application': 'no application with dynamic allocation ran',
    'Pods waiting by application': 'every pod found a node',
    'Pods waiting for room': 'every pod found a node',
  },
  minio: {
    'Server errors': 'no request failed',
  },
  'spark-operator': {
    Errors: 'nothing was reconciled at the end',
    'Submissions failed': 'no submission failed',
  },
  argocd: {
    'Automatic sync off': 'every Application syncs by itself',
    'Failed fetches from Git': 'no fetch failed',
    'Failed syncs': 'no sync failed',
    'Not healthy': 'every Application was healthy',
    'Out of sync': 'every Application was in sync',
  },
  prometheus: {
    'Dashboards in Grafana': 'no Grafana ran',
    'Slowest 5 % of Grafana requests': 'no Grafana ran',
    'Slowest 5 % of notifications': 'no notification was sent',
  },
  kubernetes: {
    'Claims that are not bound': 'every claim was bound',
    'Containers that restarted': 'no container restarted',
    'Containers that wait': 'no container waited',
    'Failed jobs': 'no job failed',
    'Read-only file systems': 'every file system could be written',
    'Reasons of the last end': 'no container had ended before',
  },
  'alert/SparkScheduleFailingRepeatedly': { 'When the value ≥ 3': 'no run of a schedule failed' },
  'alert/SparkPodsUnschedulable': { 'When the value there is any': 'every pod found a node' },
  'alert/SparkExecutorsPending': { 'When the value > 0': 'every pod found a node' },
  'alert/SparkExecutorsMissing': { 'When spok:app_missing_executors:max > 0': 'no application with dynamic allocation ran' },
  'alert/SparkExecutorsLost': { 'When the value > 2': 'no application with dynamic allocation ran' },
  'alert/SparkDriverOomKilled': { 'When the value there is any': 'no driver was killed' },
  'alert/SparkExecutorOomKilled': { 'When the value there is any': 'no executor was killed' },
  'alert/SparkPodEvicted': { 'When the value there is any': 'no pod was evicted' },
  'alert/SparkImagePullFailing': { 'When the value there is any': 'every image was there' },
  'alert/SparkDynamicAllocationAtCeiling': {
    'When the value > 0': 'no application with dynamic allocation ran',
    'and spok:app_missing_executors:max ≤ 0': 'no application with dynamic allocation ran',
  },
  'alert/SparkCoresOverprovisioned': { 'When the value < 0.3': 'only applications with more than 4 cores are judged' },
  'alert/SparkExecutorsUnneeded': { 'When spok:app_unneeded_executors:max > 0': 'no application with dynamic allocation ran' },
  'alert/SparkStreamingQueryStopped': { 'When the value there is any': 'looks 15 minutes back, longer than the query ran' },
  'alert/MinioServerErrors': { 'When spok:minio_request_errors:ratio_rate5m > 0.01': 'no request failed' },
  'alert/SparkOperatorSubmissionsFailing': { 'When the value > 0': 'no submission failed' },
  'alert/SparkSpillSuspected': {
    'When spok:app_executor_suspected_spill_bytes:rate10m > 50000000': 'no executor spilled',
    'unless value 2 there is any': NO_EXPORTER,
  },
  'alert/SparkSpillHigh': {
    'When spok:app_disk_spilled_of_shuffled:ratio_rate10m > 0.25': NO_EXPORTER,
    'and spok:app_disk_spilled_bytes:rate10m > 1000000': NO_EXPORTER,
  },
  'alert/SparkShuffleFetchWaitHigh': {
    'When spok:app_shuffle_fetch_wait:ratio_rate10m > 0.15': NO_EXPORTER,
    'and spok:app_task_run_seconds:sum > 300': NO_EXPORTER,
  },
  'alert/SparkCpuEfficiencyLow': {
    'When spok:app_task_cpu:ratio_rate10m < 0.5': NO_EXPORTER,
    'and spok:app_task_run_seconds:sum > 300': NO_EXPORTER,
  },
  'alert/ArgoCdApplicationUnhealthy': { 'When the value = 1': 'every Application was healthy' },
  'alert/ArgoCdSyncFailing': { 'When the value > 1': 'no sync failed' },
  'alert/ArgoCdAutoSyncOff': { 'When the value = 1': 'every Application syncs by itself' },
};

/** Panels that are newer than the shipped recording, by dashboard or alert; empty as soon as it is made again: `npm run preview:record`. */
export const unrecorded: Readonly<Record<string, readonly string[]>> = {};
