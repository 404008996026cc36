import fc from 'fast-check';
import { type FolderGrant, folderPolicy } from '../../charts/parts/s3-policy';
import { contains } from '../../config/schema/store-access';
import { allows } from './evaluated-policy';

const LOGS = 'logs';
const names = fc.constantFrom('orders', 'orders-live', 'clean', 'raw');
const folders = fc.array(names, { maxLength: 3 }).map((parts) => parts.join('/'));
const grants: fc.Arbitrary<FolderGrant[]> = fc.array(
  fc.record({ bucket: fc.constantFrom('lake', 'tables'), folder: folders, access: fc.constantFrom('read' as const, 'readWrite' as const) }),
  { minLength: 1, maxLength: 4 },
);
const places = fc.record({ bucket: fc.constantFrom('lake', 'tables'), folder: folders });

describe('the policy of a user with declared access', () => {
  test('lets it read an object if and only if that is in a folder of its own', () => {
    fc.assert(
      fc.property(grants, places, (granted, place) => {
        const key = place.folder === '' ? 'part-0' : `${place.folder}/part-0`;
        const wanted = granted.some((grant) => contains(grant, { bucket: place.bucket, folder: key }));
        expect(allows(folderPolicy(granted, LOGS), { action: 's3:GetObject', bucket: place.bucket, key })).toBe(wanted);
      }),
    );
  });

  test.each(['s3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload'])(
    'lets it ask %s below its folders to write and nowhere else',
    (action) => {
      fc.assert(
        fc.property(grants, places, (granted, place) => {
          const key = place.folder === '' ? 'part-0' : `${place.folder}/part-0`;
          const wanted = granted.some((grant) => grant.access === 'readWrite' && contains(grant, place));
          expect(allows(folderPolicy(granted, LOGS), { action, bucket: place.bucket, key })).toBe(wanted);
        }),
      );
    },
  );

  test('lets it list its folders and nothing above or beside them', () => {
    fc.assert(
      fc.property(grants, places, (granted, place) => {
        const prefix = place.folder === '' ? '' : `${place.folder}/`;
        const wanted = granted.some((grant) => contains(grant, place));
        expect(allows(folderPolicy(granted, LOGS), { action: 's3:ListBucket', bucket: place.bucket, prefix })).toBe(wanted);
      }),
    );
  });

  test('never lets it administer a bucket, and has a wildcard for keys alone', () => {
    fc.assert(
      fc.property(grants, (granted) => {
        const policy = folderPolicy(granted, LOGS);
        const actions = [
          's3:DeleteBucket',
          's3:PutBucketPolicy',
          's3:PutLifecycleConfiguration',
          's3:ListAllMyBuckets',
          's3:DeleteObjectVersion',
        ];
        for (const action of actions) for (const bucket of ['lake', 'tables', LOGS]) expect(allows(policy, { action, bucket })).toBe(false);
        expect(policy).not.toMatch(/s3:\*|:::\*/);
      }),
    );
  });

  test('lets it write event logs, and take away no more of them than the mark of a running application', () => {
    const policy = folderPolicy([{ bucket: 'lake', folder: 'orders', access: 'read' }], LOGS);
    const may = (action: string, key: string) => allows(policy, { action: `s3:${action}`, bucket: LOGS, key });
    expect(may('PutObject', 'eventlog_v2_spark-1/events_1_spark-1.zstd')).toBe(true);
    expect(may('PutObject', 'other')).toBe(false);
    expect(may('DeleteObject', 'eventlog_v2_spark-1/events_1_spark-1.zstd')).toBe(false);
    expect(may('DeleteObject', 'eventlog_v2_spark-1/appstatus_spark-1')).toBe(false);
    expect(may('DeleteObject', 'eventlog_v2_spark-1/appstatus_spark-1.inprogress')).toBe(true);
    expect(allows(policy, { action: 's3:ListBucket', bucket: LOGS, prefix: '' })).toBe(false);
  });
});
