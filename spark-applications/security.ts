import type { k8s } from 'cdk8s-plus-28';

/** What Pod Security `restricted` asks of a container, and a read-only root. */
export const restrictedContainer: k8s.SecurityContext = {
  allowPrivilegeEscalation: false,
  privileged: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
};

/** What Pod Security `restricted` asks of a pod. */
export const restrictedPod = (user: number): k8s.PodSecurityContext => ({
  runAsNonRoot: true,
  runAsUser: user,
  runAsGroup: user,
  fsGroup: user,
  fsGroupChangePolicy: 'OnRootMismatch',
  seccompProfile: { type: 'RuntimeDefault' },
});
