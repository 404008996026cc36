import { k8s } from 'cdk8s-plus-28';
import { sparkDriver, sparkExecutor, type Workload } from '../config/components';
import type { ByteQuantity } from '../config/schema/values';
import { sumOf } from './ephemeral-storage';
import type { SparkApplication } from './application';
import { graphitePrefixVariables } from './executor-metrics';
import type { SparkPlatform } from './platform';
import { S3A_LIBRARIES, s3aLibrariesContainer, s3Credentials } from './s3a';
import { restrictedContainer, restrictedPod } from './security';

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
}

/**
 * Template of the driver's pod. Spark adds image, command, size and ports; what makes the pod acceptable under `restricted` Pod Security stands here,
 * so that it does not depend on the operator's webhook. `codeConfigMap` holds the main file, if it is packed.
 */
export const driverTemplate = (
  application: SparkApplication,
  platform: SparkPlatform,
  codeConfigMap: string | undefined,
): k8s.PodTemplateSpec =>
  template(sparkDriver, platform, {
    container: 'spark-kubernetes-driver',
    variables: graphitePrefixVariables(application, platform),
    volumes: codeConfigMap === undefined ? [] : [{ name: CODE.volume, configMap: { name: codeConfigMap } }],
    mounts: codeConfigMap === undefined ? [] : [{ name: CODE.volume, mountPath: CODE.mountPath, readOnly: true }],
  });

/** Template of each executor's pod; see {@link driverTemplate}. */
export const executorTemplate = (platform: SparkPlatform): k8s.PodTemplateSpec =>
  template(sparkExecutor, platform, { container: 'spark-kubernetes-executor', variables: [], volumes: [], mounts: [] });

interface More {
  /** Name of the container that Spark completes. */
  readonly container: string;
  /** Environment variables besides the S3 keys. */
  readonly variables: readonly k8s.EnvVar[];
  readonly volumes: readonly k8s.Volume[];
  readonly mounts: readonly k8s.VolumeMount[];
}

function template(workload: Workload, platform: SparkPlatform, more: More): k8s.PodTemplateSpec {
  const { images, settings, priorityClass } = platform;
  const scratch = scratchOf(platform);
  return {
    spec: {
      automountServiceAccountToken: workload.usesKubernetesApi,
      // a Service whose name begins with spark- would set variables that Spark reads as its own
      enableServiceLinks: false,
      securityContext: restrictedPod(workload.user),
      ...(priorityClass !== undefined && { priorityClassName: priorityClass }),
      ...(settings.s3aLibraries === 'initContainer' && { initContainers: [s3aLibrariesContainer(images)] }),
      containers: [
        {
          name: more.container,
          env: [...s3Credentials(platform.objectStore.sparkSecret), ...more.variables],
          resources: ephemeralStorage(scratch),
          securityContext: restrictedContainer,
          volumeMounts: [...scratch.map(({ volume, mountPath }) => ({ name: volume, mountPath })), ...more.mounts],
        },
      ],
      volumes: [
        ...scratch.map(({ volume, size }) => ({ name: volume, emptyDir: { sizeLimit: k8s.Quantity.fromString(size) } })),
        ...more.volumes,
      ],
    },
  };
}

/** Everything a pod may write to; its root is read-only. */
const scratchOf = ({ settings }: SparkPlatform): Scratch[] => [
  { volume: 'tmp', mountPath: '/tmp', size: '1Gi' },
  { volume: 'work-dir', mountPath: '/opt/spark/work-dir', size: '256Mi' },
  { ...LOCAL_DIR, size: settings.localDirSize },
  ...(settings.s3aLibraries === 'initContainer' ? [S3A_LIBRARIES] : []),
];

const ephemeralStorage = (scratch: readonly Scratch[]): k8s.ResourceRequirements => ({
  requests: { 'ephemeral-storage': k8s.Quantity.fromString(EPHEMERAL_STORAGE_REQUEST) },
  limits: { 'ephemeral-storage': k8s.Quantity.fromString(sumOf([LOGS, ...scratch.map(({ size }) => size)])) },
});
