import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { foreignRemoteWarning } from '../apps-of-apps/git-remote';
import { problem } from '../config/configuration';

const root = join(__dirname, '..');

/** A folder that stands for a checkout: everything of this one but its environments and its output. */
function checkout(environments: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'checkout-'));
  const link = (path: string) => symlinkSync(join(root, path), join(folder, path));
  const linked = readdirSync(root).filter((name) => !['config', 'dist', 'docs', 'apps-of-apps', '.git'].includes(name));
  mkdirSync(join(folder, 'config/environments'), { recursive: true });
  mkdirSync(join(folder, 'apps-of-apps'));
  const inside = (room: string, ...except: string[]) =>
    readdirSync(join(root, room))
      .filter((name) => !except.includes(name))
      .map((name) => `${room}/${name}`);
  for (const path of [...linked, ...inside('config', 'environments'), ...inside('apps-of-apps').filter((path) => path.endsWith('.ts'))])
    link(path);
  for (const path of inside('config/environments', 'index.ts')) link(path);
  writeFileSync(join(folder, 'config/environments/index.ts'), environments);
  return folder;
}

/** Runs the synthesizer as `npm run synth` does. */
function synth(folder: string, ...args: readonly string[]) {
  const node = ['--preserve-symlinks', '--preserve-symlinks-main', '--import', 'tsx', 'main.ts', ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, node, { cwd: folder, encoding: 'utf8' });
  return { status, stdout, stderr: stderr.split('\n').filter(Boolean) };
}

const folders: string[] = [];
const remembered = (folder: string) => (folders.push(folder), folder);
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

describe('a bad configuration', () => {
  const folder = remembered(
    checkout(`import { local } from './local';
export const environments = [
  { ...local, grafana: { replicas: 2 }, objectStore: { ...local.objectStore, replicas: 3 } },
  { ...local, name: 'Other' },
];`),
  );
  mkdirSync(join(folder, 'dist/local/minio'), { recursive: true });
  writeFileSync(join(folder, 'dist/local/minio/Old.thing.yaml'), 'old: true\n');
  const { status, stdout, stderr } = synth(folder);

  test('ends with exit code 1 and one line per problem, without a stack trace', () => {
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: [
        expect.stringMatching(/^local: objectStore\.replicas: given 3; must be 1 or at least 4/),
        expect.stringMatching(/^local: grafana\.replicas: given 2; must be 1/),
        expect.stringMatching(/^Other: name: given "Other"; must be a DNS label/),
      ],
    });
    expect(stdout).toBe('');
  });

  test('leaves what was written before as it is', () => {
    expect(readdirSync(join(folder, 'dist/local/minio'))).toEqual(['Old.thing.yaml']);
    expect(existsSync(join(folder, 'apps-of-apps/local'))).toBe(false);
  });
});

describe('a good configuration', () => {
  const folder = remembered(
    checkout(`export { local } from './local';\nimport { local } from './local';\nexport const environments = [local];`),
  );

  test('is checked without writing, written, and then found up to date', () => {
    const before = synth(folder, '--check');
    expect(before.status).toBe(1);
    expect(before.stderr.filter((line) => !/^\+ (docs\/(metrics|lint)\.md|(dist|apps-of-apps)\/local\/\S+\.yaml)$/.test(line))).toEqual([]);
    expect(existsSync(join(folder, 'dist'))).toBe(false);
    const written = synth(folder);
    expect(written).toMatchObject({ status: 0, stderr: [] });
    expect(written.stdout).toMatch(/^local: \d+ objects in \d+ ms\nfiles: \d+ added, 0 changed, 0 removed\n$/);
    expect(synth(folder, '--check')).toMatchObject({
      status: 0,
      stderr: [],
      stdout: expect.stringContaining('drift: 0 added, 0 changed, 0 removed') as string,
    });
  });
});

test('a problem without a path is about the environment as a whole', () => {
  expect(problem({ name: 'local' }, { code: 'custom', path: [], message: 'must be something else', input: {} })).toBe(
    'local: must be something else',
  );
});

describe('the warning about a foreign repository', () => {
  const ours = 'https://git.example.org/team/platform.git';

  test.each([
    ours,
    'https://git.example.org/team/platform',
    'git@git.example.org:team/platform.git',
    'ssh://git@git.example.org/team/platform.git',
    'https://user:token@git.example.org/team/platform.git',
    'https://GIT.example.org/team/platform.git/',
  ])('is not given when the checkout comes from the same place: %s', (remote) => {
    expect(foreignRemoteWarning([ours], remote)).toBeUndefined();
  });

  test('is one line with both places and the file to change, and keeps credentials to itself', () => {
    const warning = foreignRemoteWarning([ours, ours], 'https://user:token@git.example.org/me/fork.git');
    expect(warning).toBe(
      `warning: gitOps.repoUrl is ${ours} but this checkout's origin is https://git.example.org/me/fork.git; after forking, change config/environments/repository.ts`,
    );
  });

  test('tells two ports of one host apart', () => {
    expect(foreignRemoteWarning(['ssh://git.example.org:2222/a/b.git'], 'ssh://git.example.org:3333/a/b.git')).toBeDefined();
  });
});
