import type { SparkApplicationInput } from '../application';

/** Orders of a shop: made up day by day, kept as Parquet, added up per country. Small enough for a laptop beside everything else. */
const pipeline = {
  team: 'analytics',
  language: 'python',
  mainFile: 'orders/orders.py',
  driver: { cores: 1, coreRequest: '200m', memory: '512m' },
  executor: { instances: 2, cores: 1, coreRequest: '500m', memory: '512m' },
} as const satisfies Omit<SparkApplicationInput, 'name'>;

/** Runs once after each change, so that there is something to see as soon as the platform is up. */
export const orders: SparkApplicationInput = {
  ...pipeline,
  name: 'orders',
  arguments: ({ data }) => ['--output', `${data}/orders`, '--days', '30'],
};

/** The same every night. */
export const ordersDaily: SparkApplicationInput = {
  ...pipeline,
  name: 'orders-daily',
  arguments: ({ data }) => ['--output', `${data}/orders-daily`, '--days', '30'],
  schedule: { cron: '0 3 * * *' },
};
