import { type ByteQuantity, byteQuantityOf, bytesOf } from '../config/schema/values';

/**
 * Limit of a container's ephemeral storage: the sum of its volumes, logs and writable layer, because the kubelet evicts a pod when all of them together
 * exceed the limit.
 */
export const sumOf = (sizes: readonly ByteQuantity[]): ByteQuantity => byteQuantityOf(sizes.reduce((sum, size) => sum + bytesOf(size), 0));
