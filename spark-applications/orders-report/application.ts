import type { SparkApplicationInput } from '../application';

/** The best customers, deliberately badly tuned: something for the tuning panel, the cost dashboard and the lint to talk about. */
export const ordersReport: SparkApplicationInput = {
  name: 'orders-report',
  team: 'analytics',
  language: 'python',
  mainFile: 'orders-report/orders_report.py',
  arguments: ({ data }) => ['--store', `${data}/orders`],
  driver: { cores: 1, coreRequest: '200m', memory: '512m' },
  // twice the memory that it needs, and an executor that has nothing to do
  executor: { instances: 2, cores: 1, coreRequest: '500m', memory: '1g' },
  schedule: { cron: '0 5 * * *' },
  sparkConf: { 'spark.sql.adaptive.enabled': 'false' },
};
