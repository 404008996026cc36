import { describe, test } from 'node:test';
import { none } from '../../live/eventually';
import { objectStoreFacts } from '../object-store-probe';
import type { Platform } from '../platform';

/** What each user may do with each bucket, as the design has it. */
const ALLOWED: ReadonlyArray<readonly [user: string, bucket: 'data' | 'eventLogs' | 'warehouse', actions: readonly string[]]> = [
  ['spark', 'data', ['list', 'read', 'write', 'delete']],
  ['spark', 'warehouse', ['list', 'read', 'write', 'delete']],
  ['spark', 'eventLogs', ['list', 'read', 'write', 'delete']],
  ['history', 'data', []],
  ['history', 'warehouse', []],
  ['history', 'eventLogs', ['list', 'read']],
];

/** Runs after the applications, since it looks at what they have written. */
export const objectStore = (platform: Platform): void =>
  void describe('object store', () => {
    const { buckets } = platform.rendered.environment.objectStore;
    let lines: string[] = [];

    test('answers the root user, Spark and the history server', async () => {
      lines = await objectStoreFacts(platform);
    });

    test('has exactly the buckets of the configuration, none of them public', () => {
      const found = lines.filter((line) => line.startsWith('bucket ')).sort();
      const wanted = Object.values(buckets).map((bucket) => `bucket ${bucket} private`);
      none(differences(found, wanted));
    });

    test('lets each user do what its policy says and nothing else', () => {
      const found = lines.filter((line) => line.startsWith('can '));
      const wanted = ALLOWED.flatMap(([user, bucket, actions]) => actions.map((action) => `can ${user} ${action} ${buckets[bucket]}`));
      none(differences(found, wanted));
    });

    test('holds the results of the demo application, readable to Spark', () => {
      none(lines.some((line) => line === 'results readable') ? [] : ['no result of `orders` could be read', ...lines.slice(-5)]);
    });
  });

const differences = (found: readonly string[], wanted: readonly string[]): string[] => [
  ...wanted.filter((line) => !found.includes(line)).map((line) => `not so: ${line}`),
  ...found.filter((line) => !wanted.includes(line)).map((line) => `should not be: ${line}`),
];
