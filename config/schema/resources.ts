import { z } from 'zod';
import { byteQuantity, bytesOf, coresOf, cpuQuantity } from './values';

const amounts = z.strictObject({ cpu: cpuQuantity, memory: byteQuantity });

/** What one container asks for and may use at most. */
export const resourcesSchema = z
  .strictObject({
    requests: amounts,
    limits: amounts,
    /** Scratch space of the container outside its volumes: logs and the writable layer. */
    ephemeralStorage: byteQuantity.default('128Mi'),
  })
  .refine(({ requests, limits }) => coresOf(requests.cpu) <= coresOf(limits.cpu), {
    path: ['limits', 'cpu'],
    error: 'must not be below requests.cpu',
  })
  .refine(({ requests, limits }) => bytesOf(requests.memory) <= bytesOf(limits.memory), {
    path: ['limits', 'memory'],
    error: 'must not be below requests.memory',
  });

export type Resources = z.output<typeof resourcesSchema>;

/** Shorthand for a default: request and limit of CPU and memory. */
export const resources = (requests: Resources['requests'], limits: Resources['limits']) => resourcesSchema.prefault({ requests, limits });

/** A volume that outlives its pod. */
export const volumeSchema = z.strictObject({
  size: byteQuantity,
  /** StorageClass; left out: the cluster's default class. */
  storageClassName: z.string().min(1).optional(),
});

export type Volume = z.output<typeof volumeSchema>;
