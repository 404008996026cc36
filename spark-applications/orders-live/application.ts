import type { SparkApplicationInput } from '../application';

/** Orders per country and minute as they come in: a stream, which is not meant to end. */
export const ordersLive: SparkApplicationInput = {
  name: 'orders-live',
  team: 'analytics',
  language: 'python',
  mainFile: 'orders-live/orders_live.py',
  arguments: ({ data }) => ['--store', `${data}/orders-live`],
  driver: { cores: 1, coreRequest: '200m', memory: '512m' },
  executor: { instances: 1, cores: 1, coreRequest: '300m', memory: '512m' },
  restartPolicy: 'Always',
  // each partition keeps a state file of its own in the object store, at every micro-batch
  sparkConf: { 'spark.sql.shuffle.partitions': '2' },
};
