import type { podSizeSchema } from '../config/schema/spark';
import { bytesOf, coresOf, type CpuQuantity, sparkBytesOf, type SparkMemory } from '../config/schema/values';
import type { z } from 'zod';
import type { SparkApplication } from './application';
import type { SparkPlatform } from './platform';

type PodSize = z.output<typeof podSizeSchema>;

const MIB = 2 ** 20;

/** Spark's own rule: a share of the heap, more for programs with a process beside the JVM, and never less than 384 MiB. */
export const OVERHEAD_SHARE = { python: 0.4, r: 0.4, sql: 0.4, scala: 0.1, java: 0.1 } as const;
export const LEAST_OVERHEAD_MIB = 384;

/** Memory outside the heap. Always stated, so that the pods are exactly as large as the checks below reckon. */
export function memoryOverhead({ memory, memoryOverhead }: PodSize, language: SparkApplication['language']): SparkMemory {
  const share = Math.floor((sparkBytesOf(memory) / MIB) * OVERHEAD_SHARE[language]);
  return memoryOverhead ?? `${Math.max(share, LEAST_OVERHEAD_MIB)}m`;
}

export const coreRequest = ({ cores, coreRequest }: PodSize): CpuQuantity => coreRequest ?? `${cores}`;

/** As many cores as it has task slots; a request may be higher. */
export const coreLimit = (size: PodSize): CpuQuantity => (coresOf(coreRequest(size)) > size.cores ? coreRequest(size) : `${size.cores}`);

/** Cores and memory of some pods. */
export interface Amounts {
  readonly cores: number;
  readonly bytes: number;
}

/** What a pod requests of the scheduler. */
export const requestedBy = (size: PodSize, language: SparkApplication['language']): Amounts => ({
  cores: coresOf(coreRequest(size)),
  bytes: sparkBytesOf(size.memory) + sparkBytesOf(memoryOverhead(size, language)),
});

/** `1.5 GiB` */
export const gib = (bytes: number) => `${Math.round((bytes / 2 ** 30) * 100) / 100} GiB`;
const round = (cores: number) => Math.round(cores * 1000) / 1000;

/** As many executors as there may ever be at once. */
export const mostExecutors = ({ executor, dynamicAllocation }: Pick<SparkApplication, 'executor' | 'dynamicAllocation'>): number =>
  dynamicAllocation?.maxExecutors ?? executor.instances;

/** As many executors as a run begins with. */
export const firstExecutors = ({ executor, dynamicAllocation }: Pick<SparkApplication, 'executor' | 'dynamicAllocation'>): number =>
  dynamicAllocation === undefined ? executor.instances : (dynamicAllocation.initialExecutors ?? dynamicAllocation.minExecutors);

/** What driver and executors together request of the scheduler: all that there may be, or some. */
export function requestedByAll(
  { driver, executor, language, ...application }: Pick<SparkApplication, 'driver' | 'executor' | 'language' | 'dynamicAllocation'>,
  executors = mostExecutors({ executor, ...application }),
): Amounts {
  const [one, each] = [requestedBy(driver, language), requestedBy(executor, language)];
  return { cores: round(one.cores + executors * each.cores), bytes: one.bytes + executors * each.bytes };
}

/** A container above the LimitRange is refused by the API server, run after run: which one, and by how much; empty if none is. */
export function containerProblems({ language, driver, executor }: SparkApplication, { settings }: SparkPlatform): string[] {
  const { cpu, memory } = settings.largestContainer;
  return Object.entries({ driver, executor }).flatMap(([role, size]) => {
    const { bytes } = requestedBy(size, language);
    return [
      ...(coresOf(coreLimit(size)) > coresOf(cpu)
        ? [`${role} needs ${coreLimit(size)} cores, spark.largestContainer.cpu is ${cpu}; lower ${role}.cores`]
        : []),
      ...(bytes > bytesOf(memory)
        ? [
            `${role} needs ${gib(bytes)} (memory ${size.memory} + overhead ${memoryOverhead(size, language)}), spark.largestContainer.memory is ${memory}; lower ${role}.memory`,
          ]
        : []),
    ];
  });
}

/** An application above the quota starts, never gets all its executors, and waits: the arithmetic; empty if it fits. */
export function quotaProblems(application: SparkApplication, { settings: { quota } }: SparkPlatform): string[] {
  const { driver, executor, language } = application;
  const [one, each] = [requestedBy(driver, language), requestedBy(executor, language)];
  const { cores, bytes } = requestedByAll(application);
  const instances = mostExecutors(application);
  const fewer = application.dynamicAllocation ? 'dynamicAllocation.maxExecutors' : 'executor.instances';
  const subject = 'driver and executors';
  return [
    ...(cores > coresOf(quota.cpu)
      ? [
          `${subject} request ${cores} cores (${one.cores} + ${instances} × ${each.cores}), spark.quota.cpu is ${quota.cpu}; lower ${fewer} or cores`,
        ]
      : []),
    ...(bytes > bytesOf(quota.memory)
      ? [
          `${subject} request ${gib(bytes)} (${gib(one.bytes)} + ${instances} × ${gib(each.bytes)}), spark.quota.memory is ${quota.memory}; lower ${fewer} or memory`,
        ]
      : []),
    ...(1 + instances > quota.pods
      ? [`${subject} are ${1 + instances} pods (1 + ${instances}), spark.quota.pods is ${quota.pods}; lower ${fewer}`]
      : []),
  ];
}
