import { k8s } from 'cdk8s-plus-28';
import { components, nodeExporter, sparkDriver } from '../config/components';
import type { Environment } from '../config/schema';
import { ApplicationChart } from './application-chart';
import { SPARK_PRIORITY_CLASS } from '../spark-applications/platform';
import { PLATFORM_PRIORITY_CLASS, type PlatformContext } from './context';
import { CONFIRM_DELETION } from './parts/argo-cd';

/** Namespaces with their Pod Security level, what is refused by default in each, and the bounds of the Spark namespace. */
export class NamespacesChart extends ApplicationChart {
  constructor(context: PlatformContext, spark: Environment['spark']) {
    super(components.namespaces, context);
    for (const namespace of namespacesOf(context)) {
      this.namespaceObject(namespace);
      this.denyByDefault(namespace);
      this.allowDns(namespace);
    }
    this.quota(spark);
    this.limitRange(spark);
    if (context.platformPriorityClass !== undefined) this.priorityClasses();
  }

  private namespaceObject(name: string) {
    // node-exporter reads the node's own file system and network: not even `baseline` admits that
    const level = name === nodeExporter.namespace ? 'privileged' : 'restricted';
    const modes = ['enforce', 'audit', 'warn'].flatMap((mode) => [
      [`pod-security.kubernetes.io/${mode}`, level],
      [`pod-security.kubernetes.io/${mode}-version`, 'latest'],
    ]);
    const { labels } = this.metadata(name);
    new k8s.KubeNamespace(this, name, {
      metadata: { name, labels: { ...labels, ...(Object.fromEntries(modes) as Record<string, string>) }, annotations: CONFIRM_DELETION },
    });
  }

  private denyByDefault(namespace: string) {
    new k8s.KubeNetworkPolicy(this, `${namespace}-default-deny`, {
      metadata: this.metadata(`${namespace}-default-deny`, namespace),
      spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
    });
  }

  private allowDns(namespace: string) {
    const { dns } = this.context.cluster;
    const server = {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': dns.namespace } },
      podSelector: { matchLabels: dns.podLabels },
    };
    const ports = ['UDP', 'TCP'].map((protocol) => ({ port: k8s.IntOrString.fromNumber(53), protocol }));
    new k8s.KubeNetworkPolicy(this, `${namespace}-allow-dns`, {
      metadata: this.metadata(`${namespace}-allow-dns`, namespace),
      spec: { podSelector: {}, policyTypes: ['Egress'], egress: [{ to: [server], ports }] },
    });
  }

  /** A driver that may create pods is powerful: the quota is what bounds it. */
  private quota({ quota }: Environment['spark']) {
    const [cpu, memory] = [k8s.Quantity.fromString(quota.cpu), k8s.Quantity.fromString(quota.memory)];
    new k8s.KubeResourceQuota(this, 'quota', {
      metadata: this.metadata('spark', sparkDriver.namespace),
      spec: { hard: { 'requests.cpu': cpu, 'requests.memory': memory, pods: k8s.Quantity.fromString(String(quota.pods)) } },
    });
  }

  /** The quota needs requests on every container; these stand in where a user's pod has none. */
  private limitRange({ largestContainer }: Environment['spark']) {
    const amounts = (cpu: string, memory: string) => ({ cpu: k8s.Quantity.fromString(cpu), memory: k8s.Quantity.fromString(memory) });
    new k8s.KubeLimitRange(this, 'limit-range', {
      metadata: this.metadata('spark', sparkDriver.namespace),
      spec: {
        limits: [
          {
            type: 'Container',
            defaultRequest: amounts('100m', '128Mi'),
            default: amounts('500m', '512Mi'),
            max: amounts(largestContainer.cpu, largestContainer.memory),
          },
        ],
      },
    });
  }

  private priorityClasses() {
    const classes = {
      [PLATFORM_PRIORITY_CLASS]: [1_000_000, 'Storage, operator and monitoring'],
      [SPARK_PRIORITY_CLASS]: [1000, 'Drivers and executors'],
    } as const;
    for (const [name, [value, description]] of Object.entries(classes)) {
      const { labels } = this.metadata(name);
      new k8s.KubePriorityClass(this, name, {
        metadata: { name, ...(labels && { labels }) },
        value,
        description,
        preemptionPolicy: 'PreemptLowerPriority',
      });
    }
  }
}

/** Namespaces that this platform owns, Argo CD's own left out. */
export const namespacesOf = ({ workloads }: PlatformContext): string[] => [...new Set(workloads.map(({ namespace }) => namespace))].sort();
