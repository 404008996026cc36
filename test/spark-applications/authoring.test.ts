import { checkedApplications } from '../../spark-applications/application';
import { packedCode } from '../../spark-applications/code';
import { manifest } from '../../spark-applications/manifest';
import fc from 'fast-check';
import { byteQuantity, bytesOf, coresOf, cpuQuantity, sparkBytesOf } from '../../config/schema/values';
import { schemaErrors } from '../imports/validation';
import { sparkSizes } from '../../config/spark-sizes';
import { applicationsIn } from '../../spark-applications/in-environment';
import { local, localWith, minimal, problemsOf } from './platform';

const declared = (change: object) => checkedApplications([{ ...minimal, ...change }])[0]!;
/** The specification of an application, which must be valid by the operator's definition. */
function specOf(change: object): any {
  const object = manifest(declared(change), local, 'code');
  expect(schemaErrors({ ...object, metadata: { name: 'sample' } } as any)).toEqual([]);
  return object.spec;
}
const podOf = (spec: any, role: 'driver' | 'executor') => spec[role].template.spec;
const problems = (change: object) => problemsOf(() => declared(change));

describe('sizes', () => {
  const { name, team, language, mainFile } = minimal;
  const unsized = { name, team, language, mainFile };

  test('have names, and a declaration may differ from them', () => {
    const [application] = checkedApplications([{ ...unsized, size: 'small', executor: { instances: 7 } }]);
    expect(application).toMatchObject({ driver: sparkSizes.small.driver, executor: { ...sparkSizes.small.executor, instances: 7 } });
  });

  test('change in an environment by name', () => {
    const roomy = localWith({
      quota: { cpu: '200', memory: '900Gi', pods: 100 },
      largestContainer: { cpu: '16', memory: '128Gi' },
      overrides: { etl: { size: 'medium', driver: { memory: '6g' } } },
    });
    expect(applicationsIn(roomy, [{ ...unsized, size: 'tiny' }])[0]).toMatchObject({
      driver: { cores: 2, memory: '6g' },
      executor: sparkSizes.medium.executor,
    });
  });

  test.each(Object.entries(sparkSizes))('%s leaves every container some memory and has 1–5 cores', (_name, { driver, executor }) => {
    for (const { cores, memory } of [driver, executor]) {
      expect(cores).toBeLessThanOrEqual(5);
      expect(memory).toMatch(/^\d+[mg]$/);
    }
  });
});

test('dynamic allocation tracks shuffles, hands blocks over and replaces the fixed number', () => {
  const { dynamicAllocation, executor, sparkConf } = specOf({
    dynamicAllocation: { minExecutors: 1, maxExecutors: 3, shuffleTrackingTimeout: '5m' },
  });
  expect(dynamicAllocation).toEqual({
    enabled: true,
    initialExecutors: 1,
    minExecutors: 1,
    maxExecutors: 3,
    shuffleTrackingEnabled: true,
    shuffleTrackingTimeout: 300_000,
  });
  expect(executor).not.toHaveProperty('instances');
  expect(sparkConf).toMatchObject({ 'spark.decommission.enabled': 'true', 'spark.storage.decommission.shuffleBlocks.enabled': 'true' });
});

test('idle executors are never kept for shuffle files for ever, since tracking alone would; those that go hand them over', () => {
  const { dynamicAllocation, sparkConf } = specOf({ dynamicAllocation: { minExecutors: 0, maxExecutors: 3 } });
  expect(dynamicAllocation).toMatchObject({ shuffleTrackingEnabled: true, shuffleTrackingTimeout: 600_000 });
  expect(Object.keys(sparkConf).filter((key) => key.includes('decommission') && sparkConf[key] === 'true')).toHaveLength(4);
});

test('a file of SQL runs in the packed program, which gets it as its first argument', () => {
  const change = { language: 'sql', mainFile: 'orders-summary/orders_summary.sql', arguments: ['store=s3a://spark-data/orders'] };
  expect(specOf(change)).toMatchObject({
    type: 'Python',
    mainApplicationFile: 'local:///opt/spark/application/run_sql.py',
    arguments: ['/opt/spark/application/orders_summary.sql', 'store=s3a://spark-data/orders'],
  });
  expect(Object.keys(packedCode(declared(change))!)).toEqual(['orders_summary.sql', 'run_sql.py']);
});

test('a stream gets its checkpoint as a setting', () => {
  const { restartPolicy, sparkConf } = specOf({ restartPolicy: 'Always', checkpoint: ({ checkpoints }: any) => `${checkpoints}/etl` });
  expect(restartPolicy.type).toBe('Always');
  expect(sparkConf).toMatchObject({ 'spark.sql.streaming.checkpointLocation': 's3a://spark-data/checkpoints/etl' });
});

test('spill disks of a storage class are volumes of the pod, which Spark finds by name and the kubelet does not count', () => {
  const spec = specOf({ spill: { size: '20Gi', storageClassName: 'fast', disks: 2 } });
  for (const role of ['driver', 'executor'] as const) {
    const { volumes, containers } = podOf(spec, role);
    const disks = volumes.filter(({ name }: any) => name.startsWith('spark-local-dir-'));
    expect(disks.map(({ name, ephemeral }: any) => [name, ephemeral.volumeClaimTemplate.spec.storageClassName])).toEqual([
      ['spark-local-dir-1', 'fast'],
      ['spark-local-dir-2', 'fast'],
    ]);
    expect(containers[0].volumeMounts.filter(({ name }: any) => name.startsWith('spark-local-dir-'))).toHaveLength(2);
    expect(containers[0].resources.limits['ephemeral-storage']).toBe('2560Mi');
  }
});

test('volumes and Secrets are references', () => {
  const spec = specOf({
    volumes: [
      { name: 'settings', mountPath: '/etc/etl', configMap: 'etl-settings', pods: 'driver' },
      { name: 'keys', mountPath: '/etc/keys', secret: 'etl-keys' },
      { name: 'shared', mountPath: '/data', claim: 'shared', readOnly: false },
    ],
    secretVariables: [{ variable: 'API_TOKEN', secret: 'etl-api', key: 'token' }],
  });
  expect(podOf(spec, 'driver').volumes.map(({ name }: any) => name)).toEqual(expect.arrayContaining(['settings', 'keys', 'shared']));
  expect(podOf(spec, 'executor').volumes.map(({ name }: any) => name)).not.toContain('settings');
  for (const role of ['driver', 'executor'] as const)
    expect(podOf(spec, role).containers[0].env).toContainEqual({
      name: 'API_TOKEN',
      valueFrom: { secretKeyRef: { name: 'etl-api', key: 'token', optional: false } },
    });
});

test('nodes, taints, priority and a deadline are the pods’', () => {
  const spec = specOf({
    nodeSelector: { disk: 'nvme' },
    tolerations: [{ key: 'spark', operator: 'Exists', effect: 'NoSchedule' }],
    priorityClassName: 'urgent',
    deadline: '2h',
  });
  for (const role of ['driver', 'executor'] as const)
    expect(podOf(spec, role)).toMatchObject({
      nodeSelector: { disk: 'nvme' },
      tolerations: [{ key: 'spark', operator: 'Exists', effect: 'NoSchedule' }],
      priorityClassName: 'urgent',
    });
  // only the driver: executors go with it
  expect([podOf(spec, 'driver').activeDeadlineSeconds, podOf(spec, 'executor').activeDeadlineSeconds]).toEqual([7200, undefined]);
});

test('gang scheduling and dependencies are the operator’s', () => {
  expect(
    specOf({
      batchScheduler: { name: 'yunikorn', queue: 'root.etl' },
      dependencies: { packages: ['org.example:a:1.0'], pyFiles: ['s3a://b/c.zip'] },
    }),
  ).toMatchObject({
    batchScheduler: 'yunikorn',
    batchSchedulerOptions: { queue: 'root.etl' },
    deps: { packages: ['org.example:a:1.0'], pyFiles: ['s3a://b/c.zip'] },
  });
  expect(specOf({})).not.toHaveProperty('deps');
});

describe('Volcano waits for the room of a whole run', () => {
  const resourcesOf = (change: object, gang: object = {}) =>
    specOf({ ...change, batchScheduler: { name: 'volcano', ...gang } }).batchSchedulerOptions.resources;

  test('of the driver and all executors, with their overhead', () => {
    // 1 + 3 × 2 cores; 1024 + 409 MiB and 3 × (2048 + 819) MiB
    expect(resourcesOf({})).toEqual({ cpu: '7', memory: '10034Mi' });
  });

  test('of the executors that it begins with, if their number changes', () => {
    const dynamicAllocation = { minExecutors: 0, maxExecutors: 9 };
    expect(resourcesOf({ dynamicAllocation })).toEqual({ cpu: '1', memory: '1433Mi' });
    expect(resourcesOf({ dynamicAllocation: { ...dynamicAllocation, initialExecutors: 2 } })).toEqual({ cpu: '5', memory: '7167Mi' });
  });

  test('with their GPUs', () => {
    const gpu = { name: 'nvidia.com/gpu', quantity: 2 };
    expect(resourcesOf({ specification: { executor: { gpu } } })).toMatchObject({ 'nvidia.com/gpu': 6 });
    expect(resourcesOf({ specification: { driver: { gpu }, executor: { gpu } } })).toMatchObject({ 'nvidia.com/gpu': 8 });
    expect(resourcesOf({ specification: { executor: { gpu } }, dynamicAllocation: { minExecutors: 0, maxExecutors: 9 } })).toEqual({
      cpu: '1',
      memory: '1433Mi',
    });
  });

  test('or of what the declaration says, one by one', () => {
    const resources = { cpu: '2500m', extended: { 'example.com/fpga': 1 } };
    expect(resourcesOf({}, { resources })).toEqual({ cpu: '2500m', memory: '10034Mi', 'example.com/fpga': 1 });
    expect(specOf({ batchScheduler: { name: 'volcano', queue: 'etl', priorityClassName: 'urgent' } }).batchSchedulerOptions).toMatchObject({
      queue: 'etl',
      priorityClassName: 'urgent',
    });
  });

  test('always as much as the pods of the manifest request', () => {
    const mib = fc.integer({ min: 512, max: 65_536 }).map((size) => `${size}m` as const);
    const pod = fc.record({
      cores: fc.integer({ min: 1, max: 8 }),
      memory: mib,
      memoryOverhead: mib,
      coreRequest: fc.constantFrom('250m', '2', '1100m'),
    });
    fc.assert(
      fc.property(pod, pod, fc.integer({ min: 1, max: 40 }), (driver, executor, instances) => {
        const spec = specOf({ driver, executor: { ...executor, instances }, batchScheduler: { name: 'volcano' } });
        const { cpu, memory } = spec.batchSchedulerOptions.resources;
        const pods = [spec.driver, ...Array(spec.executor.instances).fill(spec.executor)];
        const sum = (of: (size: any) => number) => pods.map(of).reduce((total, one) => total + one, 0);
        expect(coresOf(cpu)).toBeCloseTo(
          sum(({ coreRequest }) => coresOf(coreRequest)),
          6,
        );
        expect(bytesOf(memory)).toBe(sum((size) => sparkBytesOf(size.memory) + sparkBytesOf(size.memoryOverhead)));
        expect([cpuQuantity.safeParse(cpu).success, byteQuantity.safeParse(memory).success]).toEqual([true, true]);
      }),
      { numRuns: 30 },
    );
  });

  test.each([
    [{ name: 'volcano', resources: { cpu: '2.5' } }, /batchScheduler\.resources\.cpu: given "2\.5"; must be a Kubernetes CPU quantity/],
    [
      { name: 'volcano', resources: { memory: '4g' } },
      /batchScheduler\.resources\.memory: given "4g"; must be a Kubernetes quantity of bytes/,
    ],
    [{ name: 'volcano', resources: { memory: '2048Mi' } }, /must be written as 2Gi/],
    [{ name: 'volcano', resources: { extended: { gpu: 1 } } }, /must be an extended resource such as nvidia\.com\/gpu/],
    [{ name: 'volcano', resources: { gpu: 1 } }, /gpu/],
    [{ name: 'yunikorn', resources: { cpu: '2' } }, /batchScheduler\.resources: .*must be left out with yunikorn/],
    [{ name: 'yunikorn', priorityClassName: 'urgent' }, /batchScheduler\.priorityClassName: .*must be left out with yunikorn/],
  ])('%j is refused with its path', (batchScheduler, message) => {
    expect(problems({ batchScheduler }).join('\n')).toMatch(message);
  });

  test('YuniKorn reckons by itself', () => {
    expect(specOf({ batchScheduler: { name: 'yunikorn' } })).not.toHaveProperty('batchSchedulerOptions');
  });
});

describe('anything else of the definition', () => {
  test('is added as it is', () => {
    expect(
      specOf({
        specification: { failureRetries: 3, driver: { annotations: { a: 'b' } }, executor: { terminationGracePeriodSeconds: 90 } },
      }),
    ).toMatchObject({
      failureRetries: 3,
      driver: { annotations: { a: 'b' }, cores: 1 },
      executor: { terminationGracePeriodSeconds: 90, instances: 3 },
    });
  });

  test.each([
    [{ timeToLiveSeconds: 60 }, 'specification.timeToLiveSeconds', 'for ever'],
    [{ image: 'a/b:1' }, 'specification.image', 'say it with image'],
    [{ driver: { template: {} } }, 'specification.driver.template', 'nodeSelector'],
    [{ executor: { instances: 9 } }, 'specification.executor.instances', 'executor.instances'],
  ])('but not what is derived: %j', (specification, path, instead) => {
    expect(problems({ specification })).toEqual([expect.stringContaining(path)]);
    expect(problems({ specification })[0]).toContain(instead);
  });
});

describe('a declaration is refused', () => {
  test.each([
    ['settings that have a field', { sparkConf: { 'spark.dynamicAllocation.enabled': 'true' } }, 'declare dynamicAllocation'],
    ['packages as a setting', { sparkConf: { 'spark.jars.packages': 'a:b:1' } }, 'declare it under dependencies'],
    ['bounds in the wrong order', { dynamicAllocation: { minExecutors: 3, maxExecutors: 2 } }, 'must not be above maxExecutors'],
    ['a volume from nowhere', { volumes: [{ name: 'a', mountPath: '/a' }] }, 'exactly one of configMap, secret and claim'],
    ['a volume in the place of another', { volumes: [{ name: 'tmp', mountPath: '/a', secret: 's' }] }, 'a name of its own'],
    ['SQL in an image', { language: 'sql', mainFile: 'local:///a.sql' }, 'must be a .sql file below spark-applications/'],
    ['a waiver without a reason', { waivers: { kryo: 'no' } }, 'must say why'],
    ['an owner that is no label', { owner: 'me@example.org' }, 'must be a label value'],
  ])('%s', (_, change, complaint) => {
    expect(problems(change)).toEqual([expect.stringContaining(complaint)]);
  });
});
