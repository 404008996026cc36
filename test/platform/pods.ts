import { type Workload } from '../../config/components';
import type { Manifest } from '../../render/manifest';
import { ofKind, type RenderedPlatform } from './rendering';

export interface Container {
  readonly name: string;
  readonly image?: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: ReadonlyArray<{
    name: string;
    value?: string;
    valueFrom?: { secretKeyRef?: KeyReference; configMapKeyRef?: KeyReference };
  }>;
  readonly envFrom?: readonly unknown[];
  readonly ports?: ReadonlyArray<{ name: string; containerPort: number; protocol?: string }>;
  readonly resources?: { readonly requests?: Record<string, string>; readonly limits?: Record<string, string> };
  readonly securityContext?: SecurityContext;
  readonly volumeMounts?: ReadonlyArray<{ name: string; mountPath: string; subPath?: string; readOnly?: boolean }>;
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly startupProbe?: Probe;
}

interface KeyReference {
  readonly name: string;
  readonly key: string;
}

interface Probe {
  readonly httpGet?: { readonly port: string | number; readonly path: string };
}

export interface SecurityContext {
  readonly allowPrivilegeEscalation?: boolean;
  readonly capabilities?: { readonly add?: readonly string[]; readonly drop?: readonly string[] };
  readonly privileged?: boolean;
  readonly procMount?: string;
  readonly readOnlyRootFilesystem?: boolean;
  readonly runAsGroup?: number;
  readonly runAsNonRoot?: boolean;
  readonly runAsUser?: number;
  readonly seccompProfile?: { readonly type: string };
  readonly seLinuxOptions?: object;
  readonly sysctls?: readonly unknown[];
  readonly windowsOptions?: { readonly hostProcess?: boolean };
}

interface FileSource {
  readonly name?: string;
  readonly items?: ReadonlyArray<{ key: string; path: string }>;
}

export interface Volume {
  readonly name: string;
  readonly configMap?: FileSource;
  readonly secret?: { readonly secretName: string; readonly optional?: boolean };
  readonly projected?: { readonly sources: ReadonlyArray<{ readonly configMap?: FileSource; readonly secret?: FileSource }> };
  readonly persistentVolumeClaim?: { readonly claimName: string };
  readonly emptyDir?: { readonly sizeLimit?: string };
  readonly hostPath?: { readonly path: string };
}

export interface PodSpec {
  readonly serviceAccountName?: string;
  readonly automountServiceAccountToken?: boolean;
  readonly enableServiceLinks?: boolean;
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly hostIPC?: boolean;
  readonly imagePullSecrets?: ReadonlyArray<{ name: string }>;
  readonly priorityClassName?: string;
  readonly securityContext?: SecurityContext;
  readonly initContainers?: readonly Container[];
  readonly containers: readonly Container[];
  readonly volumes?: readonly Volume[];
}

/** Pods as they will run, whoever makes them. */
export interface Pod {
  /** File it comes from, and which of several pods it is. */
  readonly title: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly spec: PodSpec;
  /** Names of claim templates, which become volumes. */
  readonly claims: readonly string[];
  /** Who writes the pod: we, Spark from our template, or the operator's Helm chart from our values. */
  readonly writtenBy: 'us' | 'spark' | 'helm';
  /** Kind of the object that owns it. */
  readonly kind: string;
  readonly replicas: number;
}

const WORKLOAD_KINDS = ['Deployment', 'StatefulSet', 'DaemonSet', 'Job'];

/** Every pod of a platform: from our workloads, from Spark applications, from the values of the operator's chart. */
export function podsOf(platform: RenderedPlatform): Pod[] {
  const own = platform.objects.filter(({ manifest }) => WORKLOAD_KINDS.includes(manifest.kind));
  const spark = platform.objects.filter(({ manifest }) => manifest.kind.endsWith('SparkApplication'));
  return [
    ...own.map(({ path, manifest }) => ownPod(path, manifest)),
    ...spark.flatMap(({ path, manifest }) => sparkPods(platform, path, manifest)),
    ...ofKind(platform.objects, 'SparkConnect').flatMap(({ path, manifest }) => connectPods(platform, path, manifest)),
    ...operatorPods(platform),
  ];
}

const ownPod = (path: string, { kind, metadata, spec }: Manifest): Pod => ({
  title: path,
  namespace: metadata.namespace!,
  labels: spec.template.metadata.labels,
  spec: spec.template.spec,
  claims: (spec.volumeClaimTemplates ?? []).map((claim: Manifest) => claim.metadata.name),
  writtenBy: 'us',
  kind,
  replicas: spec.replicas ?? 1,
});

/** What Spark makes of a template: image, size and identity come from the application, ports are fixed by its configuration. */
function sparkPods({ context }: RenderedPlatform, path: string, { kind, metadata, spec }: Manifest): Pod[] {
  const application = kind === 'ScheduledSparkApplication' ? spec.template : spec;
  return (['driver', 'executor'] as const).map((role) => {
    const { template, serviceAccount, coreRequest, coreLimit, memory } = application[role];
    const workload = workloadNamed(context.workloads, `spark-${role}`);
    const [main, ...others] = template.spec.containers as Container[];
    const ports = Object.entries(workload.ports).map(([name, containerPort]) => ({ name, containerPort, protocol: 'TCP' }));
    const sized = {
      requests: { ...main!.resources?.requests, cpu: coreRequest, memory },
      limits: { ...main!.resources?.limits, cpu: coreLimit, memory },
    };
    return {
      title: `${path} ${role}`,
      namespace: metadata.namespace!,
      labels: { ...metadata.labels, ...workload.podLabels },
      spec: {
        ...template.spec,
        serviceAccountName: serviceAccount,
        containers: [{ ...main!, image: application.image, ports, resources: sized }, ...others],
        ...(application.imagePullSecrets && { imagePullSecrets: application.imagePullSecrets.map((name: string) => ({ name })) }),
      },
      claims: [],
      writtenBy: 'spark' as const,
      kind,
      replicas: role === 'driver' ? 1 : application.executor.instances,
    };
  });
}

/** What the operator makes of the template of a Spark Connect server, and Spark of that of its executors. */
function connectPods({ context }: RenderedPlatform, path: string, { kind, metadata, spec }: Manifest): Pod[] {
  const common = { namespace: metadata.namespace!, claims: [], writtenBy: 'spark' as const, kind };
  const { template: server } = spec.server;
  const { template: executor, memory, instances } = spec.executor;
  const [main, ...others] = executor.spec.containers as Container[];
  const card = workloadNamed(context.workloads, 'spark-executor');
  const cpu = { request: spec.sparkConf[`${EXECUTOR}.request.cores`], limit: spec.sparkConf[`${EXECUTOR}.limit.cores`] };
  const connectName = { 'sparkoperator.k8s.io/connect-name': metadata.name };
  return [
    {
      ...common,
      title: `${path} server`,
      labels: { ...server.metadata.labels, ...connectName, ...workloadNamed(context.workloads, 'spark-connect-server').podLabels },
      spec: { ...server.spec, containers: server.spec.containers.map((container: Container) => ({ image: spec.image, ...container })) },
      replicas: 1,
    },
    {
      ...common,
      title: `${path} executor`,
      labels: { ...metadata.labels, ...connectName, ...card.podLabels },
      spec: {
        ...executor.spec,
        containers: [
          {
            ...main!,
            image: spec.image,
            ports: Object.entries(card.ports).map(([name, containerPort]) => ({ name, containerPort, protocol: 'TCP' })),
            resources: {
              requests: { ...main!.resources?.requests, cpu: cpu.request, memory },
              limits: { ...main!.resources?.limits, cpu: cpu.limit, memory },
            },
          },
          ...others,
        ],
      },
      replicas: spec.dynamicAllocation?.maxExecutors ?? instances,
    },
  ];
}

const EXECUTOR = 'spark.kubernetes.executor';

/** What the operator's chart makes of our values. It names ServiceAccounts itself and brings the volumes it needs. */
function operatorPods({ charts, context }: RenderedPlatform): Pod[] {
  const helm = charts.find((chart) => chart.helm !== undefined)?.helm;
  const values = helm?.values as Record<string, any> | undefined;
  if (!values) return [];
  return ['controller', 'webhook'].map((role) => {
    const workload = workloadNamed(context.workloads, `spark-operator-${role}`);
    const { podSecurityContext, securityContext, resources, priorityClassName, replicas } = values[role];
    const { registry, repository, tag, pullSecrets } = values.image;
    return {
      title: `values of the Spark operator's chart, ${role}`,
      namespace: workload.namespace,
      labels: workload.podLabels,
      spec: {
        automountServiceAccountToken: true,
        securityContext: podSecurityContext,
        ...(priorityClassName !== '' && { priorityClassName }),
        ...(pullSecrets.length > 0 && { imagePullSecrets: pullSecrets }),
        containers: [
          {
            name: workload.name,
            image: `${registry}/${repository}:${tag}`,
            resources,
            securityContext,
            ports: Object.entries(workload.ports).map(([name, containerPort]) => ({ name, containerPort })),
          },
        ],
      },
      claims: [],
      writtenBy: 'helm' as const,
      kind: 'Deployment',
      replicas,
    };
  });
}

function workloadNamed(workloads: readonly Workload[], name: string): Workload {
  const found = workloads.find((workload) => workload.name === name);
  if (!found) throw new Error(`config/components.ts has no workload ${name}`);
  return found;
}

/** Whether labels satisfy every requirement of a selector; an empty one selects everything. */
export const selects = (matchLabels: Readonly<Record<string, string>> = {}, labels: Readonly<Record<string, string>>): boolean =>
  Object.entries(matchLabels).every(([key, value]) => labels[key] === value);

/** All containers of a pod, those that run before it included. */
export const containersOf = ({ spec }: Pod): Container[] => [...(spec.initContainers ?? []), ...spec.containers];

/** Workloads of the configuration that a pod belongs to: exactly one, if all is well. */
export const workloadsOf = ({ namespace, labels }: Pod, workloads: readonly Workload[]): Workload[] =>
  workloads.filter((workload) => workload.namespace === namespace && selects(workload.podLabels, labels));
