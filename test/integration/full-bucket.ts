import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ByteQuantity, bytesOf } from '../../config/schema/values';
import type { Environment } from '../../config/schema';
import type { ObjectStore } from './object-store';
import { workFolder } from './settings';

/** Small enough to be filled within a test. */
export const WAREHOUSE_QUOTA: ByteQuantity = '32Mi';

/** Share of its quota that a bucket is filled to. */
const FULL = 0.97;

/** The warehouse, filled by Spark up to its quota. */
export function fullBucket(store: ObjectStore, { objectStore: { buckets } }: Environment) {
  const file = join(workFolder, 'as-large-as-a-quota');
  const place = `store/${buckets.warehouse}/.integration-test`;
  const write = (name: string) => store.mc('spark', 'cp', '-q', file, `${place}/${name}`);
  return {
    fill: async (): Promise<void> => {
      writeFileSync(file, Buffer.alloc(Math.floor(bytesOf(WAREHOUSE_QUOTA) * FULL), 'x'));
      const { ok, output } = await write('first');
      if (!ok) throw new Error(`${buckets.warehouse} could not be filled: ${output}`);
    },
    /** What is wrong if one more can be written; nothing when MinIO names the quota as the reason. */
    refused: async (): Promise<string[]> => {
      const { ok, output } = await write('second');
      if (ok) return [`${buckets.warehouse} took more than its quota`];
      return output.includes('quota exceeded') ? [] : [`refused for another reason: ${output}`];
    },
    empty: () => store.mc('root', 'rm', '-q', '--recursive', '--force', place),
  };
}
