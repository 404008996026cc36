import { above, and, convert, isTrue, maxBy, multiply, constant, now, subtract, unless } from '../metrics/promql';
import { targetMetrics } from '../metrics/prometheus';
import { streamingMetrics } from '../metrics/spark-streaming';
import { application } from './identity';
import { alert, group } from './rule';
import type { RuleSettings } from './settings';

const { inputRate, processingRate, watermark } = streamingMetrics;
const ofQuery = [...application, 'query'] as const;
const screen = { uid: 'spark-streaming', variables: ['namespace', 'app', 'query'] } as const;

/**
 * Whether streaming queries keep up. Spark publishes no trigger interval, so a batch that outlasts its trigger has no alert of its own: it
 * shows as rows arriving faster than they are processed.
 */
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
