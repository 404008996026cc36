import {
  components,
  grafana,
  graphiteExporter,
  kubeStateMetrics,
  sparkOperatorController,
  sparkOperatorWebhook,
  type Workload,
} from '../../config/components';
import type { Sample } from '../contract/exposition';
import { type GraphiteServer, startGraphiteExporter } from '../graphite/server';
import type { ClusterModel, Pod } from './cluster-model';
import { nextAddress } from './loopback';
import { type Page, serve } from './page-server';
import { pageOf } from './pages/exposition-text';
import { CadvisorPage, volumeSamples } from './pages/kubelet';
import { KubeStateMetricsPage } from './pages/kube-state-metrics';
import { recordedPage } from './pages/recorded-page';
import { options } from './settings';

const nothing: Page = () => '';

let graphite: GraphiteServer | undefined;

/** Ends what would keep the process. */
export const stopStandIns = async (): Promise<void> => graphite?.stop();

/**
 * What stands in for the programs that cannot run without a cluster:
 *   - kube-state-metrics: made from the objects that were rendered, the pods of this run and the generated configuration of its custom resources
 *   - graphite_exporter: its documented matching with the generated mapping, fed by the sinks of the real Spark
 *   - kubelet: what the processes of this run really use; volumes are as large as claimed, and steady
 *   - Spark operator, Argo CD, API server: recorded pages that go on
 *   - Grafana and the parts of Argo CD that were never recorded: an empty page
 */
export async function standIns(cluster: ClusterModel): Promise<KubeStateMetricsPage> {
  const { speed } = options;
  addOperator(cluster);
  const kubeState = new KubeStateMetricsPage(cluster);
  await serveFor(cluster, kubeStateMetrics, () => pageOf(kubeState.samples()));
  await serveFor(cluster, sparkOperatorController, recordedPage('spark-operator.txt', speed));
  await serveFor(cluster, grafana, nothing);
  const { address } = podOf(cluster, graphiteExporter) ?? {};
  if (address !== undefined)
    graphite = await startGraphiteExporter({
      host: address,
      plaintextPort: graphiteExporter.ports.plaintext,
      metricsPort: graphiteExporter.ports.metrics,
    });
  const cadvisor = new CadvisorPage(cluster, speed);
  await serve(cluster.node.address, 10250, {
    '/metrics': () => pageOf(volumeSamples(cluster)),
    '/metrics/cadvisor': () => pageOf(cadvisor.samples()),
  });
  await named(cluster, 'kubernetes.default.svc', 443, recordedPage('kube-apiserver.txt', speed));
  await argoCd(cluster);
  return kubeState;
}

/** Every page of a workload, at the address of its pod. */
async function serveFor(cluster: ClusterModel, workload: Workload, page: Page): Promise<void> {
  const pod = podOf(cluster, workload);
  if (pod === undefined) return;
  for (const { port, path } of workload.metrics) await serve(pod.address, workload.ports[port]!, { [path]: page });
}

const podOf = ({ pods }: ClusterModel, { namespace, podLabels }: Workload): Pod | undefined =>
  pods.find((pod) => pod.namespace === namespace && Object.entries(podLabels).every(([label, value]) => pod.labels[label] === value));

async function named(cluster: ClusterModel, name: string, port: number, page: Page): Promise<void> {
  const address = nextAddress();
  cluster.names.set(name, address);
  await serve(address, port, { '/metrics': page });
}

/** Its pods and Deployments come from the Helm chart. */
function addOperator(cluster: ClusterModel): void {
  for (const { name, namespace, podLabels, ports } of [sparkOperatorController, sparkOperatorWebhook]) {
    const container = {
      name,
      image: 'spark-operator',
      ports: Object.entries(ports).map(([port, containerPort]) => ({ name: port, containerPort })),
      resources: { requests: {}, limits: {} },
    };
    cluster.addPod({ namespace, name: `${name}-5c7da7a2-0`, labels: podLabels, containers: [container] });
    cluster.objects.push({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace }, spec: { replicas: 1 } });
  }
}

/** The recordings are of three Applications of another project; here they are components of this platform. */
async function argoCd(cluster: ClusterModel): Promise<void> {
  const applications = Object.values(components).map(({ name }) => name);
  const places = new Map<string, string>();
  const renamed = (sample: Sample): Sample => {
    const { project, name } = sample.labels;
    if (project === undefined || name === undefined) return sample;
    if (!places.has(name)) places.set(name, applications[places.size]!);
    return { ...sample, labels: { ...sample.labels, project: 'spok', name: places.get(name)! } };
  };
  const pages: Readonly<Record<string, Page>> = {
    'argocd-metrics': recordedPage('argocd-application-controller.txt', options.speed, renamed),
    'argocd-repo-server': recordedPage('argocd-repo-server.txt', options.speed),
  };
  const { argoCdMetrics, gitOps } = cluster.rendered.environment;
  for (const target of argoCdMetrics.targets) {
    const [service = '', port = ''] = target.split(':');
    await named(cluster, `${service}.${gitOps.argoCdNamespace}.svc`, Number(port), pages[service] ?? nothing);
  }
}
