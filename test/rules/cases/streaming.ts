import { always, growing, wrongly, type Cases } from '../alert-case';
import { driver, etl, up } from './subjects';

const rate = (name: string, values: Parameters<typeof driver>[1]) => driver(`spark_streaming_${name}`, values, { query: 'clicks' });
const labels = { ...etl, query: 'clicks' } as const;

export const streamingCases: Cases = {
  alerts: () => [
    {
      alert: 'SparkStreamingFallingBehind',
      series: [rate('inputRate_total', wrongly(200, 100)), rate('processingRate_total', always(100))],
      labels,
      value: '200',
    },
    {
      alert: 'SparkStreamingBatchTooLong',
      series: [rate('latency', wrongly(90_000, 20_000))],
      labels,
      value: '1m 30s',
    },
    {
      alert: 'SparkStreamingWatermarkLate',
      // stands still from minute 10 on
      from: 26,
      until: 52,
      series: [rate('eventTime_watermark', `0 60000+60000x8 600000x40 ${50 * 60_000}+60000x60`)],
      labels,
      value: '26m 0s',
    },
    {
      alert: 'SparkStreamingQueryStopped',
      // its last sample is from fifteen minutes ago
      until: 35,
      series: [rate('inputRate_total', '100x19 stale'), up('spark-driver', always(1), etl)],
      labels,
    },
  ],
  lookAlikes: [
    {
      name: 'a query without a watermark, a burst that is worked off, and a batch that compacts state',
      silent: ['SparkStreamingWatermarkLate', 'SparkStreamingFallingBehind', 'SparkStreamingBatchTooLong'],
      series: [
        rate('latency', '20000x19 90000x5 20000x200'),
        rate('eventTime_watermark', always(0)),
        rate('inputRate_total', '100x19 500x5 100x200'),
        rate('processingRate_total', always(150)),
      ],
    },
    {
      name: 'a streaming application that ends takes its queries with it',
      silent: ['SparkStreamingQueryStopped'],
      series: [rate('inputRate_total', '100x19 stale'), up('spark-driver', '1x19 stale', etl)],
    },
    {
      name: 'a query that keeps up',
      silent: ['SparkStreamingFallingBehind', 'SparkStreamingBatchTooLong', 'SparkStreamingWatermarkLate', 'SparkStreamingQueryStopped'],
      series: [
        rate('latency', always(20_000)),
        rate('inputRate_total', always(100)),
        rate('processingRate_total', always(300)),
        rate('eventTime_watermark', growing(60_000)),
        up('spark-driver', always(1), etl),
      ],
    },
  ],
};
