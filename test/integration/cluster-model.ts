import { sparkDriver, sparkExecutor } from '../../config/components';
import type { SparkMemory } from '../../config/schema/values';
import { sparkContainers, sparkPodLabels } from '../../metrics/spark-pod-labels';
import type { Manifest } from '../../render/manifest';
import { objectsOf, type Rendered } from '../live/rendered';
import { nextAddress } from './loopback';

export type Phase = 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown';

/** A container as its manifest has it, as far as metrics tell of it. */
export interface Container {
  readonly name: string;
  readonly image: string;
  readonly ports?: ReadonlyArray<{ readonly name: string; readonly containerPort: number }>;
  readonly resources: {
    readonly requests: Readonly<Record<string, string>>;
    readonly limits: Readonly<Record<string, string>>;
  };
}

/** A pod that the cluster would have, and what of this machine stands for it. */
export interface Pod {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly labels: Record<string, string>;
  readonly address: string;
  readonly containers: readonly Container[];
  /** Unix seconds. */
  readonly created: number;
  phase: Phase;
  finished?: number;
  /** Its processes; none while it does not run. */
  processes: () => readonly number[];
}

const seconds = (): number => Math.floor(Date.now() / 1000);

/** What the Kubernetes API would know while the run goes on: discovery, kube-state-metrics and the kubelet tell of it. */
export class ClusterModel {
  readonly node = { name: 'node-1', address: nextAddress(), cores: 8, memory: 16 * 2 ** 30 };
  readonly pods: Pod[] = [];
  /** SparkApplications with their status, those of schedules included. */
  readonly applications: Manifest[] = [];
  /** SparkApplications that were deleted, as they were. */
  readonly deleted: Manifest[] = [];
  /** ScheduledSparkApplications with their status. */
  readonly schedules: Manifest[];
  /** Everything else that was rendered. */
  readonly objects: Manifest[];
  /** Names of the cluster's DNS that lead to no pod of ours. */
  readonly names = new Map<string, string>();

  constructor(readonly rendered: Rendered) {
    this.objects = objectsOf(rendered);
    this.schedules = this.objects.filter(({ kind }) => kind === 'ScheduledSparkApplication').map((object) => structuredClone(object));
    for (const object of this.objects.filter(({ kind }) => ['StatefulSet', 'Deployment', 'DaemonSet'].includes(kind)))
      for (let replica = 0; replica < ((object.spec.replicas as number | undefined) ?? 1); replica++) this.workloadPod(object, replica);
  }

  /** The pod of a workload by its name, such as `minio-0`. Throws if there is none. */
  pod(name: string): Pod {
    const found = this.pods.find((pod) => pod.name === name);
    if (!found) throw new Error(`no pod ${name} among ${this.pods.map((pod) => pod.name).join(', ')}`);
    return found;
  }

  /** The pods behind a Service or a pod's own name in the cluster's DNS. */
  resolve(host: string): string | undefined {
    if (this.names.has(host)) return this.names.get(host);
    const [name = '', second = '', third = ''] = host.split('.');
    const [namespace, podName] = second.endsWith('-headless') ? [third, name] : [second, undefined];
    if (podName !== undefined) return this.pods.find((pod) => pod.name === podName && pod.namespace === namespace)?.address;
    const service = this.objects.find(
      ({ kind, metadata }) => kind === 'Service' && metadata.name === name && metadata.namespace === namespace,
    );
    const selector = Object.entries<string>(service?.spec.selector ?? {});
    return this.pods.find((pod) => selector.length > 0 && selector.every(([key, value]) => pod.labels[key] === value))?.address;
  }

  /** A pod of a program that is not in the manifests, such as the operator's from its Helm chart. */
  addPod(pod: Pick<Pod, 'namespace' | 'name' | 'labels' | 'containers'> & Partial<Pod>): Pod {
    const added: Pod = {
      uid: `uid-${this.pods.length + 1}`,
      address: nextAddress(),
      created: seconds(),
      phase: 'Running',
      processes: () => [],
      ...pod,
    };
    this.pods.push(added);
    return added;
  }

  private workloadPod({ kind, metadata, spec }: Manifest, replica: number): void {
    const { name, namespace = '' } = metadata;
    const { metadata: template, spec: podSpec } = spec.template;
    const suffix = { StatefulSet: String(replica), Deployment: `5c7da7a2-${replica}`, DaemonSet: `x${replica}` }[kind] ?? '';
    this.addPod({ namespace, name: `${name}-${suffix}`, labels: template.labels ?? {}, containers: podSpec.containers });
  }

  /** An application that was submitted. */
  submit(manifest: Manifest): Manifest {
    const { metadata } = manifest;
    const application = structuredClone({
      ...manifest,
      status: {
        applicationState: { state: 'SUBMITTED' },
        driverInfo: { podName: `${metadata.name}-driver` },
        executionAttempts: 1,
        lastSubmissionAttemptTime: new Date().toISOString(),
      },
    });
    this.applications.push(application);
    return application;
  }

  /** Moves an application on, as the operator would. */
  setState(application: Manifest, state: string): void {
    const over = ['COMPLETED', 'FAILED'].includes(state);
    Object.assign(application.status, {
      applicationState: { state },
      ...(over && { terminationTime: new Date().toISOString() }),
    });
    for (const pod of this.podsOf(application).filter(({ phase }) => phase === 'Running' && over)) {
      pod.phase = state === 'COMPLETED' ? 'Succeeded' : 'Failed';
      pod.finished = seconds();
      pod.processes = () => [];
    }
    // executors are deleted when they end; the driver stays
    if (over) for (const pod of this.podsOf(application)) if (pod.labels['spark-role'] === 'executor') this.removePod(pod);
  }

  /** Deletes an application with its pods. */
  remove(application: Manifest): void {
    for (const pod of this.podsOf(application)) this.removePod(pod);
    this.applications.splice(this.applications.indexOf(application), 1);
    this.deleted.push(application);
  }

  podsOf(application: Manifest): Pod[] {
    return this.pods.filter(({ labels }) => labels[sparkPodLabels.app] === application.metadata.name);
  }

  removePod(pod: Pod): void {
    const index = this.pods.indexOf(pod);
    if (index >= 0) this.pods.splice(index, 1);
  }

  /** Driver or executor pod of an application, with the labels that Spark and the operator give it. */
  addSparkPod(application: Manifest, role: 'driver' | 'executor', sparkAppId: string, executorId?: string): Pod {
    const { name, namespace = '', labels: given = {} } = application.metadata;
    const size = application.spec[role];
    const memory = String(mebibytes(size.memory) + mebibytes(size.memoryOverhead)) + 'Mi';
    const ports = Object.entries(role === 'driver' ? sparkDriver.ports : sparkExecutor.ports).map(([port, containerPort]) => ({
      name: port,
      containerPort,
    }));
    return this.addPod({
      namespace,
      name: executorId === undefined ? `${name}-driver` : `${name}-${sparkAppId.slice(-8)}-exec-${executorId}`,
      labels: {
        ...given,
        [sparkPodLabels.app]: name,
        [sparkPodLabels.spark_app_id]: sparkAppId,
        [sparkPodLabels.role]: role,
        ...(executorId !== undefined && { [sparkPodLabels.executor_id]: executorId }),
      },
      containers: [
        {
          name: sparkContainers[role],
          image: application.spec.image,
          ports,
          resources: { requests: { cpu: size.coreRequest, memory }, limits: { cpu: size.coreLimit, memory } },
        },
      ],
    });
  }
}

/** Spark's memory in MiB. */
export const mebibytes = (memory: SparkMemory): number => Number.parseInt(memory) * (memory.endsWith('g') ? 1024 : 1);
