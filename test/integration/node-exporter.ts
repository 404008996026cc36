import { nodeExporter as card } from '../../config/components';
import { program } from '../programs';
import type { ClusterModel } from './cluster-model';
import { start } from './processes';

/** A real node-exporter with the generated arguments, except for paths of the node that are volumes in the cluster. */
export function nodeExporter({ objects, pods }: ClusterModel): void {
  const pod = pods.find(({ labels }) => labels['app.kubernetes.io/name'] === card.name)!;
  const workload = objects.find(({ kind, metadata }) => kind === 'DaemonSet' && metadata.name === card.name)!;
  const args: string[] = workload.spec.template.spec.containers[0].args;
  const used = args.filter((arg) => !/^--(path|web)\./.test(arg));
  const { pid } = start('node-exporter', program('node-exporter'), [...used, `--web.listen-address=${pod.address}:${card.ports.metrics}`]);
  pod.processes = () => [pid];
}
