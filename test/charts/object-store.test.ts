import type { EnvironmentInput } from '../../config/schema';
import { local } from '../../config/environments/local';
import { production } from '../../config/environments/production';
import { rendered, theObject } from '../platform/rendering';

const withMinio = (environment: EnvironmentInput, change: object) =>
  rendered('MinIO', { ...environment, objectStore: { ...environment.objectStore, ...change } });

const minioIn = (platform: ReturnType<typeof rendered>) => theObject(platform, 'StatefulSet', 'minio').spec;

const variable = (platform: ReturnType<typeof rendered>, name: string): string =>
  minioIn(platform).template.spec.containers[0].env.find((entry: { name: string }) => entry.name === name).value;

test.each([
  [1, 1, '/data0'],
  [4, 1, 'http://minio-{0...3}.minio-headless.minio.svc.cluster.local:9000/data0'],
  [4, 2, 'http://minio-{0...3}.minio-headless.minio.svc.cluster.local:9000/data{0...1}'],
  [16, 4, 'http://minio-{0...15}.minio-headless.minio.svc.cluster.local:9000/data{0...3}'],
])('%i pods with %i drives each are named in the notation of MinIO, three dots and all', (replicas, drivesPerNode, volumes) => {
  const platform = withMinio(local, { replicas, drivesPerNode });
  expect(variable(platform, 'MINIO_VOLUMES')).toBe(volumes);
  const claims = minioIn(platform).volumeClaimTemplates.map(({ metadata }: { metadata: { name: string } }) => metadata.name);
  expect(claims).toEqual(Array.from({ length: drivesPerNode }, (_, index) => `data${index}`));
});

test('its servers start together and find each other before they are ready', () => {
  const platform = rendered('production', production);
  expect(minioIn(platform).podManagementPolicy).toBe('Parallel');
  expect(theObject(platform, 'Service', 'minio-headless').spec.publishNotReadyAddresses).toBe(true);
});

test('a lost quorum does not restart the servers that are left', () => {
  const [server] = minioIn(rendered('production', production)).template.spec.containers;
  const paths = [server.startupProbe, server.livenessProbe, server.readinessProbe].map(({ httpGet }) => httpGet.path);
  expect(paths).toEqual(['/minio/health/live', '/minio/health/live', '/minio/health/ready']);
});

test('its data outlives the StatefulSet', () => {
  expect(minioIn(rendered('local', local)).persistentVolumeClaimRetentionPolicy).toEqual({ whenDeleted: 'Retain', whenScaled: 'Retain' });
});

describe('the provisioned users', () => {
  const { objects } = rendered('local', local);
  const files = objects.find(({ manifest }) => manifest.metadata.name.startsWith('minio-provisioning-script'))!.manifest.data as Record<
    string,
    string
  >;
  const statements = (user: string) => JSON.parse(files[`${user}.json`]!).Statement as Array<{ Action: string[]; Resource: string[] }>;
  const allowed = (user: string) =>
    statements(user).flatMap(({ Action, Resource }) => Action.flatMap((action) => Resource.map((resource) => `${action} ${resource}`)));

  test('the history server reads event logs and nothing else', () => {
    expect(allowed('history').sort()).toEqual([
      's3:GetBucketLocation arn:aws:s3:::spark-events',
      's3:GetObject arn:aws:s3:::spark-events/*',
      's3:ListBucket arn:aws:s3:::spark-events',
    ]);
  });

  test.each([{ maxFilesToRetain: 2 }, { cleaner: {} }])(
    'the history server also writes event logs, and nothing else, for %j',
    (eventLogs) => {
      const changing = rendered('local', { ...local, sparkHistoryServer: { ...local.sparkHistoryServer, eventLogs } });
      const script = changing.objects.find(({ manifest }) => manifest.metadata.name.startsWith('minio-provisioning-script'))!.manifest;
      const { Statement } = JSON.parse(script.data['history.json']) as { Statement: Array<{ Action: string[]; Resource: string[] }> };
      expect(new Set(Statement.flatMap(({ Resource }) => Resource))).toEqual(
        new Set(['arn:aws:s3:::spark-events', 'arn:aws:s3:::spark-events/*']),
      );
      expect(Statement.flatMap(({ Action }) => Action)).toEqual(expect.arrayContaining(['s3:PutObject', 's3:DeleteObject']));
    },
  );

  test('Spark reads and writes its three buckets, and administers none', () => {
    const actions = new Set(allowed('spark').map((line) => line.split(' ')[0]!));
    expect(
      [...actions].filter((action) => !/^s3:(Get|Put|Delete|List|Abort)/.test(action) || /Policy|Acl|DeleteBucket/.test(action)),
    ).toEqual([]);
    for (const bucket of ['spark-data', 'spark-events', 'spark-warehouse'])
      expect(allowed('spark')).toContain(`s3:PutObject arn:aws:s3:::${bucket}/*`);
  });

  test('nobody has a wildcard for actions or buckets', () => {
    expect([...allowed('spark'), ...allowed('history')].filter((line) => /s3:\*|:::\*/.test(line))).toEqual([]);
  });

  test('bucket actions name the bucket and object actions its objects, since one does not imply the other', () => {
    const mixed = [...statements('spark'), ...statements('history')].filter(({ Action, Resource }) => {
      const onBucket = Action.every((action) => action.includes('Bucket'));
      return !Resource.every((resource) => resource.endsWith('/*') !== onBucket);
    });
    expect(mixed).toEqual([]);
  });

  test('every lifecycle and every policy that the tables name is a file beside them', () => {
    const named = [
      ...files
        .buckets!.trimEnd()
        .split('\n')
        .flatMap((line) => line.split(' ')[3] ?? []),
      ...files
        .users!.trimEnd()
        .split('\n')
        .map((line) => `${line.split(' ')[0]}.json`),
    ];
    expect(named.filter((file) => !(file in files))).toEqual([]);
    expect(
      Object.keys(files)
        .filter((file) => file.endsWith('.json'))
        .sort(),
    ).toEqual([...new Set(named)].sort());
  });
});
