import fc from 'fast-check';
import { contains, storeAccessSchema } from '../../config/schema/store-access';

const complaints = (access: unknown) =>
  (storeAccessSchema.safeParse(access).error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);

test('folders of several places, a smaller one with more rights among them, are right', () => {
  const access = [
    { place: 'raw', access: 'read' },
    { place: 'curated', folder: 'orders', access: 'read' },
    { place: 'curated', folder: 'orders/summary', access: 'readWrite' },
    { place: 'warehouse', folder: 'orders.db', access: 'readWrite' },
  ];
  expect(complaints(access)).toEqual([]);
});

test.each([
  ['an empty list', [], ': must grant something'],
  ['a place that does not exist', [{ place: 'lake', access: 'read' }], '0.place: Invalid option: expected one of "data"|"raw"'],
  ['an unknown right', [{ place: 'raw', access: 'write' }], '0.access: Invalid option'],
  ['a bucket by its name', [{ bucket: 'spark-data', place: 'raw', access: 'read' }], 'Unrecognized key: "bucket"'],
  ['a leading slash', [{ place: 'raw', folder: '/orders', access: 'read' }], '0.folder: must neither begin nor end with a slash'],
  ['a trailing slash', [{ place: 'raw', folder: 'orders/', access: 'read' }], '0.folder: must neither begin nor end with a slash'],
  ['the way out', [{ place: 'raw', folder: 'orders/../curated', access: 'read' }], '0.folder: must not contain ..'],
  ['a wildcard', [{ place: 'raw', folder: 'ord*', access: 'read' }], '0.folder: must be names of letters'],
  ['a variable', [{ place: 'raw', folder: '${aws:username}', access: 'read' }], '0.folder: must be names of letters'],
  ['an empty name', [{ place: 'raw', folder: 'orders//clean', access: 'read' }], '0.folder: must be names of letters'],
  [
    'the same twice',
    [
      { place: 'raw', access: 'read' },
      { place: 'raw', access: 'read' },
    ],
    '1: must be left out: entry 0 grants it already',
  ],
  [
    'the same with both rights',
    [
      { place: 'raw', access: 'read' },
      { place: 'raw', access: 'readWrite' },
    ],
    '0: must be left out: entry 1 grants it already',
  ],
  [
    'a folder of what is granted',
    [
      { place: 'raw', folder: 'orders', access: 'read' },
      { place: 'data', access: 'read' },
    ],
    '0: must be left out: entry 1 grants it already',
  ],
])('%s is refused with its path and the way out', (_, access, complaint) => {
  const [first, ...others] = complaints(access);
  expect(first).toContain(complaint);
  expect(others).toEqual([]);
});

test('whatever folder is accepted neither leaves its place nor means more than itself in a policy', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '.', '/', '*', '?', '$', '{', '}', '=', '-', '_', ' ') }), (folder) => {
      fc.pre(complaints([{ place: 'raw', folder, access: 'read' }]).length === 0);
      expect(folder).not.toMatch(/[*?${}\s]|(^|\/)\.|\/\/|^\/|\/$|^$/);
    }),
  );
});

test('a folder contains itself and what is below it, and no other that begins alike', () => {
  const orders = { bucket: 'lake', folder: 'orders' };
  expect(contains(orders, orders)).toBe(true);
  expect(contains(orders, { bucket: 'lake', folder: 'orders/clean' })).toBe(true);
  expect(contains({ bucket: 'lake', folder: '' }, orders)).toBe(true);
  expect(contains(orders, { bucket: 'lake', folder: 'orders-live' })).toBe(false);
  expect(contains(orders, { bucket: 'logs', folder: 'orders' })).toBe(false);
});
