import { JsonPatch } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import type { Volume } from '../../config/schema/resources';
import type { ByteQuantity } from '../../config/schema/values';
import { patchRendered } from '../../render/manifest';

/** Scratch space that goes with the pod; `medium: Memory` for what must not touch a disk. */
export const emptyDir = (name: string, size: ByteQuantity, medium?: 'Memory'): k8s.Volume => ({
  name,
  emptyDir: { sizeLimit: k8s.Quantity.fromString(size), ...(medium && { medium }) },
});

export const configMapVolume = (name: string, configMap: string): k8s.Volume => ({ name, configMap: { name: configMap } });

/** A Secret as files, readable by the pod's group only. It is not optional: a program must not start with defaults for want of it. */
export const secretVolume = (name: string, secretName: string): k8s.Volume => ({
  name,
  secret: { secretName, defaultMode: 0o440, optional: false },
});

const claimSpec = ({ size, storageClassName }: Volume): k8s.PersistentVolumeClaimSpec => ({
  accessModes: ['ReadWriteOnce'],
  volumeMode: 'Filesystem',
  ...(storageClassName !== undefined && { storageClassName }),
  resources: { requests: { storage: k8s.Quantity.fromString(size) } },
});

/** Claim template of a StatefulSet. */
export const claimTemplate = (name: string, volume: Volume): k8s.KubePersistentVolumeClaimProps => ({
  metadata: { name },
  spec: claimSpec(volume),
});

/** A claim of its own, for a Deployment. */
export const claim = (metadata: k8s.ObjectMeta, volume: Volume): k8s.KubePersistentVolumeClaimProps => ({
  metadata,
  spec: claimSpec(volume),
});

/**
 * Writes `apiVersion` and `kind` into the claim templates: the API server adds them, so without them Argo CD sees a difference for ever
 * (argo-cd#11143), and the generated class drops them.
 */
export function completeClaimTemplates(statefulSet: k8s.KubeStatefulSet, count: number): void {
  const complete = Array.from({ length: count }, (_, index) => [
    JsonPatch.add(`/spec/volumeClaimTemplates/${index}/apiVersion`, 'v1'),
    JsonPatch.add(`/spec/volumeClaimTemplates/${index}/kind`, 'PersistentVolumeClaim'),
  ]);
  patchRendered(statefulSet, ...complete.flat());
}
