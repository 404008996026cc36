import { type Component, components, minio, sparkConnectServer, type Workload } from '../config/components';
import type { Environment } from '../config/schema';
import { sparkApplications, sparkConnects } from '../spark-applications';
import { isPresent } from '../spark-applications/connect/in-environment';
import { presentIn } from '../spark-applications/in-environment';
import { sparkPlatform } from '../spark-applications/platform';
import { type StoreUser, storeUsers } from '../spark-applications/store-users';
import type { Outside } from './parts/network-policy';
import { type ObjectStoreAccess, objectStoreAccess } from '../config/object-store-access';

/** What every chart may need to know of its environment, beside its own settings. */
export interface PlatformContext {
  readonly environment: string;
  readonly cluster: Environment['cluster'];
  readonly images: Environment['images'];
  readonly ingress: Environment['ingress'];
  readonly argoCdNamespace: string;
  /** Components of this environment, in order of their waves. */
  readonly components: readonly Component[];
  readonly workloads: readonly Workload[];
  /** PriorityClass of everything that must outlive a crowd of executors. */
  readonly platformPriorityClass: string | undefined;
  readonly objectStore: ObjectStoreAccess;
  /** Teams and applications that have an S3 user of their own. */
  readonly storeUsers: readonly StoreUser[];
}

/** Name of the PriorityClass of the platform's own pods, when the environment has one. */
export const PLATFORM_PRIORITY_CLASS = 'spok-platform';

export function platformContext(environment: Environment): PlatformContext {
  const present = componentsOf(environment);
  const forSpark = sparkPlatform(environment);
  return {
    environment: environment.name,
    cluster: environment.cluster,
    images: environment.images,
    ingress: environment.ingress,
    argoCdNamespace: environment.gitOps.argoCdNamespace,
    components: present,
    workloads: present.flatMap(({ workloads }) => [...workloads]),
    platformPriorityClass: environment.priorityClasses ? PLATFORM_PRIORITY_CLASS : undefined,
    objectStore: objectStoreAccess(environment.objectStore),
    storeUsers: storeUsers(forSpark, presentIn(forSpark, sparkApplications)),
  };
}

/** A component is left out when something outside does its work, or when nobody wants it. */
function componentsOf({ objectStore, secrets, spark }: Environment): Component[] {
  const absent = new Set<Component>([
    ...(objectStore.mode === 'external' ? [components.minio] : []),
    ...(secrets.mode === 'existing' ? [components.bootstrapSecrets] : []),
    ...(spark.executorMetrics.sink === 'graphite' ? [] : [components.graphiteExporter]),
  ]);
  const present = Object.values<Component>(components).filter((component) => !absent.has(component));
  const idle = new Set<Workload>([
    // with ExternalSecrets nothing of ours runs there
    ...(secrets.mode === 'externalSecrets' ? components.bootstrapSecrets.workloads : []),
    ...(sparkConnects.some(({ name }) => isPresent(spark, name)) ? [] : [sparkConnectServer]),
  ]);
  return present.map((component) =>
    component.workloads.some((workload) => idle.has(workload))
      ? { ...component, workloads: component.workloads.filter((workload) => !idle.has(workload)) }
      : component,
  );
}

/** Network destinations outside the cluster that stand in for MinIO. */
export const objectStoreOutside = ({ objectStore, workloads }: PlatformContext): Outside[] =>
  workloads.includes(minio) ? [] : [{ cidrs: objectStore.cidrs, ports: [objectStore.port] }];
