import { App, Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import type { Component, Workload } from '../config/components';
import type { PlatformContext } from './context';
import { componentLabels, workloadLabels } from './parts/labels';
import { networkPolicySpec, type Outside } from './parts/network-policy';

/** A Helm chart that Argo CD renders beside the directory of a component. */
export interface HelmSource {
  readonly repoUrl: string;
  readonly chart: string;
  /** Exact version. */
  readonly version: string;
  readonly releaseName: string;
  readonly values: object;
  /** Fields of its objects that something in the cluster writes, so that they always differ from Git; as `ignoreDifferences` of Argo CD. */
  readonly filledInTheCluster: ReadonlyArray<{
    readonly group: string;
    readonly kind: string;
    readonly jqPathExpressions: readonly string[];
  }>;
}

/**
 * One chart = one folder in `dist/<env>/` = one Argo CD Application. Each has an App of its own, so that rendering stays linear.
 * Objects state their namespace themselves: a chart-wide one would land on cluster-scoped objects too.
 */
export class ApplicationChart extends Chart {
  /** What Argo CD renders beside the directory. */
  readonly helm: HelmSource | undefined = undefined;

  constructor(
    readonly component: Component,
    readonly context: PlatformContext,
  ) {
    super(new App(), component.name, { disableResourceNameHashes: true });
  }

  /** Name, namespace and labels of an object of a workload; the name is the workload's unless another is given. */
  metadataOf(workload: Workload, name = workload.name, annotations?: Record<string, string>): k8s.ObjectMeta {
    return { name, namespace: workload.namespace, labels: workloadLabels(workload), ...(annotations && { annotations }) };
  }

  /** Name and labels of a cluster-scoped object of a workload. */
  clusterMetadataOf(workload: Workload, name: string): k8s.ObjectMeta {
    return { name, labels: workloadLabels(workload) };
  }

  /** Name, namespace and labels of an object that belongs to the component as a whole. */
  metadata(name: string, namespace = this.component.namespace, annotations?: Record<string, string>): k8s.ObjectMeta {
    return { name, namespace, labels: componentLabels(this.component), ...(annotations && { annotations }) };
  }

  /** The identity of a workload's pods. Its token is mounted only where the Kubernetes API is used. */
  serviceAccount(workload: Workload): void {
    new k8s.KubeServiceAccount(this, `${workload.name}-service-account`, {
      metadata: this.metadataOf(workload),
      automountServiceAccountToken: false,
    });
  }

  /** A stable address of a workload, one port per named port of its pods. */
  service(workload: Workload, ports: readonly string[] = Object.keys(workload.ports)): void {
    new k8s.KubeService(this, `${workload.name}-service`, {
      metadata: this.metadataOf(workload),
      spec: { selector: { ...workload.podLabels }, ports: servicePorts(workload, ports) },
    });
  }

  /**
   * Lets in and out of a workload's pods exactly the connections of `config/connections.ts`, and what is named here: destinations outside the
   * cluster, and ports that the API server calls for admission.
   */
  networkPolicy(workload: Workload, outside: readonly Outside[] = [], admissionPorts: readonly string[] = []): void {
    new k8s.KubeNetworkPolicy(this, `${workload.name}-network-policy`, {
      metadata: this.metadataOf(workload),
      spec: networkPolicySpec(workload, this.context, { outside, admissionPorts }),
    });
  }

  /** Keeps all but one replica running while nodes are drained. */
  disruptionBudget(workload: Workload): void {
    new k8s.KubePodDisruptionBudget(this, `${workload.name}-disruption-budget`, {
      metadata: this.metadataOf(workload),
      spec: {
        maxUnavailable: k8s.IntOrString.fromNumber(1),
        unhealthyPodEvictionPolicy: 'AlwaysAllow',
        selector: { matchLabels: { ...workload.podLabels } },
      },
    });
  }
}

/** Service ports that lead to the pod ports of the same name. */
export const servicePorts = (workload: Workload, names: readonly string[]): k8s.ServicePort[] =>
  names.map((name) => ({ name, port: workload.ports[name] ?? Number.NaN, targetPort: k8s.IntOrString.fromString(name) }));
