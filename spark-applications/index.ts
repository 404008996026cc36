import type { SparkApplicationInput } from './application';
import type { SparkConnectInput } from './connect/declaration';
import { notebooks } from './notebooks/connect';
import { ordersLive } from './orders-live/application';
import { ordersReport } from './orders-report/application';
import { ordersSummary } from './orders-summary/application';
import { orders, ordersAggregate, ordersClean, ordersIngest } from './orders/application';

/** Every Spark application. A further one is its folder and its name here. */
export const sparkApplications: readonly SparkApplicationInput[] = [
  orders,
  ordersIngest,
  ordersClean,
  ordersAggregate,
  ordersLive,
  ordersReport,
  ordersSummary,
];

/** Every Spark Connect server. Both environments leave out the one that is here: see `spark.connectServers`. */
export const sparkConnects: readonly SparkConnectInput[] = [notebooks];
