import { createHash } from 'node:crypto';
import { k8s } from 'cdk8s-plus-28';
import type { Workload } from '../../config/components';
import type { ApplicationChart } from '../application-chart';

/**
 * A ConfigMap for a program that reads it only once: the name carries a hash of the content, so a change rolls the pods that mount it, and the
 * old one is pruned afterwards. Returns the name.
 */
export function immutableConfigMap(chart: ApplicationChart, workload: Workload, purpose: string, data: Record<string, string>): string {
  const name = `${workload.name}-${purpose}-${hashOf(data)}`;
  new k8s.KubeConfigMap(chart, `${workload.name}-${purpose}`, { metadata: chart.metadataOf(workload, name), data, immutable: true });
  return name;
}

/** A ConfigMap for a program that notices changes by itself. Returns the name. */
export function reloadedConfigMap(chart: ApplicationChart, workload: Workload, purpose: string, data: Record<string, string>): string {
  const name = `${workload.name}-${purpose}`;
  new k8s.KubeConfigMap(chart, name, { metadata: chart.metadataOf(workload, name), data });
  return name;
}

/** Ten hexadecimal digits that change with the content and with nothing else. */
export const hashOf = (content: unknown): string => createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 10);
