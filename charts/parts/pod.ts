import { k8s } from 'cdk8s-plus-28';
import type { Workload } from '../../config/components';
import type { PlatformContext } from '../context';
import { pullSecretsOf, tagOf } from '../../config/images';
import type { ByteQuantity } from '../../config/schema/values';
import { sumOf } from '../../spark-applications/ephemeral-storage';
import { labelValue, workloadLabels } from './labels';

type PodProps = Omit<k8s.PodSpec, 'securityContext' | 'automountServiceAccountToken' | 'imagePullSecrets'> & {
  readonly annotations?: Record<string, string>;
};

/** Template of a workload's pods: its identity, `restricted` security, and a token only where the Kubernetes API is used. */
export function podTemplate(workload: Workload, context: PlatformContext, { annotations, ...spec }: PodProps): k8s.PodTemplateSpec {
  // a tag may be twice as long as a label
  const version = labelValue(tagOf(spec.containers[0]?.image ?? ''));
  return {
    metadata: { labels: { ...workloadLabels(workload), 'app.kubernetes.io/version': version }, ...(annotations && { annotations }) },
    spec: {
      serviceAccountName: workload.name,
      automountServiceAccountToken: workload.usesKubernetesApi,
      // addresses come from DNS; a variable per Service would only be noise, and once broke Grafana and Spark by its name
      enableServiceLinks: false,
      securityContext: podSecurityContext(workload),
      ...(context.images.pullSecrets.length > 0 && { imagePullSecrets: pullSecretsOf(context.images) }),
      ...(context.platformPriorityClass !== undefined && { priorityClassName: context.platformPriorityClass }),
      ...spec,
      containers: answeringForScratch(spec),
    },
  };
}

/**
 * The kubelet evicts a pod when its scratch volumes, logs and writable layers together exceed the limits of its containers: the first container
 * gets the room of the volumes on top of its own.
 */
function answeringForScratch({ containers, volumes = [] }: Pick<k8s.PodSpec, 'containers' | 'volumes'>): k8s.Container[] {
  const sizes = volumes.flatMap(({ emptyDir }) =>
    emptyDir?.sizeLimit === undefined || emptyDir.medium === 'Memory' ? [] : [emptyDir.sizeLimit.value as ByteQuantity],
  );
  const [first, ...others] = containers;
  const own = first?.resources?.limits?.['ephemeral-storage'];
  if (first === undefined || own === undefined) return containers;
  const limits = { ...first.resources?.limits, 'ephemeral-storage': k8s.Quantity.fromString(sumOf([own.value as ByteQuantity, ...sizes])) };
  return [{ ...first, resources: { ...first.resources, limits } }, ...others];
}

/** What Pod Security `restricted` asks of a pod, with the user of the workload. */
export const podSecurityContext = ({ user }: Workload): k8s.PodSecurityContext => ({
  runAsNonRoot: true,
  runAsUser: user,
  runAsGroup: user,
  fsGroup: user,
  fsGroupChangePolicy: 'OnRootMismatch',
  seccompProfile: { type: 'RuntimeDefault' },
});

/** Replicas on different nodes, evenly over the zones; a single replica needs neither. */
export function spread({ podLabels }: Workload, replicas: number): Pick<k8s.PodSpec, 'affinity' | 'topologySpreadConstraints'> {
  if (replicas === 1) return {};
  const labelSelector = { matchLabels: { ...podLabels } };
  return {
    affinity: {
      podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'kubernetes.io/hostname', labelSelector }] },
    },
    topologySpreadConstraints: [
      { maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway', labelSelector },
    ],
  };
}
