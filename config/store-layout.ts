import type { ObjectStore } from './schema/object-store';

interface Location {
  /** Which of `objectStore.buckets`. */
  readonly bucket: keyof ObjectStore['buckets'];
  /** Folder inside the bucket; none: the whole bucket. */
  readonly folder?: string;
}

/** The layout of the object store: what is kept where, in every environment. See `docs/object-store.md`. */
export const storeLayout = {
  /** Everything that the jobs read and write; the next three are folders of it. */
  data: { bucket: 'data' },
  /** As it was delivered, with all its faults; nobody repairs it there. */
  raw: { bucket: 'data', folder: 'raw' },
  /** Checked and derived: what others may build upon. */
  curated: { bucket: 'data', folder: 'curated' },
  /** Progress of streams, a folder for each application. */
  checkpoints: { bucket: 'data', folder: 'checkpoints' },
  /** What the history server reads; Spark writes it by itself. */
  eventLogs: { bucket: 'eventLogs' },
  /** Tables of `spark.sql.warehouse.dir`. */
  warehouse: { bucket: 'warehouse' },
} as const satisfies Record<string, Location>;

export type StorePlace = keyof typeof storeLayout;
export const storePlaces = Object.keys(storeLayout) as [StorePlace, ...StorePlace[]];

/** Each place as an `s3a://` address without a trailing slash; the buckets' names differ between environments. */
export type StorePaths = Readonly<Record<StorePlace, string>>;

/** A folder of the object store: the name of the bucket, and what keys begin with; empty for the whole bucket. */
export interface StoreFolder {
  readonly bucket: string;
  readonly folder: string;
}

/** Where a place, or a folder of it, is in an environment. */
export function folderOf(buckets: ObjectStore['buckets'], place: StorePlace, below = ''): StoreFolder {
  const { bucket, folder = '' }: Location = storeLayout[place];
  return { bucket: buckets[bucket], folder: [folder, below].filter(Boolean).join('/') };
}
