import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { apply, changesOf } from '../../render/file-tree';
import { counted, listed, synchronize } from '../../render/synthesis';

const folders: string[] = [];

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'file-tree-'));
  folders.push(folder);
  return folder;
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const files = (content: Record<string, string>) => new Map(Object.entries(content));

function write(root: string, file: string, content: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), content);
}

/** Every file below a folder with its content. */
const contentOf = (root: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .map((file): [string, string] => [file.slice(root.length + 1).replaceAll('\\', '/'), readFileSync(file, 'utf8')])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

function applied(root: string, wanted: ReadonlyMap<string, string>): void {
  apply(changesOf(root, wanted), wanted);
}

const three = files({ 'local/a/One.yaml': '1\n', 'local/a/Two.yaml': '2\n', 'local/b/Three.yaml': '3\n' });

test('a folder that does not exist yet comes to hold exactly the files', () => {
  const root = join(emptyFolder(), 'dist');
  expect(changesOf(root, three)).toEqual({ root, added: [...three.keys()], changed: [], removed: [] });
  applied(root, three);
  expect(contentOf(root)).toEqual(Object.fromEntries(three));
});

test('a file that is right already keeps its inode and its times', () => {
  const root = emptyFolder();
  applied(root, three);
  const long = new Date('2020-01-01T00:00:00Z');
  for (const file of three.keys()) utimesSync(join(root, file), long, long);
  const before = statSync(join(root, 'local/a/One.yaml'));
  const next = new Map(three).set('local/a/Two.yaml', 'two\n');
  expect(changesOf(root, next).changed).toEqual(['local/a/Two.yaml']);
  applied(root, next);
  const after = statSync(join(root, 'local/a/One.yaml'));
  expect([after.ino, after.mtimeMs]).toEqual([before.ino, before.mtimeMs]);
  expect(statSync(join(root, 'local/a/Two.yaml')).mtimeMs).toBeGreaterThan(long.getTime());
});

test('a changed file is replaced as a whole: a reader who has it open goes on reading the old one', () => {
  const root = emptyFolder();
  applied(root, three);
  const before = statSync(join(root, 'local/a/One.yaml')).ino;
  applied(root, new Map(three).set('local/a/One.yaml', 'one\n'));
  expect(statSync(join(root, 'local/a/One.yaml')).ino).not.toBe(before);
});

test('stale files go, and folders that they leave empty', () => {
  const root = emptyFolder();
  applied(root, three);
  const one = files({ 'local/b/Three.yaml': '3\n' });
  expect(changesOf(root, one).removed).toEqual(['local/a/One.yaml', 'local/a/Two.yaml']);
  applied(root, one);
  expect(readdirSync(join(root, 'local'))).toEqual(['b']);
});

test('files that nobody generated are left alone, and so are their folders', () => {
  const root = emptyFolder();
  write(root, 'README.md', 'read me');
  write(root, 'local/a/notes.txt', 'mine');
  applied(root, three);
  applied(root, files({}));
  expect(contentOf(root)).toEqual({ 'README.md': 'read me', 'local/a/notes.txt': 'mine' });
});

test('after an interruption the comparison names what is missing, and the next run completes it', () => {
  const root = emptyFolder();
  write(root, 'local/a/One.yaml', '1\n');
  write(root, 'local/a/Two.yaml.tmp', '2'); // died while writing
  write(root, 'local/a/Old.yaml', 'old\n'); // stale files go last
  const drift = synchronize([{ root, files: three }], { check: true });
  expect(listed(drift).map((line) => line.replace(root, 'dist'))).toEqual([
    '+ dist/local/a/Two.yaml',
    '+ dist/local/b/Three.yaml',
    '- dist/local/a/Old.yaml',
    '- dist/local/a/Two.yaml.tmp',
  ]);
  synchronize([{ root, files: three }], { check: false });
  expect(contentOf(root)).toEqual(Object.fromEntries(three));
  expect(listed(synchronize([{ root, files: three }], { check: true }))).toEqual([]);
});

test('an interruption at any point leaves whole files only, and stale ones until the new ones are there', () => {
  const root = emptyFolder();
  applied(root, three);
  const wanted = files({ 'local/a/One.yaml': 'new\n', 'local/c/Four.yaml': '4\n' });
  mkdirSync(join(root, 'local/c/Four.yaml.tmp'), { recursive: true }); // nothing can be written here
  expect(() => applied(root, wanted)).toThrow();
  expect(contentOf(root)).toEqual(Object.fromEntries(three));
  rmSync(join(root, 'local/c'), { recursive: true });
  applied(root, wanted);
  expect(contentOf(root)).toEqual(Object.fromEntries(wanted));
});

test('a check writes nothing', () => {
  const root = join(emptyFolder(), 'dist');
  const drift = synchronize([{ root, files: three }], { check: true });
  expect(counted(drift)).toBe('3 added, 0 changed, 0 removed');
  expect(existsSync(root)).toBe(false);
});

test('every folder is compared before any is written', () => {
  const [one, other] = [emptyFolder(), emptyFolder()];
  mkdirSync(join(other, 'x.yaml')); // a folder in the place of a file cannot be read
  const wanted = files({ 'x.yaml': 'x\n' });
  expect(() =>
    synchronize(
      [
        { root: one, files: wanted },
        { root: other, files: wanted },
      ],
      { check: false },
    ),
  ).toThrow();
  expect(contentOf(one)).toEqual({});
});

test('the summary adds up over all folders', () => {
  const [one, other] = [emptyFolder(), emptyFolder()];
  write(one, 'old.yaml', 'old\n');
  write(other, 'x.yaml', 'y\n');
  const trees = [one, other].map((root) => ({ root, files: files({ 'x.yaml': 'x\n' }) }));
  expect(counted(synchronize(trees, { check: false }))).toBe('1 added, 1 changed, 1 removed');
  expect(counted(synchronize(trees, { check: false }))).toBe('0 added, 0 changed, 0 removed');
});

const tree = fc.dictionary(
  // folders and files never share a name
  fc
    .tuple(fc.constantFrom('local', 'production'), fc.stringMatching(/^d[a-z]{0,2}$/), fc.stringMatching(/^F[a-z.]{0,3}$/))
    .map((parts) => `${parts.join('/')}.yaml`),
  fc.string({ unit: 'grapheme' }),
  { maxKeys: 8 },
);

test('from any state to any other: afterwards the folder is exactly as wanted, and a second run has nothing to do', () => {
  const root = emptyFolder();
  fc.assert(
    fc.property(tree, tree, (before, wanted) => {
      applied(root, files(before));
      applied(root, files(wanted));
      const { added, changed, removed } = changesOf(root, files(wanted));
      expect([...added, ...changed, ...removed]).toEqual([]);
      expect(contentOf(root)).toEqual(Object.fromEntries(Object.entries(wanted).sort(([a], [b]) => (a < b ? -1 : 1))));
    }),
    { numRuns: 60 },
  );
});
