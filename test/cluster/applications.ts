import type { Manifest } from '../../render/manifest';
import type { Cluster } from './cluster';

/** State of the Applications, as Argo CD sees it. */
export interface ApplicationState {
  readonly name: string;
  readonly wave: number;
  readonly createdAt: number;
  readonly sync: string;
  readonly health: string;
  readonly phase: string;
  /** When its last operation began: it changes with every sync. */
  readonly operationStartedAt: string;
  /** Objects that differ from Git or are not healthy, and what Argo CD complains of. */
  readonly details: readonly string[];
}

export async function applicationStates(cluster: Cluster, namespace: string): Promise<ApplicationState[]> {
  return (await cluster.list(`/apis/argoproj.io/v1alpha1/namespaces/${namespace}/applications`)).map(stateOf);
}

function stateOf({ metadata, status = {} }: Manifest): ApplicationState {
  return {
    name: metadata.name,
    wave: Number(metadata.annotations?.['argocd.argoproj.io/sync-wave'] ?? 0),
    createdAt: Date.parse(String((metadata as any).creationTimestamp)),
    sync: status.sync?.status ?? 'Unknown',
    health: status.health?.status ?? 'Unknown',
    phase: status.operationState?.phase ?? 'none yet',
    operationStartedAt: status.operationState?.startedAt ?? '',
    details: detailsOf(status),
  };
}

const detailsOf = ({ conditions = [], resources = [], operationState }: Manifest[string]): string[] => [
  ...conditions.map(({ type, message }: any) => `${type}: ${message}`),
  ...resources
    .filter(
      ({ status, health }: any) => (status !== undefined && status !== 'Synced') || ['Degraded', 'Progressing'].includes(health?.status),
    )
    .map(({ kind, name, status, health }: any) => `${kind}/${name}: ${status ?? ''} ${health?.status ?? ''} ${health?.message ?? ''}`),
  ...(operationState?.phase === 'Succeeded' ? [] : [`sync: ${operationState?.message ?? 'has not begun'}`]),
];

/** Why an Application is not where it should be; nothing when it is Synced, Healthy and at rest. */
export const unsettled = ({ name, sync, health, phase, details }: ApplicationState): string[] =>
  sync === 'Synced' && health === 'Healthy' && phase === 'Succeeded'
    ? []
    : [`${name}: ${sync}, ${health}, last sync ${phase}`, ...details.map((line) => `  ${line}`)];

/** Applies every object once more, whether it differs or not, and runs the hooks: what a person does who does not trust the state. */
export async function syncAgain(cluster: Cluster, namespace: string, name: string): Promise<void> {
  const { spec } = await cluster.get(`/apis/argoproj.io/v1alpha1/namespaces/${namespace}/applications/${name}`);
  // an operation does not inherit the options of the Application
  const syncOptions = (spec.syncPolicy.syncOptions as string[]).filter((option) => option !== 'ApplyOutOfSyncOnly=true');
  const patch = {
    metadata: { annotations: { 'argocd.argoproj.io/refresh': 'hard' } },
    operation: { initiatedBy: { username: 'test' }, sync: { syncOptions, syncStrategy: { hook: {} } } },
  };
  await cluster.kubectl(['--namespace', namespace, 'patch', 'application', name, '--type=merge', '--patch', JSON.stringify(patch)]);
}
