import { counter, gauge, histogram, info } from './metric';

const made = { reason: 'Prometheus makes it itself, so it is on no page' } as const;
const synthetic = {
  job: '*',
  tier: 'platform',
  labels: [],
  source: 'https://prometheus.io/docs/concepts/jobs_instances/',
  proof: made,
} as const;

/** What Prometheus knows about every target. */
export const targetMetrics = {
  up: gauge({ ...synthetic, name: 'up', unit: 'boolean', about: '1 when the last scrape of the target worked.' }),
  scrapeDuration: gauge({ ...synthetic, name: 'scrape_duration_seconds', unit: 'seconds', about: 'Duration of the last scrape.' }),
  samplesScraped: gauge({ ...synthetic, name: 'scrape_samples_scraped', unit: 'count', about: 'Samples on the page of the target.' }),
  samplesStored: gauge({
    ...synthetic,
    name: 'scrape_samples_post_metric_relabeling',
    unit: 'count',
    about: 'Samples that relabelling let through: what the target costs.',
  }),
  seriesAdded: gauge({
    ...synthetic,
    name: 'scrape_series_added',
    unit: 'count',
    about: 'New series of the last scrape, estimated: churn.',
  }),
  alerts: info({
    ...synthetic,
    name: 'ALERTS',
    labels: ['alertname', 'alertstate', 'severity', 'namespace', 'app', 'schedule', 'team', 'component'],
    values: { alertstate: ['firing', 'pending'], severity: ['critical', 'warning', 'info', 'none'] },
    source: 'https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/#inspecting-alerts-during-runtime',
    about: 'Alerts that are pending or firing.',
  }),
};

const prometheus = { job: 'prometheus', tier: 'platform', labels: [], proof: { exposition: 'prometheus.txt' } } as const;
const storage = { ...prometheus, source: 'prometheus/prometheus tsdb/head.go' } as const;
const blocks = { ...prometheus, source: 'prometheus/prometheus tsdb/db.go' } as const;
const ruleGroup = { ...prometheus, labels: ['rule_group'], source: 'prometheus/prometheus rules/group.go' } as const;
const notifier = { ...prometheus, unit: 'count', source: 'prometheus/prometheus notifier/metric.go' } as const;
const scraping = { ...prometheus, unit: 'count', source: 'prometheus/prometheus scrape/metrics.go' } as const;
const remote = {
  ...prometheus,
  labels: ['remote_name', 'url'],
  source: 'prometheus/prometheus storage/remote/queue_manager.go',
  proof: { reason: 'only with remote write, which was off when the page was recorded' },
} as const;

export const prometheusMetrics = {
  configReloadOk: gauge({
    ...prometheus,
    name: 'prometheus_config_last_reload_successful',
    unit: 'boolean',
    source: 'prometheus/prometheus cmd/prometheus/main.go',
    about: '1 when the last reload of the configuration worked.',
  }),
  headSeries: gauge({ ...storage, name: 'prometheus_tsdb_head_series', unit: 'count', about: 'Series in memory.' }),
  samplesAppended: counter({
    ...storage,
    name: 'prometheus_tsdb_head_samples_appended_total',
    labels: ['type'],
    unit: 'count',
    about: 'Samples stored.',
  }),
  seriesCreated: counter({
    ...storage,
    name: 'prometheus_tsdb_head_series_created_total',
    unit: 'count',
    about: 'Series that came into being: churn.',
  }),
  blocksBytes: gauge({ ...blocks, name: 'prometheus_tsdb_storage_blocks_bytes', unit: 'bytes', about: 'Disk taken by blocks.' }),
  walBytes: gauge({
    ...storage,
    name: 'prometheus_tsdb_wal_storage_size_bytes',
    unit: 'bytes',
    about: 'Disk taken by the write-ahead log.',
  }),
  retentionLimitBytes: gauge({
    ...blocks,
    name: 'prometheus_tsdb_retention_limit_bytes',
    unit: 'bytes',
    about: 'Size above which old blocks are deleted; 0 is no limit.',
  }),
  compactionsFailed: counter({
    ...blocks,
    name: 'prometheus_tsdb_compactions_failed_total',
    unit: 'count',
    about: 'Compactions that failed.',
  }),
  walCorruptions: counter({
    ...storage,
    name: 'prometheus_tsdb_wal_corruptions_total',
    unit: 'count',
    about: 'Corruptions found in the write-ahead log.',
  }),

  ruleFailures: counter({
    ...ruleGroup,
    name: 'prometheus_rule_evaluation_failures_total',
    unit: 'count',
    about: 'Rule evaluations that failed.',
  }),
  ruleGroupDuration: gauge({
    ...ruleGroup,
    name: 'prometheus_rule_group_last_duration_seconds',
    unit: 'seconds',
    about: 'Duration of the last evaluation of a group.',
  }),
  ruleGroupInterval: gauge({
    ...ruleGroup,
    name: 'prometheus_rule_group_interval_seconds',
    unit: 'seconds',
    about: 'Pace at which a group is evaluated.',
  }),
  ruleIterationsMissed: counter({
    ...ruleGroup,
    name: 'prometheus_rule_group_iterations_missed_total',
    unit: 'count',
    about: 'Evaluations left out because the one before took too long.',
  }),

  notificationsSent: counter({ ...notifier, name: 'prometheus_notifications_sent_total', labels: ['alertmanager'], about: 'Alerts sent.' }),
  notificationErrors: counter({
    ...notifier,
    name: 'prometheus_notifications_errors_total',
    labels: ['alertmanager'],
    about: 'Alerts that could not be sent.',
  }),
  notificationsDropped: counter({
    ...notifier,
    name: 'prometheus_notifications_dropped_total',
    about: 'Alerts lost because nobody took them.',
  }),
  notificationQueue: gauge({ ...notifier, name: 'prometheus_notifications_queue_length', about: 'Alerts waiting to be sent.' }),
  notificationQueueCapacity: gauge({ ...notifier, name: 'prometheus_notifications_queue_capacity', about: 'Alerts that can wait.' }),
  alertmanagersDiscovered: gauge({
    ...notifier,
    name: 'prometheus_notifications_alertmanagers_discovered',
    about: 'Alertmanagers that are known.',
  }),

  sampleLimitExceeded: counter({
    ...scraping,
    name: 'prometheus_target_scrapes_exceeded_sample_limit_total',
    about: 'Scrapes thrown away because the page had more samples than the job allows.',
  }),
  duplicateTimestamps: counter({
    ...scraping,
    name: 'prometheus_target_scrapes_sample_duplicate_timestamp_total',
    about: 'Samples thrown away because another had the same series and time: relabelling made two series one.',
  }),

  httpDuration: histogram({
    ...prometheus,
    name: 'prometheus_http_request_duration_seconds',
    labels: ['handler'],
    unit: 'seconds',
    source: 'prometheus/prometheus web/web.go',
    values: { handler: ['/api/v1/query', '/api/v1/query_range'] },
    about: 'Duration of API requests.',
  }),

  remotePending: gauge({
    ...remote,
    name: 'prometheus_remote_storage_samples_pending',
    unit: 'count',
    about: 'Samples waiting for remote write.',
  }),
  remoteHighestSent: gauge({
    ...remote,
    name: 'prometheus_remote_storage_queue_highest_sent_timestamp_seconds',
    unit: 'timestamp',
    about: 'Time of the newest sample that remote write has delivered.',
  }),
};
