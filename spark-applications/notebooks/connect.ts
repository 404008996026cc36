import type { SparkConnectInput } from '../connect/declaration';

/** Spark for notebooks: executors come with the first query and go when nobody asks anything. */
export const notebooks: SparkConnectInput = {
  name: 'notebooks',
  team: 'analytics',
  owner: 'orders-crew',
  costCentre: 'web-shop',
  size: 'tiny',
  driver: { memory: '1g' },
  dynamicAllocation: { minExecutors: 0, maxExecutors: 2 },
  clients: [{ namespace: 'notebooks', podLabels: { 'app.kubernetes.io/name': 'jupyterlab' } }],
  // as many as two executors have cores, and not one task for each of 200 partitions
  sparkConf: { 'spark.sql.shuffle.partitions': '4' },
};
