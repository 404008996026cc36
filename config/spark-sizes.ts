import type { CpuQuantity, SparkMemory } from './schema/values';

interface PodSize {
  readonly cores: number;
  readonly coreRequest?: CpuQuantity;
  readonly memory: SparkMemory;
}

interface Size {
  readonly driver: PodSize;
  readonly executor: PodSize & { readonly instances: number };
}

/**
 * Sizes that have a name: `size` of an application, and of `spark.overrides` in an environment. Four cores share an executor's memory and
 * connections well; more of them collect garbage for longer.
 */
export const sparkSizes = {
  /** A trial on a laptop: less than a core and 2 GiB in all. */
  tiny: {
    driver: { cores: 1, coreRequest: '200m', memory: '512m' },
    executor: { instances: 1, cores: 1, coreRequest: '500m', memory: '512m' },
  },
  /** Some gigabytes of data. */
  small: { driver: { cores: 1, memory: '2g' }, executor: { instances: 2, cores: 4, memory: '8g' } },
  /** Some hundred gigabytes. */
  medium: { driver: { cores: 2, memory: '4g' }, executor: { instances: 6, cores: 4, memory: '16g' } },
  /** Terabytes. */
  large: { driver: { cores: 4, memory: '8g' }, executor: { instances: 20, cores: 4, memory: '28g' } },
} as const satisfies Record<string, Size>;

/** Name of a size. */
export type SizeName = keyof typeof sparkSizes;
