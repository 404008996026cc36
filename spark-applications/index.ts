import type { SparkApplicationInput } from './application';
import { orders, ordersDaily } from './orders/application';

/** Every Spark application. A further one is its folder and its name here. */
export const sparkApplications: readonly SparkApplicationInput[] = [orders, ordersDaily];
