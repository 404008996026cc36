import type { Manifest } from '../../render/manifest';
import type { Cluster } from './cluster';
import { TEST_LABEL } from './platform';

/** Runs a Job to its end and returns what it printed. Throws with its log if it fails. It is deleted in any case. */
export async function runJob(cluster: Cluster, job: Manifest, seconds = 180): Promise<string> {
  const { name, namespace = '' } = job.metadata;
  const place = ['--namespace', namespace, `job/${name}`];
  const { template } = job.spec;
  const labels = { ...template.metadata?.labels, [TEST_LABEL]: name };
  const marked = { ...job, spec: { ...job.spec, template: { ...template, metadata: { ...template.metadata, labels } } } };
  await cluster.kubectl(['delete', '--ignore-not-found', ...place]);
  await cluster.apply([marked]);
  try {
    await cluster.kubectl(['wait', '--for=condition=Complete', `--timeout=${seconds}s`, ...place]);
    return await cluster.kubectl(['logs', ...place]);
  } catch (error) {
    const log = await cluster.kubectl(['logs', '--all-containers', ...place]).catch(String);
    throw new Error(`Job ${name} failed: ${String(error)}\n${log}`);
  } finally {
    await cluster.kubectl(['delete', '--ignore-not-found', '--wait=false', ...place]);
  }
}
