import type { Prices } from '../rules/cost';
import type { Figure } from './figures';
import type { Run } from './runs';

/** Money by what it was paid for, over the whole window. */
export interface Bill {
  readonly driverCores: number;
  readonly driverMemory: number;
  readonly executorCores: number;
  readonly executorMemory: number;
}

/** Core-seconds at the price of a core for an hour. */
export const priceOfCores = (coreSeconds: number, { pricePerCoreHour }: Prices): number => (coreSeconds / 3600) * pricePerCoreHour;

/** Byte-seconds at the price of a GiB for an hour. */
export const priceOfMemory = (byteSeconds: number, { pricePerGibHour }: Prices): number => (byteSeconds / 2 ** 30 / 3600) * pricePerGibHour;

const sum = (runs: readonly Run[], figure: Figure): number => runs.reduce((total, { figures }) => total + (figures[figure] ?? 0), 0);

/** What runs cost, or what of it was wasted: the same prices and integrals as the recorded cost rules. */
export const billOf = (runs: readonly Run[], prices: Prices, of: 'Requested' | 'Wasted'): Bill => ({
  driverCores: priceOfCores(sum(runs, `driverCores${of}`), prices),
  driverMemory: priceOfMemory(sum(runs, `driverMemory${of}`), prices),
  executorCores: priceOfCores(sum(runs, `executorCores${of}`), prices),
  executorMemory: priceOfMemory(sum(runs, `executorMemory${of}`), prices),
});

export const totalOf = ({ driverCores, driverMemory, executorCores, executorMemory }: Bill): number =>
  driverCores + driverMemory + executorCores + executorMemory;

/** What an application requests, all executors together. */
export interface Footprint {
  readonly driver: { readonly cores: number; readonly bytes: number };
  readonly executors: { readonly cores: number; readonly bytes: number };
}

/** What the same runs would have cost with another footprint, if they took as long. */
export const rescaled = (bill: Bill, from: Footprint, to: Footprint): Bill => ({
  driverCores: (bill.driverCores * to.driver.cores) / from.driver.cores,
  driverMemory: (bill.driverMemory * to.driver.bytes) / from.driver.bytes,
  executorCores: (bill.executorCores * to.executors.cores) / from.executors.cores,
  executorMemory: (bill.executorMemory * to.executors.bytes) / from.executors.bytes,
});
