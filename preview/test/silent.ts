type Reasons = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * Panels whose queries were answered with nothing in the shipped recording, and why; `Dashboard uid` or `alert/Name` → title → reason. The list
 * may only shrink.
 */
export const silent: Reasons = {
  'alert/SparkScheduleFailingRepeatedly': { 'When the value ≥ 3': 'no run of a schedule failed' },
  'alert/SparkPodsUnschedulable': { 'When the value there is any': 'every pod found a node' },
  'alert/SparkExecutorsPending': { 'When the value > 0': 'every executor found a node' },
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
  'alert/ArgoCdSyncFailing': { 'When the value > 1': 'no sync failed' },
  'alert/ArgoCdAutoSyncOff': { 'When the value = 1': 'every Application syncs by itself' },
};

/** Panels that are newer than the shipped recording, by dashboard or alert; empty as soon as it is made again: `npm run preview:record`. */
export const unrecorded: Readonly<Record<string, readonly string[]>> = {
  'alert/SparkSpillSuspected': ['When spok:app_executor_suspected_spill_bytes:rate10m > 50000000', 'unless value 2 there is any'],
  'alert/SparkSpillHigh': [
    'When spok:app_disk_spilled_of_shuffled:ratio_rate10m > 0.25',
    'and spok:app_disk_spilled_bytes:rate10m > 1000000',
  ],
  'alert/SparkShuffleFetchWaitHigh': ['When spok:app_shuffle_fetch_wait:ratio_rate10m > 0.15', 'and spok:app_task_run_seconds:sum > 300'],
  'alert/SparkCpuEfficiencyLow': ['When spok:app_task_cpu:ratio_rate10m < 0.5', 'and spok:app_task_run_seconds:sum > 300'],
  'alert/SparkExecutorMetricsMissing': ['When the value > 0', 'and value 2 there is any'],
};
