import { addressOf, minio } from './components';
import type { ObjectStore } from './schema/object-store';
import { secrets } from './secrets';

/** How Spark and the history server reach the object store, whoever runs it. */
export interface ObjectStoreAccess {
  readonly endpoint: string;
  readonly region: string;
  readonly pathStyleAccess: boolean;
  readonly buckets: ObjectStore['buckets'];
  /** Secrets in the Spark namespace with the keys that AWS clients read from the environment. */
  readonly sparkSecret: string;
  readonly historySecret: string;
  /** Only meaningful for a store outside the cluster. */
  readonly cidrs: readonly string[];
  readonly port: number;
}

/** Addresses, buckets and Secrets of the object store of an environment. */
export function objectStoreAccess(store: ObjectStore): ObjectStoreAccess {
  const { region, buckets } = store;
  if (store.mode === 'minio') {
    const own = { endpoint: addressOf(minio, 'api'), pathStyleAccess: true, cidrs: [], port: minio.ports.api };
    return { ...own, region, buckets, sparkSecret: secrets.minioSpark.name, historySecret: secrets.minioHistory.name };
  }
  const { endpoint, pathStyleAccess, cidrs, sparkSecret, historySecret } = store;
  return { endpoint, region, pathStyleAccess, buckets, sparkSecret, historySecret, cidrs, port: portOf(new URL(endpoint)) };
}

const portOf = ({ port, protocol }: URL) => (port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port));
