import { k8s } from 'cdk8s-plus-28';
import { alertmanager, nodeExporter, prometheus, type Workload } from '../../config/components';
import { type Connection, connections, scrapeConnections } from '../../config/connections';
import type { PlatformContext } from '../context';

/** A destination that no pod label describes: the internet, nodes, a store elsewhere. */
export interface Outside {
  readonly cidrs: readonly string[];
  readonly ports: readonly number[];
}

/** Gossip runs over both protocols; everything else is TCP. */
const protocolsOf = (workload: Workload, port: string) => (workload === alertmanager && port === 'gossip' ? ['TCP', 'UDP'] : ['TCP']);

interface Exceptions {
  readonly outside: readonly Outside[];
  /** Ports that the API server calls; it comes from a node's address, so no `from` can describe it. */
  readonly admissionPorts: readonly string[];
}

/** Ingress and egress of one workload: who may reach it and whom it may reach. DNS is allowed for every pod by the namespaces chart. */
export function networkPolicySpec(
  workload: Workload,
  context: PlatformContext,
  { outside, admissionPorts }: Exceptions,
): k8s.NetworkPolicySpec {
  const flows = connectionsOf(context);
  const ingress = [
    ...flows.filter(({ to }) => to === workload).map(({ from, ports }) => ({ from: [peer(from)], ports: portsOf(workload, ports) })),
    ...fromIngressController(workload, context),
    ...(admissionPorts.length > 0 ? [{ ports: portsOf(workload, admissionPorts) }] : []),
  ];
  const egress = [
    ...flows.filter(({ from }) => from === workload).map(({ to, ports }) => ({ to: [peer(to)], ports: portsOf(to, ports) })),
    ...[...apiServer(workload, context), ...nodes(workload, context), ...outside].map(toOutside),
  ];
  return {
    podSelector: { matchLabels: { ...workload.podLabels } },
    policyTypes: ['Ingress', 'Egress'],
    // the API server does not store an empty list, and would take each one applied for a change
    ...(ingress.length > 0 && { ingress }),
    ...(egress.length > 0 && { egress }),
  };
}

/** The connections between workloads that exist in this environment. */
export const connectionsOf = ({ workloads }: PlatformContext): Connection[] =>
  [...connections, ...scrapeConnections(workloads)].filter(({ from, to }) => workloads.includes(from) && workloads.includes(to));

const peer = ({ namespace, podLabels }: Workload): k8s.NetworkPolicyPeer => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
  podSelector: { matchLabels: { ...podLabels } },
});

const portsOf = (workload: Workload, names: readonly string[]): k8s.NetworkPolicyPort[] =>
  names.flatMap((name) => protocolsOf(workload, name).map((protocol) => tcpOrUdp(workload.ports[name] ?? Number.NaN, protocol)));

const tcpOrUdp = (port: number, protocol = 'TCP'): k8s.NetworkPolicyPort => ({ port: k8s.IntOrString.fromNumber(port), protocol });

const toOutside = ({ cidrs, ports }: Outside): k8s.NetworkPolicyEgressRule => ({
  to: cidrs.map((cidr) => ({ ipBlock: { cidr } })),
  ports: ports.map((port) => tcpOrUdp(port)),
});

const apiServer = ({ usesKubernetesApi }: Workload, { cluster }: PlatformContext): Outside[] =>
  usesKubernetesApi ? [{ cidrs: cluster.apiServerCidrs, ports: cluster.apiServerPorts }] : [];

/** Port of a kubelet's metrics. */
export const KUBELET_PORT = 10250;

/** node-exporter shares its node's network: only the node's address, not a pod label, leads to it. */
const nodes = (workload: Workload, { cluster }: PlatformContext): Outside[] =>
  workload === prometheus ? [{ cidrs: cluster.nodeCidrs, ports: [KUBELET_PORT, nodeExporter.ports.metrics] }] : [];

/** Web interfaces that have a host name in this environment, and the port behind it. */
function fromIngressController(workload: Workload, { ingress }: PlatformContext): k8s.NetworkPolicyIngressRule[] {
  const host =
    ingress &&
    { grafana: ingress.grafanaHost, 'spark-history-server': ingress.historyServerHost, alertmanager: ingress.alertmanagerHost }[
      workload.name
    ];
  if (!host) return [];
  const from = [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': ingress.controllerNamespace } } }];
  return [{ from, ports: portsOf(workload, ['http']) }];
}
