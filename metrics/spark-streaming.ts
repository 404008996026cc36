import { gauge } from './metric';

/**
 * Structured Streaming, only with `spark.sql.streaming.metricsEnabled`. The query's name (or id, if it has none) becomes a label.
 * All series of a query vanish the moment it stops or fails.
 */
const streaming = {
  job: 'spark-driver',
  labels: ['query'],
  tier: 'native',
  source: 'apache/spark sql/core/src/main/scala/org/apache/spark/sql/execution/streaming/MetricsReporter.scala',
  proof: { exposition: 'spark-driver-streaming.txt' },
} as const;

export const streamingMetrics = {
  inputRate: gauge({
    ...streaming,
    name: 'spark_streaming_inputRate_total',
    unit: 'rowsPerSecond',
    about: 'Rows arriving per second; a gauge in spite of its name.',
  }),
  processingRate: gauge({
    ...streaming,
    name: 'spark_streaming_processingRate_total',
    unit: 'rowsPerSecond',
    about: 'Rows processed per second while a batch runs; a gauge in spite of its name.',
  }),
  batchDuration: gauge({ ...streaming, name: 'spark_streaming_latency', unit: 'milliseconds', about: 'Duration of the last micro-batch.' }),
  watermark: gauge({
    ...streaming,
    name: 'spark_streaming_eventTime_watermark',
    unit: 'timestampMilliseconds',
    about: 'Event time up to which the query is done; 0 without a watermark and before the first one.',
  }),
  stateRows: gauge({ ...streaming, name: 'spark_streaming_states_rowsTotal', unit: 'rows', about: 'Rows in the state store.' }),
  stateBytes: gauge({ ...streaming, name: 'spark_streaming_states_usedBytes', unit: 'bytes', about: 'Memory the state store takes.' }),
};
