import type { StoreFolder } from '../../config/store-layout';

/** What a user of the object store may do with a bucket or a folder of it. */
export type BucketAccess = 'read' | 'readWrite';

interface Statement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: { readonly StringLike: { readonly 's3:prefix': readonly string[] } };
}

const ON_BUCKET = {
  read: ['s3:GetBucketLocation', 's3:ListBucket'],
  readWrite: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
};

const ON_OBJECTS = {
  read: ['s3:GetObject'],
  // S3A deletes directory markers and temporary files of committers, and uploads large files in parts
  readWrite: ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:PutObject'],
};

const arn = (bucket: string, key?: string): string => `arn:aws:s3:::${bucket}${key === undefined ? '' : `/${key}`}`;

const allow = (actions: readonly string[], resources: readonly string[], prefixes?: readonly string[]): Statement => ({
  Effect: 'Allow',
  Action: actions,
  Resource: resources,
  ...(prefixes && { Condition: { StringLike: { 's3:prefix': prefixes } } }),
});

const document = (statements: readonly Statement[]): string =>
  `${JSON.stringify({ Version: '2012-10-17', Statement: statements }, null, 2)}\n`;

/** S3 policy document of a user of whole buckets. Bucket and object actions name their own ARNs: `bucket/*` grants nothing on the bucket itself. */
export const s3Policy = (access: Readonly<Record<string, BucketAccess>>): string =>
  document(
    Object.entries(access).flatMap(([bucket, level]) => [
      allow(ON_BUCKET[level], [arn(bucket)]),
      allow(ON_OBJECTS[level], [arn(bucket, '*')]),
    ]),
  );

/** A folder of the object store and what may be done there. */
export type FolderGrant = StoreFolder & { readonly access: BucketAccess };

/**
 * S3 policy document of a user that may use these folders, write event logs, and no more. What S3A needs for that was found with Hadoop 3.4.2 on
 * a real MinIO, by taking actions away: it gets by without the parents of a folder, since it takes a refusal there for an answer.
 */
export const folderPolicy = (grants: readonly FolderGrant[], eventLogs: string): string =>
  document([...grants.flatMap(onFolder), ...ofEventLogs(eventLogs)]);

function onFolder({ bucket, folder, access }: FolderGrant): Statement[] {
  const below = folder === '' ? '*' : `${folder}/*`;
  return [
    allow(['s3:ListBucket'], [arn(bucket)], folder === '' ? undefined : [below]),
    // S3A asks first whether the folder itself is a file: without the right to read it the answer is 403, not 404
    allow(['s3:GetObject'], folder === '' ? [arn(bucket, below)] : [arn(bucket, folder), arn(bucket, below)]),
    // a write that fails gives up its parts; committers delete what is temporary
    ...(access === 'readWrite' ? [allow(['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:PutObject'], [arn(bucket, below)])] : []),
  ];
}

/**
 * Spark chooses the names of rolling event logs, `eventlog_v2_<id of the run>`, and the history server reads a single folder, so all applications share
 * it. Nobody can delete there what was written, but for the mark of a running application, which S3A renames by copying and deleting it.
 */
const ofEventLogs = (bucket: string): Statement[] => [
  allow(['s3:ListBucket'], [arn(bucket)], ['eventlog_v2_*']),
  // reading: S3A looks whether a file is there before it writes it
  allow(['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'], [arn(bucket, 'eventlog_v2_*')]),
  allow(['s3:DeleteObject'], [arn(bucket, 'eventlog_v2_*/appstatus_*.inprogress')]),
];
