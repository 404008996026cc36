import { type ObjectStoreAccess, objectStoreAccess } from '../config/object-store-access';
import type { Environment } from '../config/schema';
import type { StoreAccess } from '../config/schema/store-access';
import { folderOf, type StorePaths, type StorePlace, storePlaces } from '../config/store-layout';

/** What an environment gives to every application. */
export interface SparkPlatform {
  /** Name of the environment, for messages. */
  readonly environment: string;
  readonly images: Environment['images'];
  readonly objectStore: ObjectStoreAccess;
  readonly settings: Environment['spark'];
  /** Names of the teams that exist. */
  readonly teams: readonly string[];
  /** Team → what its applications may do in the object store; only teams that declare it. */
  readonly teamStoreAccess: Readonly<Record<string, StoreAccess>>;
  readonly priorityClass: string | undefined;
  /** Size at which a driver begins another event file. */
  readonly eventLogFileSize: Environment['sparkHistoryServer']['eventLogs']['maxFileSize'];
  /** How long Prometheus keeps metrics. */
  readonly retentionTime: Environment['prometheus']['retentionTime'];
  /** Whether the operator hands pods to Volcano or YuniKorn when asked to. */
  readonly batchScheduler: boolean;
  /** What else of the quota is taken all the time: by the history server. */
  readonly others: Environment['sparkHistoryServer']['resources']['requests'];
}

/** PriorityClass of drivers and executors, where the environment has classes: they give way to the platform. */
export const SPARK_PRIORITY_CLASS = 'spok-spark';

/** What an environment gives to its applications. */
export const sparkPlatform = ({
  name,
  images,
  objectStore,
  spark,
  sparkOperator,
  sparkHistoryServer,
  teams,
  priorityClasses,
  prometheus,
}: Environment): SparkPlatform => ({
  environment: name,
  images,
  objectStore: objectStoreAccess(objectStore),
  settings: spark,
  teams: Object.keys(teams),
  teamStoreAccess: Object.fromEntries(
    Object.entries(teams).flatMap(([team, { storeAccess }]) => (storeAccess ? [[team, storeAccess]] : [])),
  ),
  priorityClass: priorityClasses ? SPARK_PRIORITY_CLASS : undefined,
  eventLogFileSize: sparkHistoryServer.eventLogs.maxFileSize,
  retentionTime: prometheus.retentionTime,
  batchScheduler: sparkOperator.batchScheduler,
  others: sparkHistoryServer.resources.requests,
});

/** Where an environment keeps its data, as S3A addresses. */
export function storePaths({ buckets }: Pick<ObjectStoreAccess, 'buckets'>): StorePaths {
  const address = (place: StorePlace): string => {
    const { bucket, folder } = folderOf(buckets, place);
    return `s3a://${bucket}${folder === '' ? '' : `/${folder}`}`;
  };
  return Object.fromEntries(storePlaces.map((place) => [place, address(place)])) as StorePaths;
}
