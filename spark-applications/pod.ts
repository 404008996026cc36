import { k8s } from 'cdk8s-plus-28';
import { sparkDriver, sparkExecutor, type Workload } from '../config/components';
import { type ByteQuantity, secondsOf } from '../config/schema/values';
import { sumOf } from './ephemeral-storage';
import type { SparkApplication } from './application';
import { graphitePrefixVariables } from './executor-metrics';
import type { SparkPlatform } from './platform';
import { S3A_LIBRARIES, s3aLibrariesContainer, s3Credentials } from './s3a';
import { restrictedContainer, restrictedPod } from './security';
import { storeUserOf } from './store-users';

/** Shuffle and spill. Spark takes a mount with this prefix of the name for its local directory. */
export const LOCAL_DIR = { volume: 'spark-local-dir-1', mountPath: '/var/data/spark-local-dir-1' } as const;

/** Where the driver finds the main file that is packed into a ConfigMap. */
export const CODE = { volume: 'code', mountPath: '/opt/spark/application' } as const;

/** Room for logs and the writable layer, which Kubernetes counts together with the volumes below. */
const LOGS: ByteQuantity = '256Mi';

/** What a pod has written for certain soon after its start: the S3A libraries and some logs. */
const EPHEMERAL_STORAGE_REQUEST: ByteQuantity = '1Gi';

interface Scratch {
  readonly volume: string;
  readonly mountPath: string;
  readonly size: ByteQuantity;
  /** @default on the node's own disk */
  readonly storageClassName?: string | undefined;
}

/**
 * Template of the driver's pod. Spark adds image, command, size and ports; what makes the pod acceptable under `restricted` Pod Security stands here,
 * so that it does not depend on the operator's webhook. `codeConfigMap` holds the main file, if it is packed; `variables` come beside the S3 keys and those
 * of the application.
 */
export const driverTemplate = (
  application: SparkApplication,
  platform: SparkPlatform,
  codeConfigMap: string | undefined,
  variables: readonly k8s.EnvVar[] = graphitePrefixVariables(application, platform),
): k8s.PodTemplateSpec =>
  template(sparkDriver, platform, {
    application,
    container: 'spark-kubernetes-driver',
    variables,
    mounted: [
      ...(codeConfigMap === undefined
        ? []
        : [{ volume: { name: CODE.volume, configMap: { name: codeConfigMap } }, mountPath: CODE.mountPath, readOnly: true }]),
      ...givenVolumes(application, 'driver'),
    ],
    ...(application.deadline !== undefined && { activeDeadlineSeconds: secondsOf(application.deadline) }),
  });

/** Template of each executor's pod; see {@link driverTemplate}. */
export const executorTemplate = (application: SparkApplication, platform: SparkPlatform): k8s.PodTemplateSpec =>
  template(sparkExecutor, platform, {
    application,
    container: 'spark-kubernetes-executor',
    variables: [],
    mounted: givenVolumes(application, 'executors'),
  });

interface Mounted {
  readonly volume: k8s.Volume;
  readonly mountPath: string;
  readonly readOnly: boolean;
}

interface More {
  readonly application: SparkApplication;
  /** Name of the container that Spark completes. */
  readonly container: string;
  /** Environment variables besides the S3 keys and those of the application. */
  readonly variables: readonly k8s.EnvVar[];
  readonly mounted: readonly Mounted[];
  readonly activeDeadlineSeconds?: number;
}

function template(workload: Workload, platform: SparkPlatform, more: More): k8s.PodTemplateSpec {
  const { images, settings, objectStore } = platform;
  const { application, variables, mounted, activeDeadlineSeconds } = more;
  const scratch = scratchOf(application, platform);
  return {
    spec: {
      automountServiceAccountToken: workload.usesKubernetesApi,
      // a Service whose name begins with spark- would set variables that Spark reads as its own
      enableServiceLinks: false,
      securityContext: restrictedPod(workload.user),
      ...(activeDeadlineSeconds !== undefined && { activeDeadlineSeconds }),
      ...scheduling(application, platform),
      ...(settings.s3aLibraries === 'initContainer' && { initContainers: [s3aLibrariesContainer(images)] }),
      containers: [
        {
          name: more.container,
          env: [
            ...s3Credentials(storeUserOf(application, platform)?.secret.name ?? objectStore.sparkSecret),
            ...variables,
            ...secretVariables(application),
          ],
          resources: ephemeralStorage(scratch),
          securityContext: restrictedContainer,
          volumeMounts: [
            ...scratch.map(({ volume, mountPath }) => ({ name: volume, mountPath })),
            ...mounted.map(({ volume: { name }, mountPath, readOnly }) => ({ name, mountPath, ...(readOnly && { readOnly }) })),
          ],
        },
      ],
      volumes: [...scratch.map(scratchVolume), ...mounted.map(({ volume }) => volume)],
    },
  };
}

/** Which nodes, and before or after whom. */
function scheduling(application: SparkApplication, { priorityClass }: SparkPlatform): Partial<k8s.PodSpec> {
  const { nodeSelector, tolerations, priorityClassName = priorityClass } = application;
  return {
    ...(priorityClassName !== undefined && { priorityClassName }),
    ...(Object.keys(nodeSelector).length > 0 && { nodeSelector }),
    ...(tolerations.length > 0 && {
      tolerations: tolerations.map((toleration) =>
        Object.fromEntries(Object.entries(toleration).filter(([, value]) => value !== undefined)),
      ),
    }),
  };
}

const secretVariables = (application: SparkApplication): k8s.EnvVar[] =>
  application.secretVariables.map(({ variable, secret, key }) => ({
    name: variable,
    valueFrom: { secretKeyRef: { name: secret, key, optional: false } },
  }));

const givenVolumes = ({ volumes }: SparkApplication, pods: 'driver' | 'executors'): Mounted[] =>
  volumes
    .filter((volume) => volume.pods === 'both' || volume.pods === pods)
    .map(({ name, mountPath, readOnly, configMap, secret, claim }) => ({
      volume: {
        name,
        ...(configMap !== undefined && { configMap: { name: configMap } }),
        ...(secret !== undefined && { secret: { secretName: secret, optional: false } }),
        ...(claim !== undefined && { persistentVolumeClaim: { claimName: claim, ...(readOnly && { readOnly }) } }),
      },
      mountPath,
      readOnly,
    }));

/** Everything a pod may write to; its root is read-only. */
const scratchOf = (application: SparkApplication, { settings }: SparkPlatform): Scratch[] => [
  { volume: 'tmp', mountPath: '/tmp', size: '1Gi' },
  { volume: 'work-dir', mountPath: '/opt/spark/work-dir', size: '256Mi' },
  ...localDirs(application, settings.localDirSize),
  ...(settings.s3aLibraries === 'initContainer' ? [S3A_LIBRARIES] : []),
];

/** Disks for shuffle and spill; Spark finds them by the beginning of their names. */
function localDirs({ spill }: Pick<SparkApplication, 'spill'>, size: ByteQuantity): Scratch[] {
  if (spill === undefined) return [{ ...LOCAL_DIR, size }];
  return Array.from({ length: spill.disks }, (_, index) => ({
    volume: LOCAL_DIR.volume.replace(/1$/, String(index + 1)),
    mountPath: LOCAL_DIR.mountPath.replace(/1$/, String(index + 1)),
    size: spill.size,
    storageClassName: spill.storageClassName,
  }));
}

/** On the node's own disk, or on a volume that comes and goes with the pod. */
const scratchVolume = ({ volume, size, storageClassName }: Scratch): k8s.Volume =>
  storageClassName === undefined
    ? { name: volume, emptyDir: { sizeLimit: k8s.Quantity.fromString(size) } }
    : {
        name: volume,
        ephemeral: {
          volumeClaimTemplate: {
            spec: { accessModes: ['ReadWriteOnce'], storageClassName, resources: { requests: { storage: k8s.Quantity.fromString(size) } } },
          },
        },
      };

/** A volume of its own does not count: the kubelet adds up what lies on the node's disk. */
const ephemeralStorage = (scratch: readonly Scratch[]): k8s.ResourceRequirements => ({
  requests: { 'ephemeral-storage': k8s.Quantity.fromString(EPHEMERAL_STORAGE_REQUEST) },
  limits: {
    'ephemeral-storage': k8s.Quantity.fromString(
      sumOf([LOGS, ...scratch.filter(({ storageClassName }) => storageClassName === undefined).map(({ size }) => size)]),
    ),
  },
});
