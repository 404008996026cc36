import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { k8s } from 'cdk8s-plus-28';
import { hadoopLibraries } from '../../spark-applications/s3a';
import { sparkApplications } from '../../spark-applications';
import { checkedApplications, type SparkApplicationInput } from '../../spark-applications/application';
import { applicationsIn } from '../../spark-applications/in-environment';
import { manifest } from '../../spark-applications/manifest';
import { storeUserOf } from '../../spark-applications/store-users';
import { bytesOf, type ByteQuantity } from '../../config/schema/values';
import { images, sparkVersion } from '../../config/versions';
import { schemaErrors } from '../imports/validation';
import { local, localWith, minimal, platformOf, shipped } from './platform';

const specOf = ({ kind, spec }: { kind: string; spec: any }) => (kind === 'ScheduledSparkApplication' ? spec.template : spec);
const rendered = (input: Partial<Omit<SparkApplicationInput, 'size' | 'driver' | 'executor'>> = {}, platform = local) =>
  manifest(checkedApplications([{ ...minimal, ...input }])[0]!, platform, undefined);

const cases = shipped.map(platformOf).flatMap((platform) =>
  applicationsIn(platform, sparkApplications).map((application) => {
    const credentials = storeUserOf(application, platform)?.secret.name ?? platform.objectStore.sparkSecret;
    return [`${application.name} of ${platform.environment}`, manifest(application, platform, 'code'), credentials] as const;
  }),
);

describe.each(cases)('%s', (_, object, credentials) => {
  const { driver, executor } = specOf(object);
  const pods = { driver: driver.template.spec as k8s.PodSpec, executor: executor.template.spec as k8s.PodSpec };
  const containers = Object.values(pods).flatMap((pod) => [...(pod.initContainers ?? []), ...pod.containers]);

  test('is valid by the operator’s definition', () => {
    expect(schemaErrors({ ...object, metadata: { name: 'sample' } } as any)).toEqual([]);
  });

  // without the webhook a restricted namespace must admit them too
  test('has pods that `restricted` Pod Security admits as they are', () => {
    for (const { securityContext } of Object.values(pods))
      expect(securityContext).toMatchObject({
        runAsNonRoot: true,
        runAsUser: 185,
        fsGroup: 185,
        seccompProfile: { type: 'RuntimeDefault' },
      });
    for (const { securityContext } of containers)
      expect(securityContext).toMatchObject({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
    expect(containers.length).toBeGreaterThanOrEqual(4);
  });

  test('mounts exactly the volumes it has', () => {
    for (const pod of Object.values(pods)) {
      const mounted = [...(pod.initContainers ?? []), ...pod.containers].flatMap(({ volumeMounts }) =>
        volumeMounts!.map(({ name }) => name),
      );
      expect([...new Set(mounted)].sort()).toEqual(pod.volumes!.map(({ name }) => name).sort());
    }
  });

  test('may fill all its volumes without being evicted', () => {
    const bytes = (quantity: unknown) => bytesOf(quantity as ByteQuantity);
    for (const { volumes, containers } of Object.values(pods)) {
      const room = volumes!.flatMap(({ emptyDir }) => (emptyDir ? [bytes(emptyDir.sizeLimit)] : []));
      expect(bytes(containers[0]!.resources!.limits!['ephemeral-storage'])).toBeGreaterThan(room.reduce((sum, size) => sum + size));
    }
  });

  test('gives a token of the Kubernetes API to the driver alone', () => {
    expect([pods.driver.automountServiceAccountToken, pods.executor.automountServiceAccountToken]).toEqual([true, false]);
    expect([driver.serviceAccount, executor.serviceAccount]).toEqual(['spark-driver', 'spark-executor']);
  });

  test('has credentials as references only', () => {
    for (const { containers } of Object.values(pods))
      expect(containers[0]!.env!.slice(0, 2).map(({ name, value, valueFrom }) => [name, value, valueFrom?.secretKeyRef?.name])).toEqual([
        ['AWS_ACCESS_KEY_ID', undefined, credentials],
        ['AWS_SECRET_ACCESS_KEY', undefined, credentials],
      ]);
    expect(JSON.stringify(pods).match(/secretKeyRef/g)).toHaveLength(4);
  });

  test('names the containers that Spark looks for', () => {
    expect([pods.driver.containers[0]!.name, pods.executor.containers[0]!.name]).toEqual([
      'spark-kubernetes-driver',
      'spark-kubernetes-executor',
    ]);
  });

  test('is never deleted by the operator: Argo CD would run it again', () => {
    expect(JSON.stringify(object)).not.toContain('timeToLive');
  });
});

test('a schedule runs exactly what would run without it', () => {
  // whose metrics say which schedule it is
  const unmeasured = { executorMetrics: false };
  const { kind, spec } = rendered({ ...unmeasured, schedule: { cron: '0 3 * * *' } }) as any;
  expect(kind).toBe('ScheduledSparkApplication');
  expect(spec).toEqual({
    schedule: '0 3 * * *',
    timeZone: 'UTC',
    concurrencyPolicy: 'Forbid',
    successfulRunHistoryLimit: 5,
    failedRunHistoryLimit: 5,
    suspend: false,
    template: rendered(unmeasured).spec,
  });
});

test('a jar brings its main class', () => {
  expect(rendered({ language: 'scala', mainFile: 's3a://spark-data/jars/etl.jar', mainClass: 'org.example.Etl' }).spec).toMatchObject({
    type: 'Scala',
    mainApplicationFile: 's3a://spark-data/jars/etl.jar',
    mainClass: 'org.example.Etl',
  });
});

test('arguments can name the buckets of the environment', () => {
  const elsewhere = { ...local, objectStore: { ...local.objectStore, buckets: { ...local.objectStore.buckets, data: 'lake' } } };
  expect(rendered({ arguments: ({ data }) => [`${data}/orders`] }, elsewhere).spec).toMatchObject({ arguments: ['s3a://lake/orders'] });
});

test('images come through the registry mirror, with its pull secrets', () => {
  const mirrored = { ...local, images: { ...local.images, registryMirror: 'mirror.example.org', pullSecrets: ['pull'] } };
  const { image, imagePullSecrets, driver } = rendered({}, mirrored).spec as any;
  expect(imagePullSecrets).toEqual(['pull']);
  for (const reference of [image, driver.template.spec.initContainers[0].image])
    expect(reference).toMatch(/^mirror\.example\.org\/apache\//);
});

test('with the libraries in the image nothing is copied', () => {
  const { driver, executor } = rendered({}, localWith({ s3aLibraries: 'image' })).spec as any;
  expect([driver, executor].map(({ template }) => template.spec.initContainers)).toEqual([undefined, undefined]);
  expect(JSON.stringify([driver, executor])).not.toContain('s3a-libraries');
});

test('the priority class is that of the environment, or none', () => {
  const classOf = (priorityClass: string | undefined) =>
    (rendered({}, { ...local, priorityClass }).spec as any).executor.template.spec.priorityClassName;
  expect([classOf('spok-spark'), classOf(undefined)]).toEqual(['spok-spark', undefined]);
});

test('a program that must not be retried is not', () => {
  expect(rendered({ restartPolicy: 'Never' }).spec).toMatchObject({ restartPolicy: { type: 'Never' } });
  expect(rendered({ retries: 5 }).spec).toMatchObject({
    restartPolicy: { type: 'OnFailure', onFailureRetries: 5, onFailureRetryInterval: 60 },
  });
});

test('the version that the operator is told is that of the image', () => {
  expect(images.spark).toContain(`:${sparkVersion}-`);
});

describe('the Dockerfile of an image of one’s own', () => {
  const dockerfile = readFileSync(join(__dirname, '../../spark-applications/image/Dockerfile'), 'utf8');
  const argument = (name: string) => new RegExp(`^ARG ${name}=(.+)$`, 'm').exec(dockerfile)?.[1];

  test('starts from the images of the platform', () => {
    expect([argument('SPARK_IMAGE'), argument('HADOOP_IMAGE')]).toEqual([images.spark, images.hadoop]);
  });

  test('takes the libraries that the init container copies', () => {
    expect([...dockerfile.matchAll(/^ {2}(\/opt\/hadoop\S+) \\$/gm)].map(([, file]) => file)).toEqual(hadoopLibraries);
  });
});
