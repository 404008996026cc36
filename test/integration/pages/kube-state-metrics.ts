import { parse } from 'yaml';
import { kubeStateMetrics } from '../../../config/components';
import { bytesOf, coresOf, type ByteQuantity, type CpuQuantity } from '../../../config/schema/values';
import { sanitised } from '../../../metrics/spark-pod-labels';
import type { Manifest } from '../../../render/manifest';
import type { Sample } from '../../contract/exposition';
import type { ClusterModel, Pod } from '../cluster-model';
import { type CustomResourceState, customResourceSamples } from './custom-resource-state';

const sample = (name: string, labels: Readonly<Record<string, string>>, value: number): Sample => ({ name, labels, value });

const PHASES = ['Pending', 'Succeeded', 'Failed', 'Unknown', 'Running'] as const;
const REASONS = ['Evicted', 'NodeAffinity', 'NodeLost', 'Shutdown', 'UnexpectedAdmissionError'];

/** A quantity as kube-state-metrics shows it. */
const amountOf = (resource: string, quantity: string): number =>
  resource.includes('cpu')
    ? coresOf(quantity as CpuQuantity)
    : /memory|storage/.test(resource)
      ? bytesOf(quantity as ByteQuantity)
      : Number(quantity);
const unitOf = (resource: string): string => (resource === 'cpu' ? 'core' : 'byte');

/** A series without its values. */
export interface Shape {
  readonly name: string;
  readonly labels: readonly string[];
}

/** Everything that the generated kube-state-metrics would tell of the cluster now. */
export class KubeStateMetricsPage {
  private readonly customResourceState: CustomResourceState;
  private readonly podLabels: readonly string[];
  private readonly shown = new Map<string, Shape>();

  constructor(private readonly cluster: ClusterModel) {
    const own = cluster.objects.filter(({ metadata }) => metadata.name.startsWith(kubeStateMetrics.name));
    const config = own.find(({ kind }) => kind === 'ConfigMap');
    const args: string[] = own.find(({ kind }) => kind === 'Deployment')?.spec.template.spec.containers[0].args;
    this.customResourceState = parse(config?.data['custom-resource-state.yaml']) as CustomResourceState;
    this.podLabels = (args.flatMap((arg) => /^--metric-labels-allowlist=pods=\[(.*)\]$/.exec(arg)?.[1] ?? [])[0] ?? '').split(',');
  }

  samples(): Sample[] {
    const { pods, objects, applications, schedules } = this.cluster;
    const samples = [
      ...pods.flatMap((pod) => this.ofPod(pod)),
      ...objects.flatMap((object) => this.ofObject(object)),
      ...this.ofNode(),
      ...customResourceSamples(this.customResourceState, [...applications, ...schedules]),
    ];
    for (const { name, labels } of samples) this.shown.set(`${name} ${Object.keys(labels).join()}`, { name, labels: Object.keys(labels) });
    return samples;
  }

  /** Every series that was ever shown. */
  get shapes(): Shape[] {
    return [...this.shown.values()];
  }

  private ofPod(pod: Pod): Sample[] {
    const { namespace, name, uid, containers, created, phase, finished } = pod;
    const id = { namespace, pod: name, uid };
    const node = this.cluster.node.name;
    const allowed = this.podLabels.filter((label) => label in pod.labels).map((label) => [`label_${sanitised(label)}`, pod.labels[label]!]);
    return [
      sample(
        'kube_pod_info',
        {
          ...id,
          host_ip: this.cluster.node.address,
          pod_ip: pod.address,
          node,
          created_by_kind: '',
          created_by_name: '',
          priority_class: '',
          host_network: 'false',
        },
        1,
      ),
      sample('kube_pod_created', id, created),
      ...(allowed.length > 0 ? [sample('kube_pod_labels', { ...id, ...Object.fromEntries(allowed) }, 1)] : []),
      ...PHASES.map((each) => sample('kube_pod_status_phase', { ...id, phase: each }, Number(each === phase))),
      ...REASONS.map((reason) => sample('kube_pod_status_reason', { ...id, reason }, 0)),
      ...(finished === undefined ? [] : [sample('kube_pod_completion_time', id, finished)]),
      ...containers.flatMap(({ name: container, resources }) => [
        sample('kube_pod_container_status_restarts_total', { ...id, container }, 0),
        ...(['requests', 'limits'] as const).flatMap((which) =>
          Object.entries(resources[which]).map(([resource, quantity]) =>
            sample(
              `kube_pod_container_resource_${which}`,
              { ...id, container, node, resource: sanitised(resource), unit: unitOf(resource) },
              amountOf(resource, quantity),
            ),
          ),
        ),
      ]),
    ];
  }

  /** Every workload is as ready as its pods are running. */
  private ofObject({ kind, metadata, spec }: Manifest): Sample[] {
    const { name, namespace = '' } = metadata;
    const replicas = (spec?.replicas as number | undefined) ?? 1;
    const ready = this.cluster.pods.filter(
      (pod) => pod.namespace === namespace && pod.name.startsWith(`${name}-`) && pod.phase === 'Running',
    ).length;
    switch (kind) {
      case 'Deployment':
        return [
          sample('kube_deployment_spec_replicas', { namespace, deployment: name }, replicas),
          sample('kube_deployment_status_replicas_available', { namespace, deployment: name }, ready),
        ];
      case 'StatefulSet':
        return [
          sample('kube_statefulset_replicas', { namespace, statefulset: name }, replicas),
          sample('kube_statefulset_status_replicas_ready', { namespace, statefulset: name }, ready),
          ...this.claimsOf(name, namespace, spec),
        ];
      case 'DaemonSet':
        return [
          sample('kube_daemonset_status_desired_number_scheduled', { namespace, daemonset: name }, replicas),
          sample('kube_daemonset_status_number_ready', { namespace, daemonset: name }, ready),
        ];
      case 'Job':
        return [sample('kube_job_status_failed', { namespace, job_name: name }, 0)];
      case 'ResourceQuota':
        return this.ofQuota(name, namespace, spec.hard);
      default:
        return [];
    }
  }

  private claimsOf(name: string, namespace: string, { replicas = 1, volumeClaimTemplates = [] }: any): Sample[] {
    return Array.from({ length: replicas as number }).flatMap((_, replica) =>
      volumeClaimTemplates.flatMap(({ metadata }: any) =>
        ['Pending', 'Lost', 'Bound'].map((phase) =>
          sample(
            'kube_persistentvolumeclaim_status_phase',
            { namespace, persistentvolumeclaim: `${metadata.name}-${name}-${replica}`, phase },
            Number(phase === 'Bound'),
          ),
        ),
      ),
    );
  }

  /** Used is what the pods that have not ended request. */
  private ofQuota(resourcequota: string, namespace: string, hard: Readonly<Record<string, string>>): Sample[] {
    const counted = this.cluster.pods.filter((pod) => pod.namespace === namespace && ['Running', 'Pending'].includes(pod.phase));
    const used = (resource: string): number =>
      resource === 'pods'
        ? counted.length
        : counted
            .flatMap(({ containers }) => containers)
            .reduce((sum, { resources }) => sum + amountOf(resource, resources.requests[resource.replace('requests.', '')] ?? '0'), 0);
    return Object.entries(hard).flatMap(([resource, quantity]) => [
      sample('kube_resourcequota', { namespace, resourcequota, resource, type: 'hard' }, amountOf(resource, quantity)),
      sample('kube_resourcequota', { namespace, resourcequota, resource, type: 'used' }, used(resource)),
    ]);
  }

  private ofNode(): Sample[] {
    const { name: node, cores, memory } = this.cluster.node;
    const allocatable = (resource: string, unit: string, value: number) =>
      sample('kube_node_status_allocatable', { node, resource, unit }, value);
    return [
      sample('kube_node_spec_unschedulable', { node }, 0),
      allocatable('cpu', 'core', cores),
      allocatable('memory', 'byte', memory),
      allocatable('ephemeral_storage', 'byte', 2 ** 37),
      allocatable('pods', 'integer', 110),
      ...['Ready', 'DiskPressure', 'MemoryPressure', 'PIDPressure'].flatMap((condition) =>
        ['true', 'false', 'unknown'].map((status) =>
          sample('kube_node_status_condition', { node, condition, status }, Number(status === (condition === 'Ready' ? 'true' : 'false'))),
        ),
      ),
    ];
  }
}
