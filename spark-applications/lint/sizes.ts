import { sparkBytesOf } from '../../config/schema/values';
import type { SparkApplication } from '../application';
import { containerProblems, gib, LEAST_OVERHEAD_MIB, memoryOverhead, mostExecutors, OVERHEAD_SHARE, quotaProblems } from '../size';
import { type ApplicationRule, SPARK_CONFIGURATION, SPARK_KUBERNETES, SPARK_SCHEDULING, SPARK_TUNING, when } from './rule';

const GIB = 2 ** 30;
/** Cores of one executor that share its heap and connections well. */
const FEWEST_CORES = 3;
export const MOST_CORES = 5;
/** Spark keeps 300 MiB for itself; of the rest, tasks share 60 %. */
const LEAST_HEAP_PER_CORE = 0.5 * GIB;
const LARGEST_HEAP = 64 * GIB;

const besideJvm = ({ language }: SparkApplication) => language === 'python' || language === 'r' || language === 'sql';

/** Roles whose memory beside the heap is below Spark's own rule. */
const shortOfOverhead = (application: SparkApplication): string[] =>
  (['driver', 'executor'] as const)
    .filter((role) => {
      const size = application[role];
      const least = Math.max(sparkBytesOf(size.memory) * OVERHEAD_SHARE[application.language], LEAST_OVERHEAD_MIB * 2 ** 20);
      // Spark rounds down to whole MiB
      return sparkBytesOf(memoryOverhead(size, application.language)) < Math.floor(least / 2 ** 20) * 2 ** 20;
    })
    .map((role) => `${role} has ${application[role].memoryOverhead} beside a heap of ${application[role].memory}`);

/** How large drivers and executors are. */
export const sizeRules: readonly ApplicationRule[] = [
  {
    id: 'executor-cores-many',
    severity: 'warning',
    reason: 'More than five tasks at once in a JVM wait for its garbage collection and for its connections to the object store.',
    fix: `Set executor.cores to ${FEWEST_CORES}–${MOST_CORES} and raise executor.instances.`,
    source: SPARK_TUNING,
    check: ({ application: { executor } }) => when(executor.cores > MOST_CORES, () => `executor.cores is ${executor.cores}`),
  },
  {
    id: 'executor-cores-few',
    severity: 'info',
    reason: 'Each executor has its own copy of broadcasts and its own overhead of 384 MiB or more, which few tasks then share.',
    fix: `Set executor.cores to ${FEWEST_CORES}–${MOST_CORES} and lower executor.instances.`,
    source: SPARK_TUNING,
    check: ({ application: { executor } }) => when(executor.cores < FEWEST_CORES, () => `executor.cores is ${executor.cores}`),
  },
  {
    id: 'executor-memory',
    severity: 'warning',
    reason:
      'Less than half a GiB per core spills at once, since Spark keeps 300 MiB for itself; a very large heap is collected in long pauses.',
    fix: 'Set executor.memory to 1–16 GiB per core and at most 64 GiB.',
    source: SPARK_TUNING,
    check({ application: { executor } }) {
      const heap = sparkBytesOf(executor.memory);
      return [
        ...when(heap < executor.cores * LEAST_HEAP_PER_CORE, () => `executors have ${gib(heap)} for ${executor.cores} cores`),
        ...when(heap > LARGEST_HEAP, () => `executors have a heap of ${gib(heap)}`),
      ];
    },
  },
  {
    id: 'memory-overhead',
    severity: 'warning',
    reason: 'Memory beside the heap holds network buffers and thread stacks; a container without room for them is killed.',
    fix: 'Leave memoryOverhead out, or raise it to a tenth of the heap and at least 384 MiB.',
    source: SPARK_CONFIGURATION,
    check: ({ application }) => (besideJvm(application) ? [] : shortOfOverhead(application)),
  },
  {
    id: 'python-memory',
    severity: 'warning',
    reason: 'Python and R workers live beside the heap of the JVM; a container without room for them is killed.',
    fix: 'Leave memoryOverhead out, or raise it to two fifths of the heap; Python functions on large groups need more.',
    source: SPARK_KUBERNETES,
    check: ({ application }) => (besideJvm(application) ? shortOfOverhead(application) : []),
  },
  {
    id: 'dynamic-allocation-bounds',
    severity: 'warning',
    reason:
      'Equal bounds are a fixed number with extra work; bounds far apart let one application take everything before it gives anything back.',
    fix: 'Set maxExecutors to 2–20 times minExecutors, or give executor.instances instead.',
    source: SPARK_SCHEDULING,
    check({ application: { dynamicAllocation: bounds } }) {
      if (bounds === undefined) return [];
      const { minExecutors, maxExecutors } = bounds;
      const apart = maxExecutors > 20 * Math.max(minExecutors, 1);
      return when(minExecutors === maxExecutors || apart, () => `between ${minExecutors} and ${maxExecutors} executors`);
    },
  },
  {
    id: 'requests-above-node',
    severity: 'error',
    reason: 'The API server refuses a container above the LimitRange, and no node has room for it.',
    fix: 'Lower cores or memory, or raise spark.largestContainer if the nodes are larger.',
    source: SPARK_KUBERNETES,
    check: ({ application, platform }) => containerProblems(application, platform),
  },
  {
    id: 'requests-above-quota',
    severity: 'error',
    reason: 'The application starts, never gets all its executors, and waits.',
    fix: 'Lower executor.instances, cores or memory, or raise spark.quota.',
    source: 'https://kubernetes.io/docs/concepts/policy/resource-quotas/',
    check: ({ application, platform }) => quotaProblems(application, platform),
  },
];

/** Tasks that can run at once. */
export const slotsOf = (application: SparkApplication): number => application.executor.cores * mostExecutors(application);
