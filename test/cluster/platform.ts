import type { Manifest } from '../../render/manifest';
import type { Cluster } from './cluster';
import { objectsOf, type Rendered } from '../live/rendered';

export { objectsOf } from '../live/rendered';

/** The platform under test: what was rendered, and where it runs. */
export interface Platform {
  readonly cluster: Cluster;
  readonly rendered: Rendered;
}

/** Namespaces that the platform owns. */
export const namespacesOf = (rendered: Rendered): string[] => objectsOf(rendered, 'Namespace').map(({ metadata }) => metadata.name);

/** Live pods of the platform, those of the test itself left out. */
export async function podsOf({ cluster, rendered }: Platform): Promise<Manifest[]> {
  const namespaces = namespacesOf(rendered);
  return (await cluster.list('/api/v1/pods')).filter(
    ({ metadata }) => namespaces.includes(metadata.namespace ?? '') && metadata.labels?.[TEST_LABEL] === undefined,
  );
}

/** Marks what the test itself creates. */
export const TEST_LABEL = 'spok.io/cluster-test';
