import { minioMetrics } from '../metrics/minio';
import { targetMetrics } from '../metrics/prometheus';
import {
  above,
  absent,
  add,
  and,
  below,
  complement,
  histogramQuantile,
  increase,
  isTrue,
  maxBy,
  minBy,
  predictLinear,
  rate,
  ratio,
  recording,
  sumBy,
} from '../metrics/promql';
import { alert, group } from './rule';
import type { RuleSettings } from './settings';

const { usableFree, usableTotal, requests, requests5xx, timeToFirstByte, health, nodesOffline, drivesOffline, erasureSetHealth } =
  minioMetrics;
const { requestsRejectedAuth, driveIoErrors, driveTimeouts, expiryMissed } = minioMetrics;

export const usedRatio = recording({
  record: 'spok:minio_capacity_used:ratio',
  of: complement(ratio(minBy(['namespace'], usableFree), maxBy(['namespace'], usableTotal))),
  about: 'Share of the usable capacity of MinIO that is taken.',
});

/** Where the pace of filling says something: the first writes into an empty store point steeply upwards. */
export const worthForecasting = (usedAboveRatio: number) => above(usedRatio, usedAboveRatio / 2);

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

const minioScreen = { uid: 'minio' } as const;
const byServer = ['namespace', 'server'] as const;

/** The object store: without it no job reads or writes, and no event log is kept. */
export const minioRules = ({ thresholds: { minio: limit } }: Pick<RuleSettings, 'thresholds'>) =>
  group({
    name: 'minio',
    rules: [
      usedRatio,
      requestRate,
      errorRatio,
      firstByteP99,
      alert({
        alert: 'MinioDown',
        expr: absent(isTrue(targetMetrics.up.where({ job: 'minio-cluster' }))),
        for: '5m',
        severity: 'critical',
        summary: 'MinIO does not answer.',
        description: () => 'No server of MinIO answers Prometheus; Spark applications cannot read or write their data.',
        dashboard: minioScreen,
      }),
      alert({
        alert: 'MinioWriteQuorumLost',
        expr: below(minBy(['namespace'], health), 1),
        for: '2m',
        severity: 'critical',
        summary: 'MinIO cannot write.',
        description: ({ namespace }) => `MinIO in ${namespace} has lost its write quorum.`,
        dashboard: minioScreen,
      }),
      alert({
        alert: 'MinioNodeOffline',
        expr: above(maxBy(['namespace'], nodesOffline), 0),
        // a rolling update takes each server away for a minute or two
        for: '10m',
        severity: 'critical',
        summary: 'Servers of MinIO are offline.',
        description: ({ namespace }, value) => `${value.number} servers of MinIO in ${namespace} are offline: redundancy is gone.`,
        dashboard: minioScreen,
      }),
      alert({
        alert: 'MinioDriveOffline',
        expr: above(maxBy(['namespace'], drivesOffline), 0),
        for: '10m',
        severity: 'critical',
        summary: 'Drives of MinIO are offline.',
        description: ({ namespace }, value) => `${value.number} drives of MinIO in ${namespace} are offline: redundancy is gone.`,
        dashboard: minioScreen,
      }),
      alert({
        alert: 'MinioErasureSetUnhealthy',
        expr: below(minBy(['namespace', 'pool', 'set'], erasureSetHealth), 1),
        for: '5m',
        severity: 'critical',
        summary: 'An erasure set of MinIO is below its quorum.',
        description: ({ namespace, pool, set }) => `Set ${set} of pool ${pool} of MinIO in ${namespace} is below its quorum.`,
        dashboard: minioScreen,
      }),
      alert({
        alert: 'MinioFillingUp',
        expr: above(usedRatio, limit.usedAboveRatio),
        for: '15m',
        severity: 'warning',
        summary: 'MinIO is filling up.',
        description: ({ namespace }, value) => `${value.percentage} of the usable capacity of MinIO in ${namespace} is taken.`,
        dashboard: minioScreen,
      }),
      alert({
        alert: 'MinioAlmostFull',
        expr: above(usedRatio, limit.usedCriticalRatio),
        for: '5m',
        severity: 'critical',
        summary: 'MinIO is almost full and will soon refuse to write.',
        description: ({ namespace }, value) => `${value.percentage} of the usable capacity of MinIO in ${namespace} is taken.`,
        dashboard: minioScreen,
      }),
      alert({
        alert: 'MinioFullSoon',
        expr: and(
          below(minBy(['namespace'], predictLinear(usableFree, '6h', limit.fullWithinDays * 86_400)), 0),
          worthForecasting(limit.usedAboveRatio),
        ),
        for: '1h',
        severity: 'warning',
        summary: 'MinIO will be full within days.',
        description: ({ namespace }) => `At the pace of the last six hours MinIO in ${namespace} will soon be full.`,
        dashboard: minioScreen,
      }),
      alert({
        alert: 'MinioServerErrors',
        expr: and(above(errorRatio, limit.errorsAboveRatio), above(requestRate, 1)),
        for: '10m',
        severity: 'warning',
        summary: 'MinIO fails to serve requests.',
        description: ({ api }, value) => `${value.percentage} of the requests ${api} fail inside MinIO.`,
        dashboard: minioScreen,
      }),
      alert({
        alert: 'MinioRequestsRejected',
        expr: above(sumBy(['namespace'], rate(requestsRejectedAuth, '5m')), limit.rejectedPerSecond),
        for: '10m',
        severity: 'warning',
        summary: 'Somebody uses MinIO with wrong credentials.',
        description: ({ namespace }, value) => `MinIO in ${namespace} rejects ${value.number} requests per second for their credentials.`,
        dashboard: minioScreen,
      }),
      alert({
        alert: 'MinioSlowRequests',
        expr: and(above(firstByteP99, limit.firstByteSeconds), above(requestRate, 1)),
        for: '10m',
        severity: 'warning',
        summary: 'MinIO answers slowly.',
        description: ({ api }, value) => `One in a hundred requests ${api} waits ${value.duration} or longer for the first byte.`,
        dashboard: minioScreen,
      }),
      alert({
        alert: 'MinioDriveErrors',
        expr: above(
          add(sumBy([...byServer, 'drive'], increase(driveIoErrors, '15m')), sumBy([...byServer, 'drive'], increase(driveTimeouts, '15m'))),
          0,
        ),
        severity: 'warning',
        summary: 'A drive of MinIO reports errors.',
        description: ({ namespace, server, drive }, value) =>
          `${value.number} operations of drive ${drive} of ${server} in ${namespace} failed or timed out.`,
        dashboard: minioScreen,
      }),
      alert({
        alert: 'MinioLifecycleBehind',
        expr: above(sumBy(['namespace'], increase(expiryMissed, '1h')), 0),
        severity: 'warning',
        summary: 'MinIO does not keep up with deleting expired objects.',
        description: ({ namespace }, value) =>
          `MinIO in ${namespace} gave up ${value.number} expirations within an hour; old objects keep their space.`,
        dashboard: minioScreen,
      }),
    ],
  });
