import { type ByteQuantity, bytesOf } from '../config/schema/values';

/**
 * Limit of a container's ephemeral storage: the sum of its volumes, logs and writable layer, because the kubelet evicts a pod when all of them together
 * exceed the limit. Spelled as Kubernetes stores it.
 */
export function sumOf(sizes: readonly ByteQuantity[]): ByteQuantity {
  const mib = sizes.reduce((sum, size) => sum + bytesOf(size), 0) / 2 ** 20;
  return mib % 1024 === 0 ? `${mib / 1024}Gi` : `${mib}Mi`;
}
