import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { platformContext } from '../../../charts/context';
import { folderOf } from '../../../config/store-layout';
import { type ByteQuantity, bytesOf } from '../../../config/schema/values';
import { eventually, none } from '../../live/eventually';
import { keep } from '../evidence';
import type { LoopbackPlatform } from '../platform';
import { workFolder } from '../settings';

type BucketName = 'data' | 'warehouse' | 'eventLogs';

/** What each user may do with each bucket, as the design has it; everything else is refused. */
const ALLOWED: Readonly<Record<'spark' | 'history', Readonly<Record<BucketName, readonly string[]>>>> = {
  spark: {
    data: ['list', 'read', 'write', 'delete'],
    warehouse: ['list', 'read', 'write', 'delete'],
    eventLogs: ['list', 'read', 'write', 'delete'],
  },
  history: { data: [], warehouse: [], eventLogs: ['list', 'read'] },
};

const RIGHTS = { read: ['list', 'read'], readWrite: ['list', 'read', 'write', 'delete'] } as const;

/** What none of them may do. */
const FORBIDDEN: ReadonlyArray<readonly [what: string, ...args: string[]]> = [
  ['make a bucket', 'mb', 'store/one-of-their-own'],
  ['open a bucket to everybody', 'anonymous', 'set', 'download', 'store/BUCKET'],
  ['change a lifecycle', 'ilm', 'rule', 'add', '--expire-days', '1', 'store/BUCKET'],
  ['remove a bucket', 'rb', '--force', 'store/BUCKET'],
  ['set a quota', 'quota', 'set', 'store/BUCKET', '--size', '1gi'],
  ['list users', 'admin', 'user', 'ls', 'store'],
  ['make a user', 'admin', 'user', 'add', 'store', 'intruder', 'intruder-secret'],
  ['read policies', 'admin', 'policy', 'ls', 'store'],
  ['read the configuration', 'admin', 'config', 'get', 'store', 'site'],
];

/** A real MinIO, provisioned by the generated script. */
export const objectStore = ({ objectStore: store, cluster }: LoopbackPlatform): void =>
  void describe('object store', () => {
    const { buckets } = cluster.rendered.environment.objectStore;
    const names = Object.values(buckets);
    const state = async (): Promise<string> => {
      const views = [
        ...names.flatMap((bucket) =>
          [
            ['version', 'info'],
            ['ilm', 'rule', 'ls'],
            ['anonymous', 'get'],
            ['quota', 'info'],
          ].map((view) => [...view, `store/${bucket}`]),
        ),
        ['ls', 'store'],
        ['admin', 'policy', 'ls', 'store'],
        ['admin', 'user', 'ls', 'store'],
      ];
      const answers = await Promise.all(views.map((args) => store.mc('root', ...args, '--json')));
      const lines = answers.flatMap(({ output }) => output.split('\n')).sort();
      // what is different in every answer, or tells when something was set
      return lines.join('\n').replaceAll(/"(lastModified|updatedAt|RequestID|HostID)":"[^"]*"/g, '');
    };

    test('a provisioning that is killed half-way leaves nothing that the next run cannot finish', async () => {
      for (const calls of [2, 7, 11]) await store.provision('dash', calls);
      await store.provision('dash');
    });

    test('provisioning it again changes nothing, in either shell', async () => {
      const before = await state();
      for (const shell of ['dash', 'bash'] as const) await store.provision(shell);
      const after = await state();
      if (after !== before) throw new Error(`before:\n${before}\nafter:\n${after}`);
    });

    test('has exactly the buckets of the configuration, none of them public', async () => {
      const { output } = await store.mc('root', 'ls', 'store');
      const found = output
        .split('\n')
        .filter(Boolean)
        .map((line) => line.split(' ').at(-1)!.replace('/', ''));
      const access = await Promise.all(names.map((bucket) => store.mc('root', 'anonymous', 'get', `store/${bucket}`)));
      const open = names.filter((_, index) => !access[index]!.output.includes('private'));
      none([
        ...(String(found.sort()) === String([...names].sort())
          ? []
          : [`it has ${found.join(', ')}; the configuration has ${names.join(', ')}`]),
        ...open.map((bucket) => `${bucket} is public`),
      ]);
    });

    test('each bucket has the quota that is declared, and at its quota nothing more can be written', async () => {
      const settings = cluster.rendered.environment.objectStore;
      const declared: Readonly<Record<string, ByteQuantity | undefined>> = settings.mode === 'minio' ? settings.quotas : {};
      const { data } = buckets;
      const quotaOf = async (bucket: string) =>
        (JSON.parse((await store.mc('root', 'quota', 'info', `store/${bucket}`, '--json')).output) as { quota?: number }).quota ?? 0;
      for (const [place, bucket] of Object.entries(buckets)) {
        const quota = declared[place];
        const [found, wanted] = [await quotaOf(bucket), quota === undefined ? 0 : bytesOf(quota)];
        if (found !== wanted) throw new Error(`${bucket} has a quota of ${found} bytes; declared are ${wanted}`);
      }
      // what is declared cannot be filled here; the scanner, at the pace of this suite, sees within seconds what was written
      await store.mc('root', 'quota', 'set', `store/${data}`, '--size', '1Mi');
      writeFileSync(join(workFolder, 'half-a-mebibyte'), Buffer.alloc(2 ** 19, 'x'));
      let written = 0;
      await eventually('the quota', 120, async () => {
        const { ok, output } = await store.mc(
          'spark',
          'cp',
          '-q',
          join(workFolder, 'half-a-mebibyte'),
          `store/${data}/.quota-test/${written++}`,
        );
        return !ok && output.includes('quota exceeded')
          ? []
          : [ok ? `${written} half mebibytes fit in` : `refused for another reason: ${output}`];
      });
      await store.mc('root', 'rm', '-q', '--recursive', '--force', `store/${data}/.quota-test`);
      await store.provision('dash');
      if (declared.data !== undefined && (await quotaOf(data)) !== bytesOf(declared.data))
        throw new Error('provisioning does not bring the quota back');
    });

    const given = join(workFolder, 'given');
    const rows: string[] = [];
    const attempts = () => {
      const wrong: string[] = [];
      const tried = async (user: string, what: string, allowed: boolean, ...args: string[]): Promise<void> => {
        const { ok, output } = await store.mc(user, ...args);
        rows.push(`| ${user} | ${what} | ${ok ? 'may' : 'may not'} |\n`);
        if (ok !== allowed) wrong.push(`${user} ${ok ? 'may' : 'may not'} ${what}: ${output.trim().split('\n').at(-1)}`);
        else if (!ok && !/Access ?Denied|not authorized|Insufficient permissions|denied/i.test(output))
          wrong.push(`${user}: ${what}: refused for another reason: ${output}`);
      };
      /** List, read, write and delete in a folder of a bucket, where something is. */
      const everythingIn = async (user: string, folder: string, actions: readonly string[], lists = folder): Promise<void> => {
        await store.mc('root', 'cp', '-q', given, `store/${folder}/given`);
        const attempt = (action: string, ...args: string[]) => tried(user, `${action} in ${folder}`, actions.includes(action), ...args);
        await attempt('list', 'ls', `store/${lists}/`);
        await attempt('read', 'cat', `store/${folder}/given`);
        await attempt('write', 'cp', '-q', given, `store/${folder}/${user}`);
        await attempt('delete', 'rm', `store/${folder}/given`);
        await store.mc('root', 'rm', '-q', '--recursive', '--force', `store/${folder}`);
      };
      const nothingElse = async (user: string): Promise<void> => {
        for (const [what, ...args] of FORBIDDEN) await tried(user, what, false, ...args.map((arg) => arg.replace('BUCKET', buckets.data)));
      };
      return { wrong, tried, everythingIn, nothingElse };
    };

    test('lets each user do what its policy says and nothing else', async () => {
      writeFileSync(given, 'given');
      const { wrong, everythingIn, nothingElse } = attempts();
      for (const [user, rights] of Object.entries(ALLOWED)) {
        for (const [name, actions] of Object.entries(rights) as Array<[BucketName, readonly string[]]>)
          await everythingIn(user, `${buckets[name]}/.integration-test`, actions, buckets[name]);
        await nothingElse(user);
      }
      keep('object-store.md', `| user | action | outcome |\n|---|---|---|\n${rows.join('')}`);
      none(wrong);
    });

    test('lets a user with declared access use its folders, and nothing beside, above or like them', async () => {
      const users = platformContext(cluster.rendered.environment).storeUsers;
      if (users.length === 0) throw new Error('no application of this environment declares its access: there is nothing to show');
      writeFileSync(given, 'given');
      const { wrong, everythingIn, nothingElse } = attempts();
      for (const { name: user, access } of users) {
        for (const grant of access) {
          const { bucket, folder } = folderOf(buckets, grant.place, grant.folder);
          await everythingIn(user, `${bucket}/${folder}/.integration-test`, RIGHTS[grant.access]);
          await everythingIn(user, `${bucket}/${folder}-not`, []);
          await everythingIn(user, `${dirname(`${bucket}/${folder}`)}/.integration-test`, [], dirname(`${bucket}/${folder}`));
        }
        for (const place of ['raw', 'checkpoints', 'warehouse'] as const) {
          const { bucket, folder } = folderOf(buckets, place, '.integration-test');
          await everythingIn(user, `${bucket}/${folder}`, []);
        }
        await nothingElse(user);
      }
      keep('object-store.md', `| user | action | outcome |\n|---|---|---|\n${rows.join('')}`);
      none(wrong);
    });

    test('lets a user with declared access write event logs, which it cannot take back', async () => {
      writeFileSync(given, 'given');
      const { wrong, tried, everythingIn } = attempts();
      const log = 'eventlog_v2_integration-test';
      for (const { name: user } of platformContext(cluster.rendered.environment).storeUsers) {
        await everythingIn(user, `${buckets.eventLogs}/${log}`, ['list', 'read', 'write']);
        await everythingIn(user, `${buckets.eventLogs}/.integration-test`, [], buckets.eventLogs);
        const mark = `store/${buckets.eventLogs}/${log}/appstatus_integration-test.inprogress`;
        await tried(user, 'mark a running application', true, 'cp', '-q', given, mark);
        await tried(user, 'take the mark away', true, 'rm', mark);
      }
      none(wrong);
    });
  });
