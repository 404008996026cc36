import type { Manifest } from '../../render/manifest';
import { ofKind, type PlacedObject } from './rendering';
import { selects } from './pods';

/** A pod as the network sees it. */
export interface Endpoint {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface Port {
  readonly number: number;
  readonly protocol: 'TCP' | 'UDP';
}

interface Peer {
  readonly podSelector?: { readonly matchLabels?: Record<string, string> };
  readonly namespaceSelector?: { readonly matchLabels?: Record<string, string> };
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

interface Rule {
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
  readonly ports?: ReadonlyArray<{ readonly port: number; readonly protocol?: string }>;
}

/** A destination outside the cluster that a pod may open connections to. */
export interface OutsideRule {
  readonly cidr: string;
  readonly port: number;
}

/**
 * What the NetworkPolicies of a platform add up to, by the rules of networking.k8s.io/v1: a pod that no policy selects is open, one that some
 * select admits what any of them admits. Address blocks never match pods here, as with the network plugins that follow the specification.
 */
export class PolicyEvaluation {
  private readonly policies: readonly Manifest[];

  constructor(objects: readonly PlacedObject[]) {
    this.policies = ofKind(objects, 'NetworkPolicy').map(({ manifest }) => manifest);
  }

  /** Whether both sides admit a connection. */
  allows(from: Endpoint, to: Endpoint, port: Port): boolean {
    return this.admits('Egress', from, to, port) && this.admits('Ingress', to, from, port);
  }

  /** Whether anybody at all, addresses outside the cluster included, may connect to a port. */
  isOpenToAll(to: Endpoint, port: Port): boolean {
    return this.rules('Ingress', to)?.some((rule) => rule.from === undefined && hasPort(rule, port)) ?? true;
  }

  /** Whether one side admits a connection with a peer: `Egress` the one that opens it, `Ingress` the other. */
  admits(direction: 'Ingress' | 'Egress', subject: Endpoint, peer: Endpoint, port: Port): boolean {
    const rules = this.rules(direction, subject);
    return rules?.some((rule) => hasPort(rule, port) && hasPeer(rule, subject, peer)) ?? true;
  }

  /** Address blocks that a pod may connect to, each with each of its ports. */
  outsideOf(subject: Endpoint): OutsideRule[] {
    return (this.rules('Egress', subject) ?? []).flatMap(({ to = [], ports = [] }) =>
      to.flatMap(({ ipBlock }) => (ipBlock ? ports.map(({ port }) => ({ cidr: ipBlock.cidr, port })) : [])),
    );
  }

  /** Rules of every policy that selects a pod; undefined if none does. */
  private rules(direction: 'Ingress' | 'Egress', { namespace, labels }: Endpoint): Rule[] | undefined {
    const selecting = this.policies.filter(
      ({ metadata, spec }) =>
        metadata.namespace === namespace && spec.policyTypes.includes(direction) && selects(spec.podSelector.matchLabels, labels),
    );
    return selecting.length === 0 ? undefined : selecting.flatMap(({ spec }) => spec[direction.toLowerCase()] ?? []);
  }
}

const hasPort = ({ ports }: Rule, { number, protocol }: Port): boolean =>
  ports?.some((candidate) => candidate.port === number && (candidate.protocol ?? 'TCP') === protocol) ?? true;

function hasPeer({ from, to }: Rule, subject: Endpoint, peer: Endpoint): boolean {
  const peers = from ?? to;
  if (peers === undefined) return true;
  return peers.some(({ podSelector, namespaceSelector, ipBlock }) => {
    if (ipBlock) return false;
    const namespaceMatches = namespaceSelector
      ? selects(namespaceSelector.matchLabels, { 'kubernetes.io/metadata.name': peer.namespace })
      : peer.namespace === subject.namespace;
    return namespaceMatches && selects(podSelector?.matchLabels, peer.labels);
  });
}
