import { minioMetrics } from '../metrics/minio';
import { and, constant, deriv, divide, maxBy, multiply } from '../metrics/promql';
import { worthForecasting } from '../rules/minio';
import { worseBelow } from './levels';
import { query } from './query';
import type { DashboardSettings } from './settings';
import { stat } from './single-value';

const SECONDS_PER_DAY = 86_400;

const shrinkingPerSecond = maxBy([], multiply(deriv(minioMetrics.usableFree, '6h'), constant(-1, 'ratio')));

/** Time until the object store is full: no series while it does not fill, or is as good as empty. */
export const storeFullIn = ({ usedAboveRatio, fullWithinDays }: DashboardSettings['thresholds']['minio']) =>
  stat({
    title: 'Store full in',
    description: 'Time until MinIO is full at the pace of the last six hours: an estimate. Good: weeks, or not filling at all.',
    queries: [
      query(and(divide(maxBy([], minioMetrics.usableFree), shrinkingPerSecond), maxBy([], worthForecasting(usedAboveRatio))), 'time left'),
    ],
    levels: worseBelow(fullWithinDays * SECONDS_PER_DAY * 2, fullWithinDays * SECONDS_PER_DAY),
    noValue: 'not filling',
    missing: 'good',
  });
