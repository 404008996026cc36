import { k8s } from 'cdk8s-plus-28';
import { imageOf } from '../config/images';
import type { ObjectStoreAccess } from '../config/object-store-access';
import type { Environment } from '../config/schema';
import type { ByteQuantity } from '../config/schema/values';
import { restrictedContainer } from './security';

/** Where the init container puts the libraries, in a pod of its own each time. */
export const S3A_LIBRARIES = { volume: 's3a-libraries', mountPath: '/opt/s3a-libraries', size: '1Gi' } as const satisfies {
  volume: string;
  mountPath: string;
  size: ByteQuantity;
};

/** Class path entry of the libraries: every jar of the folder. */
export const S3A_CLASS_PATH = `${S3A_LIBRARIES.mountPath}/*`;

/** Spark settings that lead S3A to the object store; credentials come from the environment variables below. */
export const s3aConf = ({ endpoint, region, pathStyleAccess }: ObjectStoreAccess): Record<string, string> => ({
  'spark.hadoop.fs.s3a.endpoint': endpoint,
  'spark.hadoop.fs.s3a.endpoint.region': region,
  'spark.hadoop.fs.s3a.path.style.access': String(pathStyleAccess),
});

/**
 * S3 keys as environment variables: the one exception to secrets as files, since Spark and the AWS SDK read nothing else without a key in the
 * configuration, which would show up in the UI.
 */
export const s3Credentials = (secretName: string): k8s.EnvVar[] =>
  ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'].map((name) => ({ name, valueFrom: { secretKeyRef: { name: secretName, key: name } } }));

/** Where the Hadoop image keeps S3A, the AWS SDK and the stream accelerator that S3A loads with it. */
export const hadoopLibraries = ['hadoop-aws', 'bundle', 'analyticsaccelerator-s3'].map(
  (library) => `/opt/hadoop/share/hadoop/tools/lib/${library}-*.jar`,
);

/**
 * Copies hadoop-aws, the AWS SDK and the S3 stream accelerator out of the Hadoop image, since Spark's image has none of them. The Hadoop version
 * must be that of Spark's own client, which `config/versions.ts` says.
 */
export const s3aLibrariesContainer = (images: Environment['images']): k8s.Container => ({
  name: S3A_LIBRARIES.volume,
  image: imageOf('hadoop', images),
  imagePullPolicy: 'Always',
  command: ['/bin/sh', '-ec', `cp ${hadoopLibraries.join(' ')} ${S3A_LIBRARIES.mountPath}/`],
  resources: {
    requests: {
      cpu: k8s.Quantity.fromString('100m'),
      memory: k8s.Quantity.fromString('64Mi'),
      'ephemeral-storage': k8s.Quantity.fromString('64Mi'),
    },
    // its logs and writable layer; what it copies counts for the whole pod
    limits: {
      cpu: k8s.Quantity.fromString('500m'),
      memory: k8s.Quantity.fromString('256Mi'),
      'ephemeral-storage': k8s.Quantity.fromString('64Mi'),
    },
  },
  securityContext: restrictedContainer,
  volumeMounts: [{ name: S3A_LIBRARIES.volume, mountPath: S3A_LIBRARIES.mountPath }],
});
