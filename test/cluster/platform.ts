import type { Manifest } from '../../render/manifest';
import { parse } from 'yaml';
import type { Cluster } from './cluster';
import type { Rendered } from './rendered';

/** The platform under test: what was rendered, and where it runs. */
export interface Platform {
  readonly cluster: Cluster;
  readonly rendered: Rendered;
}

/** Rendered objects of some kinds. */
export const objectsOf = ({ dist }: Rendered, ...kinds: readonly string[]): Manifest[] =>
  [...dist.values()].map((content) => parse(content) as Manifest).filter(({ kind }) => kinds.length === 0 || kinds.includes(kind));

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
