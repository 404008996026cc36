/** What a user of the object store may do with one bucket. */
export type BucketAccess = 'read' | 'readWrite';

interface Statement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
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

/** S3 policy document of a user. Bucket and object actions name their own ARNs: `bucket/*` grants nothing on the bucket itself. */
export function s3Policy(access: Readonly<Record<string, BucketAccess>>): string {
  const statements = Object.entries(access).flatMap(([bucket, level]): Statement[] => [
    { Effect: 'Allow', Action: ON_BUCKET[level], Resource: [`arn:aws:s3:::${bucket}`] },
    { Effect: 'Allow', Action: ON_OBJECTS[level], Resource: [`arn:aws:s3:::${bucket}/*`] },
  ]);
  return `${JSON.stringify({ Version: '2012-10-17', Statement: statements }, null, 2)}\n`;
}
