import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Manifest } from '../../render/manifest';
import type { ClusterModel } from './cluster-model';

type Secrets = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * Lays the volumes of a container out below a folder, as the kubelet would: ConfigMaps, Secrets and projections of them with their content, everything
 * else as an empty folder. Returns the container with every path of it led into the folder.
 */
export function mounted(
  cluster: ClusterModel,
  workload: Manifest,
  folder: string,
  secrets: Secrets = {},
): { args: string[]; env: Record<string, string> } {
  const pod = workload.spec.template.spec;
  const [container] = pod.containers;
  const mounts: Array<{ name: string; mountPath: string }> = container.volumeMounts ?? [];
  for (const { name, mountPath } of mounts) {
    const volume = (pod.volumes ?? []).find((each: any) => each.name === name) ?? {};
    mkdirSync(join(folder, mountPath), { recursive: true });
    for (const [path, content] of filesOf(cluster, volume, secrets)) write(join(folder, mountPath, path), content);
  }
  const paths = mounts.map(({ mountPath }) => mountPath).sort((a, b) => b.length - a.length);
  // all at once: the folder itself may lie below one of these paths
  const anyOfThem = new RegExp(`(?<![\\w/.])(${paths.join('|')})(?![\\w-])`, 'g');
  const led = (text: string): string => (paths.length === 0 ? text : text.replaceAll(anyOfThem, (path) => join(folder, path)));
  return {
    args: [...((container.command ?? []) as string[]), ...((container.args ?? []) as string[])].map(led),
    env: Object.fromEntries(
      ((container.env ?? []) as any[]).map(({ name, value, valueFrom }) => [name, led(value ?? fromReference(valueFrom, secrets))]),
    ),
  };
}

function write(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content, { mode: 0o600 });
}

function filesOf(cluster: ClusterModel, volume: any, secrets: Secrets): Array<[string, string]> {
  if (volume.projected) return volume.projected.sources.flatMap((source: any) => filesOf(cluster, source, secrets));
  if (volume.secret) return Object.entries(secrets[volume.secret.secretName as string] ?? {});
  if (!volume.configMap) return [];
  const { name, items } = volume.configMap;
  const found = cluster.objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === name);
  if (!found) throw new Error(`no ConfigMap ${name} was rendered`);
  const data = Object.entries<string>(found.data);
  if (items === undefined) return data;
  return (items as Array<{ key: string; path: string }>).map(({ key, path }) => [path, (found.data as Record<string, string>)[key]!]);
}

function fromReference({ secretKeyRef, fieldRef }: any, secrets: Secrets): string {
  if (fieldRef) return '';
  return secrets[secretKeyRef.name as string]?.[secretKeyRef.key as string] ?? '';
}
