import type { SparkApplicationInput } from '../application';

/** The best customers, deliberately badly tuned: something for the tuning panel, the cost dashboard and the lint to talk about. */
export const ordersReport: SparkApplicationInput = {
  name: 'orders-report',
  team: 'analytics',
  owner: 'orders-crew',
  costCentre: 'web-shop',
  language: 'python',
  mainFile: 'orders-report/orders_report.py',
  arguments: ({ curated }) => ['--curated', `${curated}/orders`],
  // what it needs and no more: an S3 user of its own
  storeAccess: [
    { place: 'curated', folder: 'orders/clean', access: 'read' },
    { place: 'curated', folder: 'orders/best-customers', access: 'readWrite' },
  ],
  size: 'tiny',
  // twice the memory that it needs, and an executor that has nothing to do
  executor: { instances: 2, memory: '1g' },
  schedule: { cron: '0 5 * * *' },
  expectedDuration: '5m',
  sparkConf: { 'spark.sql.adaptive.enabled': 'false' },
  waivers: {
    'adaptive-execution': 'This application shows what its absence looks like on the dashboards.',
    'shuffle-partitions': 'Two hundred partitions for two cores show what tasks of a few milliseconds cost.',
    slo: 'Nobody waits for the result of a demonstration.',
  },
};
