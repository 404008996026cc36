import { above, and, convert, isTrue, maxBy, multiply, constant, now, subtract, unless } from '../metrics/promql';
import { targetMetrics } from '../metrics/prometheus';
import { streamingMetrics } from '../metrics/spark-streaming';
import { application } from './identity';
import { alert, group } from './rule';
import type { RuleSettings } from './settings';

const { batchDuration, inputRate, processingRate, watermark } = streamingMetrics;
const ofQuery = [...application, 'query'] as const;
const screen = { uid: 'spark-streaming', variables: ['namespace', 'app', 'query'] } as const;

/** Whether streaming queries keep up. Spark publishes no trigger interval, so the setting says what a batch may take. */
export const streamingRules = ({ thresholds: { streaming: limit } }: Pick<RuleSettings, 'thresholds'>) =>
  group({
    name: 'spark-streaming',
    rules: [
      alert({
        alert: 'SparkStreamingFallingBehind',
        expr: above(maxBy(ofQuery, inputRate), multiply(maxBy(ofQuery, processingRate), constant(limit.inputOverProcessing, 'ratio'))),
        // catching up after a restart takes a while
        for: '10m',
        severity: 'warning',
        summary: 'A streaming query processes less than arrives.',
        description: ({ namespace, app, team, query }, value) =>
          `${value.number} rows per second arrive at query ${query} of ${app} in ${namespace} (team ${team}), and it does not keep up.`,
        dashboard: screen,
      }),
      alert({
        alert: 'SparkStreamingBatchTooLong',
        expr: above(maxBy(ofQuery, convert(batchDuration, 'seconds')), limit.batchSeconds),
        // a compaction of state makes single batches long
        for: '10m',
        severity: 'warning',
        summary: 'The batches of a streaming query outlast their trigger.',
        description: ({ namespace, app, team, query }, value) =>
          `A batch of query ${query} of ${app} in ${namespace} (team ${team}) takes ${value.duration}.`,
        dashboard: screen,
      }),
      alert({
        alert: 'SparkStreamingWatermarkLate',
        // 0 without a watermark and before the first
        expr: above(subtract(now, convert(maxBy(ofQuery, above(watermark, 0)), 'timestamp')), limit.watermarkDelaySeconds),
        for: '10m',
        severity: 'warning',
        summary: 'The event time of a streaming query stands still or is far behind.',
        description: ({ namespace, app, team, query }, value) =>
          `Query ${query} of ${app} in ${namespace} (team ${team}) is ${value.duration} behind.`,
        dashboard: screen,
      }),
      alert({
        alert: 'SparkStreamingQueryStopped',
        // a query that ends takes all its series with it, while its application may live on
        expr: and(
          unless(maxBy(ofQuery, inputRate.offset('15m')), maxBy(ofQuery, inputRate)),
          maxBy(['namespace', 'app'], isTrue(targetMetrics.up.where({ job: 'spark-driver' }))),
        ),
        for: '3m',
        severity: 'warning',
        summary: 'A streaming query has stopped in a running application.',
        description: ({ namespace, app, team, query }) =>
          `Query ${query} of ${app} in ${namespace} (team ${team}) has stopped; the application itself still runs.`,
        dashboard: screen,
      }),
    ],
  });
