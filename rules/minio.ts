import { minioMetrics } from '../metrics/minio';
import { complement, histogramQuantile, maxBy, minBy, rate, ratio, recording, sumBy } from '../metrics/promql';

const { usableFree, usableTotal, requests, requests5xx, timeToFirstByte } = minioMetrics;

export const usedRatio = recording({
  record: 'spok:minio_capacity_used:ratio',
  of: complement(ratio(minBy(['namespace'], usableFree), maxBy(['namespace'], usableTotal))),
  about: 'Share of the usable capacity of MinIO that is taken.',
});

export const requestRate = recording({
  record: 'spok:minio_requests:rate5m',
  of: sumBy(['api'], rate(requests, '5m')),
  about: 'S3 requests per second by operation.',
});

export const errorRatio = recording({
  record: 'spok:minio_request_errors:ratio_rate5m',
  of: ratio(sumBy(['api'], rate(requests5xx, '5m')), requestRate),
  about: 'Share of S3 requests that MinIO failed to serve, by operation.',
});

export const firstByteP99 = recording({
  record: 'spok:minio_time_to_first_byte_seconds:p99_5m',
  of: histogramQuantile(0.99, { of: timeToFirstByte, by: ['api'], window: '5m' }),
  about: 'Time until the first byte of an answer, 99th percentile by operation.',
});

export const minioRecordings = [usedRatio, requestRate, errorRatio, firstByteP99];
