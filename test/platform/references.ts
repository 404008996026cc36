import type { Manifest } from '../../render/manifest';
import { knownSecrets } from './known-secrets';
import { ofKind, type RenderedPlatform, valuesIn } from './rendering';
import { type Container, containersOf, type Pod, podsOf, selects, type Volume } from './pods';

/** Everything that an object of the platform refers to and that does not exist, as `<file>: <what is missing>`. */
export function danglingReferences(platform: RenderedPlatform): string[] {
  const pods = podsOf(platform);
  return [
    ...pods.flatMap((pod) => podFaults(platform, pod)),
    ...serviceFaults(platform, pods),
    ...workloadFaults(platform),
    ...ingressFaults(platform),
  ];
}

const named = ({ objects }: RenderedPlatform, kind: string, name: string | undefined, namespace?: string): Manifest | undefined =>
  ofKind(objects, kind).find(({ manifest: { metadata } }) => metadata.name === name && metadata.namespace === namespace)?.manifest;

function podFaults(platform: RenderedPlatform, pod: Pod): string[] {
  const { spec, namespace, writtenBy } = pod;
  const { pullSecrets } = platform.environment.images;
  const missing = [
    ...(writtenBy !== 'helm' && !named(platform, 'ServiceAccount', spec.serviceAccountName, namespace)
      ? [`ServiceAccount ${spec.serviceAccountName}`]
      : []),
    ...(spec.priorityClassName !== undefined &&
    !spec.priorityClassName.startsWith('system-') &&
    !named(platform, 'PriorityClass', spec.priorityClassName)
      ? [`PriorityClass ${spec.priorityClassName}`]
      : []),
    ...(JSON.stringify((spec.imagePullSecrets ?? []).map(({ name }) => name)) === JSON.stringify(pullSecrets) ? [] : ['imagePullSecrets']),
    ...(spec.volumes ?? []).flatMap((volume) => volumeFaults(platform, pod, volume)),
    ...containersOf(pod).flatMap((container) => containerFaults(platform, pod, container).map((fault) => `${container.name}: ${fault}`)),
    ...unmounted(pod).map((name) => `a mount of volume ${name}`),
  ];
  return missing.map((fault) => `${pod.title}: ${fault}`);
}

function volumeFaults(platform: RenderedPlatform, { namespace }: Pod, volume: Volume): string[] {
  const { configMap, secret, projected, persistentVolumeClaim, emptyDir } = volume;
  return [
    ...(configMap ? configMapFaults(platform, namespace, configMap) : []),
    ...(projected?.sources ?? []).flatMap((source) => configMapFaults(platform, namespace, source.configMap ?? {})),
    ...(secret && !knownSecrets(platform).some((known) => known.name === secret.secretName && known.namespace === namespace)
      ? [`Secret ${secret.secretName}`]
      : []),
    // an optional one lets the program start with defaults
    ...(secret && secret.optional !== false ? [`optional: false of Secret ${secret.secretName}`] : []),
    ...(persistentVolumeClaim && !named(platform, 'PersistentVolumeClaim', persistentVolumeClaim.claimName, namespace)
      ? [`PersistentVolumeClaim ${persistentVolumeClaim.claimName}`]
      : []),
    ...(emptyDir && emptyDir.sizeLimit === undefined ? [`sizeLimit of ${volume.name}`] : []),
  ];
}

function configMapFaults(
  platform: RenderedPlatform,
  namespace: string,
  { name, items = [] }: { name?: string; items?: ReadonlyArray<{ key: string }> },
) {
  const configMap = named(platform, 'ConfigMap', name, namespace);
  if (!configMap) return [`ConfigMap ${name}`];
  return items.filter(({ key }) => !(key in configMap.data)).map(({ key }) => `key ${key} of ConfigMap ${name}`);
}

function containerFaults(platform: RenderedPlatform, pod: Pod, container: Container): string[] {
  const { volumes = [] } = pod.spec;
  const ports = (container.ports ?? []).map(({ name }) => name);
  const probes = [container.startupProbe, container.readinessProbe, container.livenessProbe];
  return [
    ...(container.volumeMounts ?? []).flatMap(({ name, subPath }) => {
      const volume = volumes.find((candidate) => candidate.name === name);
      if (!volume && !pod.claims.includes(name)) return [`volume ${name}`];
      const files = named(platform, 'ConfigMap', volume?.configMap?.name, pod.namespace)?.data ?? {};
      return subPath !== undefined && !(subPath in files) ? [`file ${subPath} in volume ${name}`] : [];
    }),
    ...(container.env ?? []).flatMap(({ valueFrom }) => {
      const { secretKeyRef, configMapKeyRef } = valueFrom ?? {};
      return [
        ...(secretKeyRef && !secretHas(platform, pod, secretKeyRef.name, secretKeyRef.key)
          ? [`key ${secretKeyRef.key} of Secret ${secretKeyRef.name}`]
          : []),
        ...(configMapKeyRef ? configMapFaults(platform, pod.namespace, { name: configMapKeyRef.name, items: [configMapKeyRef] }) : []),
      ];
    }),
    ...probes.flatMap((probe) =>
      probe?.httpGet && !ports.includes(String(probe.httpGet.port)) ? [`port ${probe.httpGet.port} of a probe`] : [],
    ),
    ...secretFiles(platform, pod, container)
      .filter(({ secret, key }) => !secretHas(platform, pod, secret, key))
      .map(({ secret, key }) => `key ${key} of Secret ${secret}`),
  ];
}

const secretHas = (platform: RenderedPlatform, { namespace }: Pod, name: string, key: string): boolean =>
  knownSecrets(platform).some((known) => known.name === name && known.namespace === namespace && known.keys.includes(key));

/** Files below a mounted Secret that a container is told of: by argument, by environment, or in a ConfigMap that the pod mounts. */
export function secretFiles(platform: RenderedPlatform, pod: Pod, container: Container): Array<{ secret: string; key: string }> {
  const texts = textsFor(platform, pod, container);
  return (container.volumeMounts ?? []).flatMap(({ name, mountPath }) => {
    const secret = pod.spec.volumes?.find((volume) => volume.name === name)?.secret?.secretName;
    if (secret === undefined) return [];
    const path = new RegExp(`${mountPath}/([\\w.-]+)`, 'g');
    return texts.flatMap((text) => [...text.matchAll(path)].map(([, key]) => ({ secret, key: key! })));
  });
}

/** Every text that a container reads. */
export function textsFor(platform: RenderedPlatform, { spec, namespace }: Pod, container: Container): string[] {
  const configMaps = (spec.volumes ?? []).flatMap(({ configMap, projected }) => [
    configMap?.name,
    ...(projected?.sources ?? []).map((source) => source.configMap?.name),
  ]);
  const files = configMaps.flatMap((name) => Object.values<string>(named(platform, 'ConfigMap', name, namespace)?.data ?? {}));
  return [...valuesIn([container.command, container.args, container.env])]
    .flatMap(({ value }) => (typeof value === 'string' ? [value] : []))
    .concat(files);
}

/** Volumes that no container mounts, claims included. */
function unmounted(pod: Pod): string[] {
  const mounts = new Set(containersOf(pod).flatMap(({ volumeMounts = [] }) => volumeMounts.map(({ name }) => name)));
  return [...(pod.spec.volumes ?? []).map(({ name }) => name), ...pod.claims].filter((name) => !mounts.has(name));
}

/** Selectors that select nothing, and ports that lead nowhere. */
function serviceFaults({ objects }: RenderedPlatform, pods: readonly Pod[]): string[] {
  return ofKind(objects, 'Service').flatMap(({ path, manifest: { metadata, spec } }) => {
    const selected = pods.filter(({ namespace, labels }) => namespace === metadata.namespace && selects(spec.selector, labels));
    if (selected.length !== 1) return [`${path}: a selector of the pods of one workload, not of ${selected.length}`];
    const names = selected[0]!.spec.containers.flatMap(({ ports = [] }) => ports.map(({ name }) => name));
    return spec.ports
      .filter(({ targetPort }: { targetPort: string }) => !names.includes(targetPort))
      .map(({ targetPort }: { targetPort: string }) => `${path}: pod port ${targetPort}`);
  });
}

/** What a workload says about its own pods, budgets included. */
function workloadFaults(platform: RenderedPlatform): string[] {
  const { objects } = platform;
  return objects.flatMap(({ path, manifest: { kind, metadata, spec } }) => {
    if (['Deployment', 'StatefulSet', 'DaemonSet'].includes(kind) && !selects(spec.selector.matchLabels, spec.template.metadata.labels))
      return [`${path}: pods for its selector`];
    if (kind === 'StatefulSet') {
      const service = named(platform, 'Service', spec.serviceName, metadata.namespace);
      return service?.spec.clusterIP === 'None' ? [] : [`${path}: headless Service ${spec.serviceName}`];
    }
    if (kind === 'PodDisruptionBudget') {
      const pods = podsOf(platform).filter(
        ({ namespace, labels }) => namespace === metadata.namespace && selects(spec.selector.matchLabels, labels),
      );
      return pods.length === 1 && pods[0]!.replicas > 1 ? [] : [`${path}: the pods of one workload with replicas`];
    }
    return [];
  });
}

function ingressFaults(platform: RenderedPlatform): string[] {
  return ofKind(platform.objects, 'Ingress').flatMap(({ path, manifest: { metadata, spec } }) =>
    spec.rules
      .flatMap(({ http }: any) => http.paths)
      .filter(({ backend: { service } }: any) => {
        const target = named(platform, 'Service', service.name, metadata.namespace);
        return !target?.spec.ports.some(({ name }: { name: string }) => name === service.port.name);
      })
      .map(({ backend: { service } }: any) => `${path}: port ${service.port.name} of Service ${service.name}`),
  );
}
