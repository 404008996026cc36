import { contains } from '../../../config/schema/store-access';
import { folderOf } from '../../../config/store-layout';
import { allows } from '../../charts/evaluated-policy';
import { ofKind, platforms } from '../manifests';
import { knownSecrets } from '../known-secrets';

interface Variable {
  readonly name: string;
  readonly valueFrom?: { readonly secretKeyRef?: { readonly name: string; readonly key: string } };
}

/** Secrets that driver and executors of an application have their S3 keys from. */
const secretsOf = (spec: any): string[] => {
  const templates = [spec.driver.template, spec.executor.template];
  const variables = templates.flatMap((template) => template.spec.containers[0].env as Variable[]);
  const keys = variables.filter(({ name }) => name.startsWith('AWS_'));
  expect(keys).toHaveLength(4);
  return [...new Set(keys.map(({ valueFrom }) => valueFrom!.secretKeyRef!.name))];
};

describe.each(platforms)('in $title', (platform) => {
  const { objects, environment, context } = platform;
  const { buckets } = environment.objectStore;
  const files = ofKind(objects, 'ConfigMap').find(({ manifest }) => manifest.metadata.name.startsWith('minio-provisioning-script'))
    ?.manifest.data as Record<string, string> | undefined;
  const users = new Map(
    (files?.users ?? '')
      .trimEnd()
      .split('\n')
      .map((line) => line.split(' ').reverse() as [folder: string, policy: string]),
  );
  const applications = ofKind(objects, 'SparkApplication', 'ScheduledSparkApplication').map(({ manifest: { metadata, spec } }) => ({
    name: metadata.name,
    team: metadata.labels?.team ?? '',
    secrets: secretsOf(spec.template ?? spec),
  }));

  test('driver and executors of each application are the same user: its own where it declares access, else its team’s, else the common one', () => {
    for (const { name, team, secrets } of applications) {
      const own = [`application-${name}`, `team-${team}`].find((user) => context.storeUsers.some((other) => other.name === user));
      expect({ name, secrets }).toEqual({ name, secrets: [own === undefined ? context.objectStore.sparkSecret : `s3-${own}`] });
    }
  });

  test('the Secret of each application exists where its pods run, and is provisioned with a policy where the store is ours', () => {
    const known = knownSecrets(platform).map(({ namespace, name }) => `${namespace}/${name}`);
    for (const { secrets } of applications)
      for (const secret of secrets) {
        expect(known).toContain(`spark/${secret}`);
        if (environment.objectStore.mode === 'minio') expect(files).toHaveProperty([`${users.get(`/secrets/${secret}`)}.json`]);
      }
  });

  test('a user with declared access may do that in every place, and no more', () => {
    if (files === undefined) return;
    const everything = ['raw', 'curated', 'checkpoints', 'data', 'warehouse', 'eventLogs'] as const;
    for (const { name, access } of context.storeUsers) {
      const policy = files[`${name}.json`]!;
      for (const place of everything) {
        const { bucket, folder } = folderOf(buckets, place, 'probe');
        const granted = access.filter((grant) => contains(folderOf(buckets, grant.place, grant.folder), { bucket, folder }));
        expect({ name, place, may: allows(policy, { action: 's3:GetObject', bucket, key: `${folder}/x` }) }).toEqual({
          name,
          place,
          may: granted.length > 0,
        });
        expect({ name, place, may: allows(policy, { action: 's3:PutObject', bucket, key: `${folder}/x` }) }).toEqual({
          name,
          place,
          may: granted.some((grant) => grant.access === 'readWrite'),
        });
      }
      for (const grant of access) {
        const { bucket, folder } = folderOf(buckets, grant.place, grant.folder);
        expect(allows(policy, { action: 's3:GetObject', bucket, key: `${folder}/x` })).toBe(true);
        expect(allows(policy, { action: 's3:PutObject', bucket, key: `${folder}/x` })).toBe(grant.access === 'readWrite');
      }
    }
  });
});

test('some environment and some variant show it', () => {
  const kinds = new Set(platforms.flatMap(({ context }) => context.storeUsers.map(({ name }) => name.split('-')[0])));
  expect([...kinds].sort()).toEqual(['application', 'team']);
});
