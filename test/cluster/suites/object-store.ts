import { describe, test } from 'node:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from '../../../render/manifest';
import { runJob } from '../job';
import { none } from '../eventually';
import { objectsOf, type Platform } from '../platform';

const SCRIPT = readFileSync(join(__dirname, '..', 'scripts', 'object-store.sh'), 'utf8');

/** What each user may do with each bucket, as the design has it. */
const ALLOWED: ReadonlyArray<readonly [user: string, bucket: 'data' | 'eventLogs' | 'warehouse', actions: readonly string[]]> = [
  ['spark', 'data', ['list', 'read', 'write', 'delete']],
  ['spark', 'warehouse', ['list', 'read', 'write', 'delete']],
  ['spark', 'eventLogs', ['list', 'read', 'write', 'delete']],
  ['history', 'data', []],
  ['history', 'warehouse', []],
  ['history', 'eventLogs', ['list', 'read']],
];

/** Runs after the applications, since it looks at what they have written. */
export const objectStore = ({ cluster, rendered }: Platform): void =>
  void describe('object store', () => {
    const { buckets } = rendered.environment.objectStore;
    // mc with the credentials, the network and the hardening of the provisioning itself
    const provisioning = objectsOf(rendered, 'Job').find(({ metadata }) => metadata.name === 'minio-provisioning')!;
    let lines: string[] = [];

    test('answers the root user, Spark and the history server', async () => {
      lines = (await runJob(cluster, probe(provisioning, Object.values(buckets)))).split('\n').filter(Boolean);
    });

    test('has exactly the buckets of the configuration, none of them public', () => {
      const found = lines.filter((line) => line.startsWith('bucket ')).sort();
      const wanted = Object.values(buckets).map((bucket) => `bucket ${bucket} private`);
      none(differences(found, wanted));
    });

    test('lets each user do what its policy says and nothing else', () => {
      const found = lines.filter((line) => line.startsWith('can '));
      const wanted = ALLOWED.flatMap(([user, bucket, actions]) => actions.map((action) => `can ${user} ${action} ${buckets[bucket]}`));
      none(differences(found, wanted));
    });

    test('holds the results of the demo application, readable to Spark', () => {
      none(lines.some((line) => line === 'results readable') ? [] : ['no result of `orders` could be read', ...lines.slice(-5)]);
    });
  });

const differences = (found: readonly string[], wanted: readonly string[]): string[] => [
  ...wanted.filter((line) => !found.includes(line)).map((line) => `not so: ${line}`),
  ...found.filter((line) => !wanted.includes(line)).map((line) => `should not be: ${line}`),
];

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
