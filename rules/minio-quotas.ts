import { minioMetrics } from '../metrics/minio';
import { above, maxBy, ratio, recording } from '../metrics/promql';
import { alert, group } from './rule';
import type { RuleSettings } from './settings';

const ofBucket = ['namespace', 'bucket'] as const;

export const bucketQuotaUsed = recording({
  record: 'spok:minio_bucket_quota_used:ratio',
  of: ratio(maxBy(ofBucket, minioMetrics.bucketBytes), maxBy(ofBucket, minioMetrics.bucketQuota)),
  about: 'Share of its quota that a bucket has taken, as the scanner last saw it.',
});

/** Whether a bucket has a quota: there is no series of one elsewhere. */
export const hasBucketQuotas = ({ objectStore }: Pick<RuleSettings, 'objectStore'>): boolean =>
  objectStore.mode === 'minio' && Object.keys(objectStore.quotas).length > 0;

/** Buckets with a quota (`objectStore.quotas`); nothing where none has one. */
export const minioQuotaRules = (settings: Pick<RuleSettings, 'objectStore' | 'thresholds'>) =>
  group({
    name: 'minio-quotas',
    rules: hasBucketQuotas(settings)
      ? [
          bucketQuotaUsed,
          alert({
            alert: 'MinioBucketQuotaAlmostUsed',
            expr: above(bucketQuotaUsed, settings.thresholds.minio.bucketQuotaAboveRatio),
            for: '5m',
            severity: 'warning',
            summary: 'A bucket has almost used up its quota, and writes into it will fail.',
            description: ({ namespace, bucket }, value) =>
              `${value.percentage} of the quota of bucket ${bucket} of MinIO in ${namespace} is taken; at 100% writes are refused.`,
            dashboard: { uid: 'minio' },
          }),
        ]
      : [],
  });
