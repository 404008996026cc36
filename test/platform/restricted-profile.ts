import type { Container, PodSpec, SecurityContext } from './pods';

/** Volume types that the profile admits; https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
const VOLUMES = ['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'persistentVolumeClaim', 'projected', 'secret'];

/** What Pod Security admission at level `restricted` would refuse in a pod, one line each; empty if it is admitted. */
export function restrictedViolations(spec: PodSpec): string[] {
  const containers = [...(spec.initContainers ?? []), ...spec.containers];
  return [
    ...(['hostNetwork', 'hostPID', 'hostIPC'] as const).filter((field) => spec[field]),
    ...(spec.volumes ?? []).flatMap(({ name, ...source }) =>
      Object.keys(source)
        .filter((type) => !VOLUMES.includes(type))
        .map((type) => `${name}: ${type}`),
    ),
    ...shared(spec.securityContext ?? {}).map((fault) => `pod: ${fault}`),
    ...containers.flatMap((container) => containerViolations(container, spec).map((fault) => `${container.name}: ${fault}`)),
  ];
}

/** What may stand on the pod as well as on a container. */
const shared = ({ runAsUser, runAsNonRoot, seccompProfile, sysctls = [], windowsOptions }: SecurityContext): string[] => [
  ...(runAsUser === 0 ? ['runAsUser 0'] : []),
  ...(runAsNonRoot === false ? ['runAsNonRoot false'] : []),
  ...(seccompProfile && !['RuntimeDefault', 'Localhost'].includes(seccompProfile.type) ? [`seccompProfile ${seccompProfile.type}`] : []),
  ...(sysctls.length > 0 ? ['sysctls'] : []),
  ...(windowsOptions?.hostProcess ? ['hostProcess'] : []),
];

function containerViolations({ securityContext = {}, ports = [] }: Container, spec: PodSpec): string[] {
  const { allowPrivilegeEscalation, capabilities, privileged, procMount } = securityContext;
  const merged = { ...spec.securityContext, ...securityContext };
  return [
    ...shared(securityContext),
    ...(privileged ? ['privileged'] : []),
    ...(allowPrivilegeEscalation === false ? [] : ['allowPrivilegeEscalation is not false']),
    ...(capabilities?.drop?.includes('ALL') ? [] : ['capabilities do not drop ALL']),
    ...(capabilities?.add ?? []).filter((capability) => capability !== 'NET_BIND_SERVICE').map((capability) => `adds ${capability}`),
    ...(merged.runAsNonRoot === true ? [] : ['runAsNonRoot is not true']),
    ...(merged.seccompProfile === undefined ? ['no seccompProfile'] : []),
    ...(procMount !== undefined && procMount !== 'Default' ? [`procMount ${procMount}`] : []),
    ...ports.filter((port) => 'hostPort' in port).map(({ name }) => `hostPort of ${name}`),
  ];
}
