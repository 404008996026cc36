import { checkedApplications } from '../../spark-applications/application';
import { packedCode } from '../../spark-applications/code';
import { manifest } from '../../spark-applications/manifest';
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
    dynamicAllocation: { minExecutors: 1, maxExecutors: 3, shuffleTrackingTimeout: '10m' },
  });
  expect(dynamicAllocation).toEqual({
    enabled: true,
    initialExecutors: 1,
    minExecutors: 1,
    maxExecutors: 3,
    shuffleTrackingEnabled: true,
    shuffleTrackingTimeout: 600_000,
  });
  expect(executor).not.toHaveProperty('instances');
  expect(sparkConf).toMatchObject({ 'spark.decommission.enabled': 'true', 'spark.storage.decommission.shuffleBlocks.enabled': 'true' });
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
