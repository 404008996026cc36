interface Statement {
  readonly Effect: string;
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: { readonly StringLike: { readonly 's3:prefix': readonly string[] } };
}

/** Something a user asks of the object store: an action on a bucket, with the prefix that is listed, or on an object. */
export interface S3Request {
  readonly action: string;
  readonly bucket: string;
  readonly key?: string;
  readonly prefix?: string;
}

const like = (pattern: string, text: string): boolean =>
  new RegExp(
    `^${pattern
      .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '[^]*')
      .replaceAll('?', '[^]')}$`,
  ).test(text);

/** What an S3 policy document answers: whether some statement of it allows the request. */
export const allows = (policy: string, { action, bucket, key, prefix }: S3Request): boolean => {
  const resource = `arn:aws:s3:::${bucket}${key === undefined ? '' : `/${key}`}`;
  return (JSON.parse(policy).Statement as Statement[]).some(
    ({ Effect, Action, Resource, Condition }) =>
      Effect === 'Allow' &&
      Action.some((pattern) => like(pattern, action)) &&
      Resource.some((pattern) => like(pattern, resource)) &&
      (Condition?.StringLike['s3:prefix'].some((pattern) => like(pattern, prefix ?? '')) ?? true),
  );
};
