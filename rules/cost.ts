import type { Environment } from '../config/schema';
import { containerMetrics } from '../metrics/containers';
import { podMetrics } from '../metrics/kubernetes';
import {
  add,
  clampMin,
  constant,
  convert,
  evenlySampled,
  integrateOverTime,
  joinOn,
  maxBy,
  multiply,
  present,
  rate,
  subtract,
  sumBy,
  type Window,
} from '../metrics/promql';
import { runningSparkPods, sparkPods } from './identity';
import { COST_INTERVAL_SECONDS } from './interval';

/** What a core and a GiB of memory cost for an hour. */
export type Prices = Pick<Environment['cost'], 'pricePerCoreHour' | 'pricePerGibHour'>;

const ofPod = ['app', 'schedule', 'team', 'role'] as const;
const byRole = ['namespace', ...ofPod] as const;
const pod = ['namespace', 'pod'] as const;
const container = ['namespace', 'pod', 'container'] as const;
const everySeconds = COST_INTERVAL_SECONDS;
/** Containers proper: `container=""` is the control group of the whole pod. */
const proper = { container: present, image: present };

export const coresRequested = evenlySampled({
  record: 'spok:app_cpu_request_cores:sum',
  of: sumBy(byRole, joinOn(pod, maxBy(container, podMetrics.cpuRequests), runningSparkPods, { groupLeft: ofPod })),
  everySeconds,
  about: 'Cores that the running pods of an application reserve: what it costs.',
});

export const memoryRequested = evenlySampled({
  record: 'spok:app_memory_request_bytes:sum',
  of: sumBy(byRole, joinOn(pod, maxBy(container, podMetrics.memoryRequests), runningSparkPods, { groupLeft: ofPod })),
  everySeconds,
  about: 'Memory that the running pods of an application reserve: what it costs.',
});

export const coresUsed = evenlySampled({
  record: 'spok:app_cpu_usage_cores:sum',
  of: sumBy(byRole, joinOn(pod, sumBy(container, rate(containerMetrics.cpuTime.where(proper), '2m')), sparkPods, { groupLeft: ofPod })),
  everySeconds,
  about: 'Cores that the pods of an application use; the first and last minute of a pod are missing.',
});

export const memoryUsed = evenlySampled({
  record: 'spok:app_memory_working_set_bytes:sum',
  of: sumBy(byRole, joinOn(pod, maxBy(container, containerMetrics.workingSet.where(proper)), sparkPods, { groupLeft: ofPod })),
  everySeconds,
  about: 'Memory that the pods of an application hold, page cache and garbage included.',
});

export const coresWasted = evenlySampled({
  record: 'spok:app_cpu_waste_cores:sum',
  of: clampMin(subtract(coresRequested, coresUsed), 0),
  everySeconds,
  about: 'Cores that an application reserves and does not use.',
});

export const memoryWasted = evenlySampled({
  record: 'spok:app_memory_waste_bytes:sum',
  of: clampMin(subtract(memoryRequested, memoryUsed), 0),
  everySeconds,
  about: 'Memory that an application reserves and does not hold; an optimistic figure, since a heap is held once it was touched.',
});

export const costRecordings = [coresRequested, memoryRequested, coresUsed, memoryUsed, coresWasted, memoryWasted];

/** Money for reserved cores and memory over a window, by application and role. */
export const spent = <W extends Window>({ pricePerCoreHour, pricePerGibHour }: Prices, window: W) =>
  add(
    multiply(convert(integrateOverTime(coresRequested, window), 'coreHours'), constant(pricePerCoreHour, 'currencyPerCoreHour')),
    multiply(convert(integrateOverTime(memoryRequested, window), 'gibibyteHours'), constant(pricePerGibHour, 'currencyPerGibibyteHour')),
  );

/** Money for what was reserved and not used over a window, by application and role. */
export const wasted = <W extends Window>({ pricePerCoreHour, pricePerGibHour }: Prices, window: W) =>
  add(
    multiply(convert(integrateOverTime(coresWasted, window), 'coreHours'), constant(pricePerCoreHour, 'currencyPerCoreHour')),
    multiply(convert(integrateOverTime(memoryWasted, window), 'gibibyteHours'), constant(pricePerGibHour, 'currencyPerGibibyteHour')),
  );
