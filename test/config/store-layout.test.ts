import { folderOf, storeLayout, storePlaces } from '../../config/store-layout';
import { sparkApplications } from '../../spark-applications';
import { checkedApplications, resolvedCheckpoint } from '../../spark-applications/application';
import { programArguments } from '../../spark-applications/code';
import { storePaths } from '../../spark-applications/platform';

const buckets = { data: 'lake', eventLogs: 'logs', warehouse: 'tables' };
const store = storePaths({ buckets });

test('each place has its address, in the buckets of the environment', () => {
  expect(store).toEqual({
    data: 's3a://lake',
    raw: 's3a://lake/raw',
    curated: 's3a://lake/curated',
    checkpoints: 's3a://lake/checkpoints',
    eventLogs: 's3a://logs',
    warehouse: 's3a://tables',
  });
});

test('a folder of a place is below it', () => {
  expect(folderOf(buckets, 'curated', 'orders/clean')).toEqual({ bucket: 'lake', folder: 'curated/orders/clean' });
  expect(folderOf(buckets, 'warehouse', 'orders')).toEqual({ bucket: 'tables', folder: 'orders' });
  expect(folderOf(buckets, 'eventLogs')).toEqual({ bucket: 'logs', folder: '' });
});

test('no two places are the same, and every bucket is one', () => {
  expect(new Set(Object.values(store)).size).toBe(storePlaces.length);
  const whole = Object.values(storeLayout).filter((location) => !('folder' in location));
  expect(whole.map(({ bucket }) => bucket).sort()).toEqual(Object.keys(buckets).sort());
});

describe.each(checkedApplications(sparkApplications).map((application) => [application.name, application] as const))(
  '%s',
  (_, application) => {
    test('keeps its data in a folder of its own below one of the places', () => {
      const addresses = programArguments(application, store).flatMap((argument) => /s3a:\/\/\S+/.exec(argument)?.[0] ?? []);
      expect(addresses).not.toEqual([]);
      expect(addresses.filter((address) => !/^s3a:\/\/lake\/(raw|curated)\/\w/.test(address))).toEqual([]);
    });

    test('keeps its checkpoint with the checkpoints, if it has one', () => {
      expect(resolvedCheckpoint(application, store) ?? `${store.checkpoints}/none`).toMatch(/^s3a:\/\/lake\/checkpoints\/\w/);
    });
  },
);
