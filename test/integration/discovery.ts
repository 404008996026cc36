import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sanitised } from '../../metrics/spark-pod-labels';
import type { ClusterModel, Pod } from './cluster-model';

/** One entry of `kubernetes_sd_configs`, as far as the generated configuration uses it. */
export interface KubernetesDiscovery {
  readonly role: string;
  readonly namespaces?: { readonly names: readonly string[] };
  readonly selectors?: ReadonlyArray<{ readonly role: string; readonly label: string }>;
}

interface Target {
  readonly targets: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

const KUBELET_PORT = 10250;

/** What Kubernetes discovery would find: addresses and `__meta_kubernetes_*` labels. Throws on a role that it does not know. */
export function discovered(cluster: ClusterModel, { role, namespaces, selectors = [] }: KubernetesDiscovery): Target[] {
  const { node, pods } = cluster;
  if (role === 'node')
    return [{ targets: [`${node.address}:${KUBELET_PORT}`], labels: { __meta_kubernetes_node_name: node.name, instance: node.name } }];
  if (role !== 'pod') throw new Error(`discovery of the role "${role}" is not known here`);
  const wanted = selectors.flatMap(({ label }) => label.split(',').map((pair) => pair.split('=') as [string, string]));
  return pods
    .filter((pod) => namespaces?.names.includes(pod.namespace) ?? true)
    .filter((pod) => wanted.every(([label, value]) => pod.labels[label] === value))
    .flatMap((pod) => targetsOf(pod, node.name));
}

/** Every port of every container is a target. */
const targetsOf = (pod: Pod, node: string): Target[] =>
  pod.containers.flatMap(({ name, ports = [] }) =>
    ports.map(({ name: port, containerPort }) => ({
      targets: [`${pod.address}:${containerPort}`],
      labels: {
        __meta_kubernetes_namespace: pod.namespace,
        __meta_kubernetes_pod_name: pod.name,
        __meta_kubernetes_pod_ip: pod.address,
        __meta_kubernetes_pod_uid: pod.uid,
        __meta_kubernetes_pod_phase: pod.phase,
        __meta_kubernetes_pod_ready: String(pod.phase === 'Running'),
        __meta_kubernetes_pod_node_name: node,
        __meta_kubernetes_pod_container_name: name,
        __meta_kubernetes_pod_container_port_name: port,
        __meta_kubernetes_pod_container_port_number: String(containerPort),
        ...Object.fromEntries(
          Object.entries(pod.labels).flatMap(([label, value]) => [
            [`__meta_kubernetes_pod_label_${sanitised(label)}`, value],
            [`__meta_kubernetes_pod_labelpresent_${sanitised(label)}`, 'true'],
          ]),
        ),
      },
    })),
  );

/** Files for `file_sd_configs`, written anew whenever the cluster changes. */
export class DiscoveryFiles {
  private readonly files: Array<{ readonly path: string; readonly discovery: KubernetesDiscovery; content: string }> = [];

  constructor(
    private readonly cluster: ClusterModel,
    private readonly folder: string,
  ) {
    mkdirSync(folder, { recursive: true });
  }

  /** Path of a file that holds what this discovery finds. */
  fileFor(job: string, discovery: KubernetesDiscovery): string {
    const path = join(this.folder, `${job}-${this.files.length}.json`);
    this.files.push({ path, discovery, content: '' });
    this.refresh();
    return path;
  }

  refresh(): void {
    for (const file of this.files) {
      const content = JSON.stringify(discovered(this.cluster, file.discovery), undefined, 1);
      if (content === file.content) continue;
      file.content = content;
      // Prometheus may read at any time
      writeFileSync(`${file.path}.tmp`, content);
      renameSync(`${file.path}.tmp`, file.path);
    }
  }
}
