import type { SparkApplicationInput } from '../application';

/** The best day of each country, every week: a file of SQL needs no program. */
export const ordersSummary: SparkApplicationInput = {
  name: 'orders-summary',
  team: 'analytics',
  owner: 'orders-crew',
  costCentre: 'web-shop',
  language: 'sql',
  mainFile: 'orders-summary/orders_summary.sql',
  arguments: ({ curated }) => [`curated=${curated}/orders`],
  storeAccess: [
    { place: 'curated', folder: 'orders/revenue', access: 'read' },
    { place: 'curated', folder: 'orders/summary', access: 'readWrite' },
  ],
  size: 'tiny',
  schedule: { cron: '0 6 * * 1' },
  expectedDuration: '5m',
  slo: { runsEvery: '7d', freshness: '8d' },
  waivers: { 'slo-unwatched': 'Half a year of metrics is too much for one weekly table; SparkScheduleStale watches it all the same.' },
};
