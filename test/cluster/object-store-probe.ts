import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { minioProvisioning } from '../../config/components';
import type { Manifest } from '../../render/manifest';
import { runJob } from './job';
import { objectsOf, type Platform } from './platform';

const SCRIPT = readFileSync(join(__dirname, 'scripts', 'object-store.sh'), 'utf8');

/** What is in the object store and who may do what, one fact a line: `bucket <name> <access>`, `can <user> <action> <bucket>`, `results readable`. */
export async function objectStoreFacts({ cluster, rendered }: Platform): Promise<string[]> {
  // mc with the credentials, the network and the hardening of the provisioning itself
  const provisioning = objectsOf(rendered, 'Job').find(({ metadata }) => metadata.name === minioProvisioning.name);
  if (provisioning === undefined) throw new Error('the environment has no MinIO of its own');
  const facts = await runJob(cluster, probe(provisioning, Object.values(rendered.environment.objectStore.buckets)));
  return facts.split('\n').filter(Boolean);
}

/** The provisioning Job with another script. */
function probe(job: Manifest, buckets: readonly string[]): Manifest {
  const { template } = structuredClone(job.spec);
  const [container] = template.spec.containers;
  container.command = ['/bin/sh', '-c', SCRIPT, 'object-store.sh', ...buckets];
  return {
    apiVersion: job.apiVersion,
    kind: job.kind,
    metadata: { name: 'cluster-test-object-store', namespace: job.metadata.namespace ?? '' },
    spec: { backoffLimit: 0, template },
  };
}
