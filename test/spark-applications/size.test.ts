import fc from 'fast-check';
import type { SparkMemory } from '../../config/schema/values';
import { checkedApplications } from '../../spark-applications/application';
import { containerProblems, coreLimit, coreRequest, memoryOverhead, quotaProblems } from '../../spark-applications/size';
import { localWith, minimal } from './platform';

const sizeProblems = (...given: Parameters<typeof quotaProblems>) => [...containerProblems(...given), ...quotaProblems(...given)];
const sized = (change: object) => checkedApplications([{ ...minimal, ...change }])[0]!;
const roomy = { quota: { cpu: '100', memory: '100Gi', pods: 100 }, largestContainer: { cpu: '16', memory: '64Gi' } } as const;

describe('memory beside the heap is what Spark itself would add', () => {
  test.each([
    ['512m', 'python', '384m'],
    ['2g', 'python', '819m'],
    ['8g', 'r', '3276m'],
    ['2g', 'scala', '384m'],
    ['8g', 'java', '819m'],
  ] as const)('%s of %s: %s', (memory, language, overhead) => {
    expect(memoryOverhead({ cores: 1, memory }, language)).toBe(overhead);
  });

  test('or what the declaration says', () => {
    expect(memoryOverhead({ cores: 1, memory: '8g', memoryOverhead: '1g' }, 'python')).toBe('1g');
  });

  test('never less than 384 MiB', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (mib) => {
        const overhead: SparkMemory = memoryOverhead({ cores: 1, memory: `${mib}m` }, 'python');
        expect(parseInt(overhead)).toBeGreaterThanOrEqual(384);
      }),
    );
  });
});

test('a pod requests its cores unless told otherwise, and is never limited below its request', () => {
  expect(coreRequest({ cores: 2, memory: '1g' })).toBe('2');
  expect([
    coreRequest({ cores: 1, memory: '1g', coreRequest: '200m' }),
    coreLimit({ cores: 1, memory: '1g', coreRequest: '200m' }),
  ]).toEqual(['200m', '1']);
  expect(coreLimit({ cores: 1, memory: '1g', coreRequest: '1500m' })).toBe('1500m');
});

test('an application that fits has no problem', () => {
  expect(sizeProblems(sized({}), localWith(roomy))).toEqual([]);
});

describe('an application that can never run is refused with the arithmetic', () => {
  test('too many cores for the quota', () => {
    expect(sizeProblems(sized({}), localWith({ ...roomy, quota: { ...roomy.quota, cpu: '6' } }))).toEqual([
      'driver and executors request 7 cores (1 + 3 × 2), spark.quota.cpu is 6; lower executor.instances or cores',
    ]);
  });

  test('too much memory for the quota', () => {
    expect(sizeProblems(sized({}), localWith({ ...roomy, quota: { ...roomy.quota, memory: '9Gi' } }))).toEqual([
      'driver and executors request 9.8 GiB (1.4 GiB + 3 × 2.8 GiB), spark.quota.memory is 9Gi; lower executor.instances or memory',
    ]);
  });

  test('too many pods for the quota', () => {
    const many = sized({ executor: { ...minimal.executor, cores: 1, instances: 5 } });
    expect(sizeProblems(many, localWith({ ...roomy, quota: { ...roomy.quota, pods: 5 } }))).toEqual([
      'driver and executors are 6 pods (1 + 5), spark.quota.pods is 5; lower executor.instances',
    ]);
  });

  test('a container above the largest', () => {
    expect(sizeProblems(sized({}), localWith({ ...roomy, largestContainer: { cpu: '1', memory: '2Gi' } }))).toEqual([
      'executor needs 2 cores, spark.largestContainer.cpu is 1; lower executor.cores',
      'executor needs 2.8 GiB (memory 2g + overhead 819m), spark.largestContainer.memory is 2Gi; lower executor.memory',
    ]);
  });
});
