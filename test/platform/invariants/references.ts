import type { Manifest } from '../../../render/manifest';
import { committed, platforms, type RenderedPlatform } from '../manifests';
import { containersOf, podsOf, workloadsOf } from '../pods';
import { danglingReferences, secretFiles, textsFor } from '../references';

describe.each(platforms)('in $title', (platform) => {
  const pods = podsOf(platform);

  test('whatever an object refers to exists: accounts, Secrets and ConfigMaps with their keys, claims, ports, volumes, Services', () => {
    expect(danglingReferences(platform)).toEqual([]);
  });

  test('every pod belongs to exactly one workload of config/components.ts', () => {
    const strays = pods.map((pod) => [pod.title, workloadsOf(pod, platform.context.workloads).length]).filter(([, count]) => count !== 1);
    expect(strays).toEqual([]);
  });

  test('every workload of config/components.ts has its pods', () => {
    const { overrides } = platform.environment.spark;
    const withoutApplications = Object.values(overrides).filter(({ enabled }) => enabled === false).length > 0;
    const expected = platform.context.workloads.filter(({ podLabels }) => !(withoutApplications && 'spark-role' in podLabels));
    expect(expected.filter((workload) => !pods.some((pod) => workloadsOf(pod, [workload]).length > 0)).map(({ name }) => name)).toEqual([]);
  });

  test('the ports of a container are those of its workload, by name and number', () => {
    const wrong = pods.flatMap((pod) => {
      const ports = workloadsOf(pod, platform.context.workloads)[0]?.ports ?? {};
      return containersOf(pod).flatMap((container) =>
        (container.ports ?? [])
          .filter(({ name, containerPort }) => ports[name] !== containerPort)
          .map(({ name }) => `${pod.title}: ${container.name} ${name}`),
      );
    });
    expect(wrong).toEqual([]);
  });

  test('a mounted Secret is read by somebody', () => {
    const unread = pods.flatMap((pod) =>
      containersOf(pod).flatMap((container) =>
        (container.volumeMounts ?? [])
          .filter(({ name, mountPath }) => {
            const secret = pod.spec.volumes?.find((volume) => volume.name === name)?.secret;
            return secret && !textsFor(platform, pod, container).some((text) => text.includes(mountPath));
          })
          .map(({ name }) => `${pod.title}: ${container.name} ${name}`),
      ),
    );
    expect(unread).toEqual([]);
  });
});

test('files below mounted Secrets are found wherever programs are told of them', () => {
  const platform = committed.find(({ title }) => title === 'production')!;
  const read = podsOf(platform).flatMap((pod) => containersOf(pod).flatMap((container) => secretFiles(platform, pod, container)));
  expect([...new Set(read.map(({ secret, key }) => `${secret}/${key}`))].sort()).toEqual([
    'alertmanager-receivers/pagerduty-routing-key',
    'alertmanager-receivers/slack-url',
    'alertmanager-receivers/smtp-password',
    'alertmanager-receivers/watchdog-url',
    'grafana-admin/admin-password',
    'grafana-admin/secret-key',
    'grafana-oidc/client-secret',
    'minio-root/rootPassword',
    'minio-root/rootUser',
    'prometheus-remote-write/token',
  ]);
});

/** `production` with one object changed by hand, or left out. */
function broken(kind: string, name: RegExp, change: (manifest: any) => void): RenderedPlatform {
  const platform = committed.find(({ title }) => title === 'production')!;
  const objects = platform.objects.flatMap((object) => {
    if (object.manifest.kind !== kind || !name.test(object.manifest.metadata.name)) return [object];
    const manifest = structuredClone(object.manifest) as Manifest & { gone?: boolean };
    change(manifest);
    return manifest.gone ? [] : [{ ...object, manifest }];
  });
  return { ...platform, objects };
}

const leaveOut = (manifest: any) => (manifest.gone = true);

describe('a broken reference is noticed:', () => {
  const cases: ReadonlyArray<readonly [what: string, platform: RenderedPlatform, complaint: RegExp]> = [
    ['no ServiceAccount', broken('ServiceAccount', /^grafana$/, leaveOut), /Deployment.grafana.yaml: ServiceAccount grafana/],
    [
      'no ConfigMap',
      broken('ConfigMap', /^alertmanager-config/, leaveOut),
      /StatefulSet.alertmanager.yaml: ConfigMap alertmanager-config-/,
    ],
    ['no key', broken('ConfigMap', /^prometheus-config/, ({ data }) => delete data['prometheus.yml']), /key prometheus.yml of ConfigMap/],
    [
      'no file for a subPath',
      broken('ConfigMap', /^grafana-config/, ({ data }) => delete data['grafana.ini']),
      /file grafana.ini in volume/,
    ],
    ['no claim', broken('PersistentVolumeClaim', /^grafana$/, leaveOut), /PersistentVolumeClaim grafana/],
    [
      'no PriorityClass',
      broken('PriorityClass', /^spok-spark$/, leaveOut),
      /SparkApplication.orders.yaml driver: PriorityClass spok-spark/,
    ],
    [
      'no Secret',
      broken('ConfigMap', /^secrets-generator/, ({ data }) => (data.secrets = 'x y z\n')),
      /StatefulSet.minio.yaml: Secret minio-root/,
    ],
    [
      'no key of a Secret',
      broken('ConfigMap', /^secrets-generator/, ({ data }) => (data.secrets = data.secrets.replace('rootUser,', ''))),
      /minio: key rootUser of Secret minio-root/,
    ],
    [
      'a port without a name on the pod',
      broken('Service', /^minio$/, ({ spec }) => (spec.ports[0].targetPort = 'apo')),
      /Service.minio.yaml: pod port apo/,
    ],
    ['a Service without pods', broken('Service', /^minio$/, ({ spec }) => (spec.selector.x = 'y')), /Service.minio.yaml: a selector/],
    [
      'a headless Service that is none',
      broken('Service', /^minio-headless$/, ({ spec }) => delete spec.clusterIP),
      /headless Service minio-headless/,
    ],
    [
      'a budget without pods',
      broken('PodDisruptionBudget', /^minio$/, ({ spec }) => (spec.selector.matchLabels.x = 'y')),
      /Budget.minio.yaml/,
    ],
    [
      'a probe of no port',
      broken('StatefulSet', /^minio$/, ({ spec }) => (spec.template.spec.containers[0].livenessProbe.httpGet.port = 'apo')),
      /port apo of a probe/,
    ],
    ['an Ingress to no Service', broken('Service', /^grafana$/, leaveOut), /Ingress.grafana.yaml: port http of Service grafana/],
  ];

  test.each(cases)('%s', (_, platform, complaint) => {
    expect(danglingReferences(platform)).toContainEqual(expect.stringMatching(complaint));
  });
});
