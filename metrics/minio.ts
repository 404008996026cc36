import { bareHistogram, counter, gauge } from './metric';

const minio = { tier: 'platform', source: 'minio/minio cmd/metrics-v2.go' } as const;

/**
 * The cluster page: any one server answers for all, with the `server` that a number is about as a label. The node page repeats
 * some of its names, so those selections name the job. Many names end in `total` and are gauges.
 */
const cluster = { ...minio, job: 'minio-cluster', labels: ['server'], proof: { exposition: 'minio-cluster.txt' } } as const;
const shared = { ...cluster, sharedName: true } as const;
const requests = {
  ...shared,
  labels: ['server', 'api'],
  unit: 'requests',
  values: { api: ['getobject', 'headobject', 'listobjectsv2', 'putobject'] },
} as const;
const erasureSet = { ...cluster, labels: ['server', 'pool', 'set'], unit: 'count' } as const;
const failing = { reason: 'appears with the first answer of that kind, and none was given when the page was recorded' } as const;
const bucket = { ...minio, job: 'minio-bucket', labels: ['server', 'bucket'], proof: { exposition: 'minio-bucket.txt' } } as const;
const bucketRequests = { ...bucket, labels: ['server', 'bucket', 'api'], unit: 'requests', values: requests.values } as const;
const drive = { ...minio, job: 'minio-node', labels: ['server', 'drive'], proof: { exposition: 'minio-node.txt' } } as const;

export const minioMetrics = {
  // Capacity and health
  usableTotal: gauge({
    ...cluster,
    name: 'minio_cluster_capacity_usable_total_bytes',
    unit: 'bytes',
    about: 'Space for objects, parity taken off.',
  }),
  usableFree: gauge({
    ...cluster,
    name: 'minio_cluster_capacity_usable_free_bytes',
    unit: 'bytes',
    about: 'Free space for objects, parity taken off.',
  }),
  usageAge: gauge({
    ...cluster,
    name: 'minio_usage_last_activity_nano_seconds',
    unit: 'nanoseconds',
    about: 'Time since the scanner last updated the usage figures.',
  }),
  health: gauge({ ...cluster, name: 'minio_cluster_health_status', unit: 'boolean', about: '1 while the cluster can write.' }),
  nodesOffline: gauge({ ...shared, name: 'minio_cluster_nodes_offline_total', unit: 'count', about: 'Servers that do not answer.' }),
  drivesOffline: gauge({ ...cluster, name: 'minio_cluster_drive_offline_total', unit: 'count', about: 'Drives that do not work.' }),
  erasureSetHealth: gauge({
    ...erasureSet,
    name: 'minio_cluster_health_erasure_set_status',
    unit: 'boolean',
    about: '1 while the erasure set has its write quorum.',
  }),
  erasureSetOnlineDrives: gauge({
    ...erasureSet,
    name: 'minio_cluster_health_erasure_set_online_drives',
    about: 'Drives of the set that work.',
  }),
  erasureSetHealingDrives: gauge({
    ...erasureSet,
    name: 'minio_cluster_health_erasure_set_healing_drives',
    about: 'Drives of the set being refilled.',
  }),
  erasureSetWriteQuorum: gauge({
    ...erasureSet,
    name: 'minio_cluster_health_erasure_set_write_quorum',
    about: 'Drives of the set that a write needs.',
  }),

  // S3 traffic
  requests: counter({ ...requests, name: 'minio_s3_requests_total', about: 'S3 requests by operation.' }),
  requests4xx: counter({ ...requests, name: 'minio_s3_requests_4xx_errors_total', about: 'Requests that were the client’s fault.' }),
  requests5xx: counter({
    ...requests,
    name: 'minio_s3_requests_5xx_errors_total',
    proof: failing,
    about: 'Requests that were MinIO’s fault.',
  }),
  requestsCanceled: counter({
    ...requests,
    name: 'minio_s3_requests_canceled_total',
    proof: failing,
    about: 'Requests that the client gave up.',
  }),
  requestsInFlight: gauge({ ...requests, name: 'minio_s3_requests_inflight_total', about: 'Requests being served now.' }),
  requestsWaiting: gauge({
    ...shared,
    name: 'minio_s3_requests_waiting_total',
    unit: 'requests',
    about: 'Requests waiting for their turn.',
  }),
  requestsRejectedAuth: counter({
    ...shared,
    name: 'minio_s3_requests_rejected_auth_total',
    unit: 'requests',
    about: 'Requests with wrong credentials or signature.',
  }),
  receivedBytes: counter({ ...shared, name: 'minio_s3_traffic_received_bytes', unit: 'bytes', about: 'Bytes of S3 requests.' }),
  sentBytes: counter({ ...shared, name: 'minio_s3_traffic_sent_bytes', unit: 'bytes', about: 'Bytes of S3 answers.' }),
  timeToFirstByte: bareHistogram({
    ...requests,
    name: 'minio_s3_requests_ttfb_seconds_distribution',
    unit: 'seconds',
    about: 'Time until the first byte of an answer; cumulative buckets under the bare name, declared a gauge.',
  }),

  // Lifecycle and scanner
  expiryPending: gauge({ ...cluster, name: 'minio_node_ilm_expiry_pending_tasks', unit: 'tasks', about: 'Lifecycle expirations waiting.' }),
  expiryMissed: counter({
    ...cluster,
    name: 'minio_node_ilm_expiry_missed_tasks',
    unit: 'tasks',
    about: 'Lifecycle expirations dropped because the queue was full.',
  }),

  // By bucket
  bucketBytes: gauge({
    ...bucket,
    name: 'minio_bucket_usage_total_bytes',
    unit: 'bytes',
    about: 'Bytes in a bucket, as the scanner last saw them.',
  }),
  bucketObjects: gauge({
    ...bucket,
    name: 'minio_bucket_usage_object_total',
    unit: 'count',
    about: 'Objects in a bucket, as the scanner last saw them.',
  }),
  bucketQuota: gauge({
    ...bucket,
    name: 'minio_bucket_quota_total_bytes',
    unit: 'bytes',
    proof: { reason: 'only for buckets with a quota, and no recorded bucket had one' },
    about: 'Bytes that a bucket may hold.',
  }),
  bucketObjectSizes: gauge({
    ...bucket,
    name: 'minio_bucket_objects_size_distribution',
    labels: ['server', 'bucket', 'range'],
    unit: 'count',
    about: 'Objects by size; BETWEEN_1024B_AND_1_MB repeats the four ranges inside it, so leave it out of sums.',
  }),
  bucketRequests: counter({ ...bucketRequests, name: 'minio_bucket_requests_total', about: 'S3 requests by bucket and operation.' }),
  bucketRequests4xx: counter({
    ...bucketRequests,
    name: 'minio_bucket_requests_4xx_errors_total',
    about: 'Requests by bucket that were the client’s fault.',
  }),
  bucketRequests5xx: counter({
    ...bucketRequests,
    name: 'minio_bucket_requests_5xx_errors_total',
    proof: failing,
    about: 'Requests by bucket that were MinIO’s fault.',
  }),
  bucketReceivedBytes: counter({
    ...bucket,
    name: 'minio_bucket_traffic_received_bytes',
    unit: 'bytes',
    declaredAs: 'gauge',
    about: 'Bytes written to a bucket.',
  }),
  bucketSentBytes: counter({
    ...bucket,
    name: 'minio_bucket_traffic_sent_bytes',
    unit: 'bytes',
    declaredAs: 'gauge',
    about: 'Bytes read from a bucket.',
  }),
  bucketTimeToFirstByte: bareHistogram({
    ...bucketRequests,
    name: 'minio_bucket_requests_ttfb_seconds_distribution',
    unit: 'seconds',
    about: 'Time until the first byte of an answer, by bucket.',
  }),

  // By drive
  driveTotal: gauge({ ...drive, name: 'minio_node_drive_total_bytes', unit: 'bytes', about: 'Size of a drive.' }),
  driveFree: gauge({ ...drive, name: 'minio_node_drive_free_bytes', unit: 'bytes', about: 'Free space of a drive.' }),
  driveTimeouts: counter({
    ...drive,
    name: 'minio_node_drive_errors_timeout',
    unit: 'count',
    about: 'Operations of a drive that timed out.',
  }),
  driveIoErrors: counter({ ...drive, name: 'minio_node_drive_errors_ioerror', unit: 'count', about: 'Operations of a drive that failed.' }),
  driveWaiting: gauge({
    ...drive,
    name: 'minio_node_drive_io_waiting',
    unit: 'operations',
    declaredAs: 'counter',
    about: 'Operations waiting for a drive now.',
  }),
  driveLatency: gauge({
    ...drive,
    name: 'minio_node_drive_latency_us',
    labels: ['server', 'drive', 'api'],
    unit: 'microseconds',
    about: 'Mean time of an operation of a drive in the last minute.',
  }),
};
