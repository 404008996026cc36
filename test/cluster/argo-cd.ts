import { dirname } from 'node:path';
import type { Cluster } from './cluster';
import type { Rendered } from '../live/rendered';
import type { Repositories } from './repositories';
import { argoCdManifest, ownAddress } from './settings';

const WORKLOADS = [
  'deployment/argocd-redis',
  'deployment/argocd-repo-server',
  'deployment/argocd-server',
  'deployment/argocd-applicationset-controller',
  'deployment/argocd-notifications-controller',
  'statefulset/argocd-application-controller',
];

/** Argo CD as its own manifests install it, able to reach the repositories that this test serves. */
export async function installArgoCd(cluster: Cluster, namespace: string, { hosts, authority }: Repositories): Promise<void> {
  await cluster.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }]);
  await cluster.kubectl(['apply', '--server-side', '--force-conflicts', '--namespace', namespace, '--filename', argoCdManifest]);
  await cluster.apply([
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'argocd-tls-certs-cm', namespace },
      data: Object.fromEntries(hosts.map((host) => [host, authority])),
    },
  ]);
  const hostAliases = [{ ip: ownAddress, hostnames: hosts }];
  const patch = JSON.stringify({ spec: { template: { spec: { hostAliases } } } });
  await cluster.kubectl(['--namespace', namespace, 'patch', 'deployment', 'argocd-repo-server', '--patch', patch]);
  for (const workload of WORKLOADS) await cluster.kubectl(['--namespace', namespace, 'rollout', 'status', workload, '--timeout=180s']);
}

/** The one command of the quick start: kubectl takes the files of the folder itself, not those of the folders below. */
export async function handOver(cluster: Cluster, { appsOfApps, environment }: Rendered): Promise<void> {
  const folder = `apps-of-apps/${environment.name}`;
  const files = [...appsOfApps].filter(([path]) => dirname(path) === folder).map(([, content]) => content);
  await cluster.kubectl(['apply', '-f', '-'], { input: files.join('---\n') });
}
