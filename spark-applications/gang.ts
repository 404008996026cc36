import { byteQuantityOf, cpuQuantityOf } from '../config/schema/values';
import { type SparkApplicationSpec, SparkApplicationSpecBatchSchedulerOptionsResources as Quantity } from '../imports/sparkoperator.k8s.io';
import type { SparkApplication } from './application';
import { firstExecutors, requestedByAll } from './size';

/** GPUs of the driver and of the executors that a run begins with, by the name of the device. */
function devices({ specification, ...application }: SparkApplication): Readonly<Record<string, number>> {
  const { driver, executor } = specification;
  const counts = new Map<string, number>();
  for (const [gpu, pods] of [[driver?.gpu, 1] as const, [executor?.gpu, firstExecutors(application)] as const])
    if (gpu !== undefined && pods > 0) counts.set(gpu.name, (counts.get(gpu.name) ?? 0) + pods * gpu.quantity);
  return Object.fromEntries(counts);
}

/** What the driver and the executors that a run begins with request, unless the declaration says otherwise. */
function minimum(application: SparkApplication): Readonly<Record<string, string | number>> {
  const { cores, bytes } = requestedByAll(application, firstExecutors(application));
  const { cpu = cpuQuantityOf(cores), memory = byteQuantityOf(bytes), extended } = application.batchScheduler?.resources ?? {};
  return { cpu, memory, ...devices(application), ...extended };
}

const quantity = (value: string | number): Quantity =>
  typeof value === 'string' ? Quantity.fromString(value) : Quantity.fromNumber(value);

/**
 * Hands an application to a batch scheduler. Volcano starts a run when there is room for a minimum, which is always stated: where it is not, the operator
 * (2.5.2, `pkg/util/sparkapplication.go`) reads Spark's sizes as quantities of Kubernetes, in which `2g` is nothing and `819m` less than a byte, so that
 * drivers start without room for their executors. For YuniKorn it reckons right, and takes no other minimum.
 */
export function gangScheduling(application: SparkApplication): Pick<SparkApplicationSpec, 'batchScheduler' | 'batchSchedulerOptions'> {
  const { batchScheduler } = application;
  if (batchScheduler === undefined) return {};
  const { name, queue, priorityClassName } = batchScheduler;
  const resources = Object.entries(name === 'volcano' ? minimum(application) : {}).map(([key, value]) => [key, quantity(value)] as const);
  const options = {
    ...(queue !== undefined && { queue }),
    ...(priorityClassName !== undefined && { priorityClassName }),
    ...(resources.length > 0 && { resources: Object.fromEntries(resources) }),
  };
  return { batchScheduler: name, ...(Object.keys(options).length > 0 && { batchSchedulerOptions: options }) };
}
