import type { Arguments, SparkApplicationInput } from '../application';

/** Orders of a shop: ingest → clean → aggregate. Small enough for a laptop beside everything else. */
const pipeline = {
  team: 'analytics',
  owner: 'orders-crew',
  costCentre: 'web-shop',
  language: 'python',
  mainFile: 'orders/orders.py',
  size: 'tiny',
} as const satisfies Omit<SparkApplicationInput, 'name'>;

/** Days that a schedule works on again each time, since deliveries may be late. */
const LATE_DAYS = 3;

const stages =
  (names: readonly string[], ...options: readonly string[]): Arguments =>
  ({ raw, curated }) => [...names, '--raw', `${raw}/orders`, '--curated', `${curated}/orders`, ...options];

/** The ten days before what the schedules look after, once after each change, so that there is something to see as soon as the platform is up. */
export const orders: SparkApplicationInput = {
  ...pipeline,
  name: 'orders',
  executor: { instances: 2 },
  arguments: stages(['ingest', 'clean', 'aggregate'], '--days', '10', '--skip-days', String(LATE_DAYS)),
};

/** One stage every night, far enough behind the one before. */
const nightly = (stage: string, cron: string): SparkApplicationInput => ({
  ...pipeline,
  name: `orders-${stage}`,
  arguments: stages([stage], '--days', String(LATE_DAYS)),
  schedule: { cron },
  expectedDuration: '5m',
  dailyBudget: 2,
  slo: { runsEvery: '1d', successRatio: 0.95, freshness: '26h' },
  waivers: { 'slo-unwatched': 'On a laptop it runs every twenty minutes and a failure wakes nobody; production watches it.' },
});

export const ordersIngest = nightly('ingest', '0 3 * * *');
export const ordersClean = nightly('clean', '20 3 * * *');
export const ordersAggregate = nightly('aggregate', '40 3 * * *');
