import type { SparkApplicationInput } from '../application';

/** Orders per country and minute as they come in: a stream, which is not meant to end. */
export const ordersLive: SparkApplicationInput = {
  name: 'orders-live',
  team: 'analytics',
  owner: 'orders-crew',
  costCentre: 'web-shop',
  language: 'python',
  mainFile: 'orders-live/orders_live.py',
  arguments: ({ curated }) => ['--store', `${curated}/orders-live`],
  size: 'tiny',
  executor: { coreRequest: '300m' },
  restartPolicy: 'Always',
  checkpoint: ({ checkpoints }) => `${checkpoints}/orders-live`,
  // each partition keeps a state file of its own in the object store, at every micro-batch
  sparkConf: { 'spark.sql.shuffle.partitions': '2' },
};
