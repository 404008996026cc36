import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { declarationOf, type NewApplication, programOf } from '../../spark-applications/scaffold/declaration';
import { withEntry } from '../../spark-applications/scaffold/files';

const root = join(__dirname, '../..');

/** A checkout that may be written to: sources are copied, packages are shared. */
function copy(): string {
  const folder = mkdtempSync(join(tmpdir(), 'scaffold-'));
  for (const name of readdirSync(root).filter(
    (entry) => !['node_modules', '.git', '.cache', 'dist', 'test', 'imports', 'preview'].includes(entry),
  ))
    cpSync(join(root, name), join(folder, name), { recursive: true });
  for (const shared of ['node_modules', 'imports']) symlinkSync(join(root, shared), join(folder, shared));
  return folder;
}

const create = (folder: string, ...args: readonly string[]) => {
  const node = ['--preserve-symlinks', '--preserve-symlinks-main', '--import', 'tsx', 'spark-applications/scaffold/main.ts'];
  return spawnSync(process.execPath, [...node, ...args], { cwd: folder, encoding: 'utf8' });
};

describe('npm run new:spark-application', () => {
  const folder = copy();
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const { status, stdout, stderr } = create(folder, 'daily-numbers', '--owner', 'me', '--kind', 'schedule', '--cron', '0 4 * * *');

  test('writes declaration, program and entry, and synthesizes at once', () => {
    expect({ status, stderr: stderr.split('\n').filter((line) => line.includes('daily-numbers')) }).toEqual({ status: 0, stderr: [] });
    expect(stdout).toContain('wrote spark-applications/daily-numbers/application.ts');
    expect(readFileSync(join(folder, 'spark-applications/index.ts'), 'utf8')).toContain(
      "import { dailyNumbers } from './daily-numbers/application';",
    );
    for (const environment of ['local', 'production'])
      expect(existsSync(join(folder, `dist/${environment}/spark-applications/ScheduledSparkApplication.daily-numbers.yaml`))).toBe(true);
  });

  test('refuses a name that is taken, a bad name and an unknown kind, and writes nothing', () => {
    expect(create(folder, 'daily-numbers')).toMatchObject({ status: 1, stderr: expect.stringContaining('is there already') });
    expect(create(folder, 'Daily_Numbers')).toMatchObject({ status: 1, stderr: expect.stringContaining('must start with a letter') });
    expect(create(folder, 'other', '--kind', 'sometimes')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('once, schedule, stream'),
    });
    expect(existsSync(join(folder, 'spark-applications/other'))).toBe(false);
  });
});

const kinds = (['once', 'schedule', 'stream'] as const).flatMap((kind) =>
  (['python', 'sql'] as const).map((language): NewApplication => ({
    name: 'new-one',
    team: 'a',
    owner: 'b',
    language,
    kind,
    cron: '@daily',
  })),
);

test.each(kinds.map((application) => [`${application.kind} in ${application.language}`, application] as const))(
  'the declaration of %s is formatted, and its program does not name itself',
  (_, application) => {
    const prettier = [
      join(root, 'node_modules/prettier/bin/prettier.cjs'),
      '--stdin-filepath',
      'spark-applications/new-one/application.ts',
    ];
    const { stdout } = spawnSync(process.execPath, prettier, { cwd: root, input: declarationOf(application), encoding: 'utf8' });
    expect(declarationOf(application)).toBe(stdout);
    expect(programOf(application)).not.toContain('appName');
  },
);

test('an entry goes behind the others, whether they are on one line or on several', () => {
  const application = kinds[0]!;
  const index = (list: string) => `import type { A } from './a';\n\nexport const sparkApplications: readonly A[] = [${list}];\n`;
  expect(withEntry(index('a, b'), application)).toContain('[a, b, newOne];');
  expect(withEntry(index('\n  a,\n  b,\n'), application)).toContain('\n  a,\n  b,\n  newOne,\n];');
  expect(() => withEntry('export const other = [];', application)).toThrow('add the application by hand');
});
