import { always, growing, series, wrongly, type Cases, type InputSeries, type Labels, type Values } from '../alert-case';
import { up } from './subjects';

const server = 'minio-0:9000';
const minio = (name: string, values: Values, labels: Labels = {}): InputSeries => [
  series(`minio_${name}`, { namespace: 'minio', server, job: 'minio-cluster', instance: 'minio:9000', ...labels }),
  values,
];
const ours = { namespace: 'minio' } as const;
const used = (free: Values): InputSeries[] => [
  minio('cluster_capacity_usable_free_bytes', free),
  minio('cluster_capacity_usable_total_bytes', always(100)),
];
const get = { api: 'getobject' } as const;

export const minioCases: Cases = {
  alerts: () => [
    { alert: 'MinioDown', series: [up('minio-cluster', wrongly(0, 1))], labels: {} },
    { alert: 'MinioWriteQuorumLost', series: [minio('cluster_health_status', wrongly(0, 1))], labels: ours },
    { alert: 'MinioNodeOffline', series: [minio('cluster_nodes_offline_total', wrongly(1, 0))], labels: ours, value: '1' },
    { alert: 'MinioDriveOffline', series: [minio('cluster_drive_offline_total', wrongly(2, 0))], labels: ours, value: '2' },
    {
      alert: 'MinioErasureSetUnhealthy',
      series: [minio('cluster_health_erasure_set_status', wrongly(0, 1), { pool: '0', set: '1' })],
      labels: { ...ours, pool: '0', set: '1' },
    },
    { alert: 'MinioFillingUp', series: used(wrongly(15, 50)), labels: ours, value: '85%' },
    { alert: 'MinioAlmostFull', series: used(wrongly(5, 50)), labels: ours, value: '95%' },
    {
      alert: 'MinioBucketQuotaAlmostUsed',
      series: [
        minio('bucket_usage_total_bytes', wrongly(95, 50), { bucket: 'data', job: 'minio-bucket' }),
        minio('bucket_quota_total_bytes', always(100), { bucket: 'data', job: 'minio-bucket' }),
      ],
      labels: { ...ours, bucket: 'data' },
      value: '95%',
    },
    { alert: 'MinioFullSoon', from: 1, until: 120, series: used('55-0.1x119 90x400'), labels: ours },
    {
      alert: 'MinioServerErrors',
      from: 20,
      until: 45,
      series: [minio('s3_requests_total', growing(6000), get), minio('s3_requests_5xx_errors_total', '0x19 600+600x20 12600x200', get)],
      labels: get,
      value: '10%',
    },
    {
      alert: 'MinioRequestsRejected',
      until: 45,
      from: 21,
      series: [minio('s3_requests_rejected_auth_total', '0x19 180+180x20 3780x200')],
      labels: ours,
      value: '3',
    },
    {
      alert: 'MinioSlowRequests',
      from: 1,
      until: 60,
      series: [
        minio('s3_requests_total', growing(6000), get),
        minio('s3_requests_ttfb_seconds_distribution', '0+90x40 3600+100x200', { ...get, le: '0.5' }),
        minio('s3_requests_ttfb_seconds_distribution', '0+100x300', { ...get, le: '2.5' }),
        minio('s3_requests_ttfb_seconds_distribution', '0+100x300', { ...get, le: '+Inf' }),
      ],
      labels: get,
      value: '2.3s',
    },
    {
      alert: 'MinioDriveErrors',
      until: 34,
      series: [
        minio('node_drive_errors_ioerror', '0x19 4x200', { drive: '/data', job: 'minio-node' }),
        minio('node_drive_errors_timeout', always(0), { drive: '/data', job: 'minio-node' }),
      ],
      labels: { ...ours, server, drive: '/data' },
      value: '4',
    },
    { alert: 'MinioLifecycleBehind', until: 79, series: [minio('node_ilm_expiry_missed_tasks', '0x19 5x200')], labels: ours, value: '5' },
  ],
  lookAlikes: [
    {
      name: 'a rolling update of MinIO, and the first data in an empty store',
      silent: ['MinioNodeOffline', 'MinioDriveOffline', 'MinioDown', 'MinioFullSoon', 'MinioFillingUp'],
      series: [
        minio('cluster_nodes_offline_total', '0x19 1x4 0x4 1x4 0x200'),
        minio('cluster_drive_offline_total', '0x19 2x4 0x4 2x4 0x200'),
        up('minio-cluster', '1x19 0x2 1x200'),
        ...used('99-0.3x60 81x200'),
      ],
    },
    {
      name: 'one failed request among very few is no pattern',
      silent: ['MinioServerErrors', 'MinioSlowRequests'],
      series: [minio('s3_requests_total', growing(6), get), minio('s3_requests_5xx_errors_total', '0x19 1+1x20 21x200', get)],
    },
  ],
};

const operator = (name: string, values: Values, labels: Labels = {}): InputSeries => [
  series(name, { job: 'spark-operator', pod: 'operator-1', ...labels }),
  values,
];
const queue = { name: 'spark-application-controller' } as const;
const webhook = { namespace: 'spark-operator', deployment: 'spark-operator-webhook' } as const;
const latency = (le: string, values: string) =>
  operator('spark_application_start_latency_seconds_histogram_bucket', values, { le, namespace: 'spark', team: 'data' });

export const operatorCases: Cases = {
  alerts: () => [
    { alert: 'SparkOperatorDown', series: [up('spark-operator', wrongly(0, 1))], labels: {} },
    {
      alert: 'SparkOperatorWebhookUnavailable',
      series: [[series('kube_deployment_status_replicas_available', webhook), wrongly(0, 1)]],
      labels: webhook,
    },
    { alert: 'SparkOperatorQueueBacklog', series: [operator('workqueue_depth', wrongly(80, 2), queue)], labels: queue, value: '80' },
    {
      alert: 'SparkOperatorReconcileErrors',
      until: 45,
      series: [
        operator('controller_runtime_reconcile_total', growing(60), { controller: 'spark-application-controller', result: 'success' }),
        operator('controller_runtime_reconcile_errors_total', '0x19 30+30x20 630x200', { controller: 'spark-application-controller' }),
      ],
      labels: { controller: 'spark-application-controller' },
      value: '50%',
    },
    {
      alert: 'SparkOperatorStuck',
      series: [operator('workqueue_longest_running_processor_seconds', wrongly(900, 1), queue)],
      labels: queue,
      value: '15m 0s',
    },
    {
      alert: 'SparkOperatorStartsSlow',
      from: 1,
      until: 80,
      series: [latency('30', '0+0x40 0+10x200'), latency('300', '0+10x300'), latency('+Inf', '0+10x300')],
      labels: {},
      value: '4m 46s',
    },
    {
      alert: 'SparkOperatorSubmissionsFailing',
      until: 34,
      series: [operator('spark_application_failed_submission_count', '0x19 2x200', { namespace: 'spark', team: 'data' })],
      labels: { namespace: 'spark', team: 'data' },
      value: '2',
    },
  ],
  lookAlikes: [
    {
      name: 'the operator restarts and counts existing applications again',
      silent: ['SparkOperatorSubmissionsFailing', 'SparkOperatorDown', 'SparkOperatorReconcileErrors'],
      series: [
        operator('spark_application_failed_submission_count', '3x19 stale', { namespace: 'spark', team: 'data' }),
        operator('spark_application_failed_submission_count', '_x22 3x200', { namespace: 'spark', team: 'data', pod: 'operator-2' }),
        up('spark-operator', '1x19 stale', { pod: 'operator-1' }),
        up('spark-operator', '_x22 1x200', { pod: 'operator-2' }),
      ],
    },
    {
      name: 'many schedules start at midnight',
      silent: ['SparkOperatorQueueBacklog', 'SparkOperatorStuck'],
      series: [
        operator('workqueue_depth', '0x19 200x8 0x200', queue),
        operator('workqueue_longest_running_processor_seconds', '0x19 30x5 0x200', queue),
      ],
    },
  ],
};
