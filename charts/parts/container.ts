import { k8s } from 'cdk8s-plus-28';
import type { Workload } from '../../config/components';
import type { Resources } from '../../config/schema/resources';

/** Read-only root, no privileges, no capabilities: what Pod Security `restricted` asks of a container, and more. */
export const hardened: k8s.SecurityContext = {
  allowPrivilegeEscalation: false,
  privileged: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
};

/** Kubernetes' form of the resources in the configuration. */
export function resourceRequirements({ requests, limits, ephemeralStorage }: Resources): k8s.ResourceRequirements {
  const scratch = { 'ephemeral-storage': k8s.Quantity.fromString(ephemeralStorage) };
  const amounts = ({ cpu, memory }: Resources['requests']) => ({
    cpu: k8s.Quantity.fromString(cpu),
    memory: k8s.Quantity.fromString(memory),
  });
  return { requests: { ...amounts(requests), ...scratch }, limits: { ...amounts(limits), ...scratch } };
}

/** Ports of a workload as its container declares them. */
export const containerPorts = ({ ports }: Workload, names: readonly string[] = Object.keys(ports)): k8s.ContainerPort[] =>
  names.map((name) => ({ name, containerPort: ports[name] ?? Number.NaN, protocol: 'TCP' }));

interface ProbeTimes {
  readonly periodSeconds: number;
  readonly failureThreshold: number;
  readonly timeoutSeconds?: number;
}

/** A probe that asks a named port by HTTP. */
export const httpProbe = (port: string, path: string, times: ProbeTimes): k8s.Probe => ({
  httpGet: { port: k8s.IntOrString.fromString(port), path },
  ...times,
});

type ContainerProps = Omit<k8s.Container, 'resources' | 'securityContext'> & { readonly image: string; readonly resources: Resources };

/** A hardened container with its resources; the image is always checked at the registry, which with a digest costs one request. */
export const container = ({ resources, ...props }: ContainerProps): k8s.Container => ({
  imagePullPolicy: 'Always',
  ...props,
  resources: resourceRequirements(resources),
  securityContext: hardened,
});
