import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';

const root = join(__dirname, '..');

/** Each room and the rooms that it may import: the map of the code base. What it imports of packages is its own business, but for {@link PACKAGES}. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  config: [],
  metrics: ['config'],
  rules: ['config', 'metrics'],
  dashboards: ['config', 'metrics', 'rules'],
  'spark-applications': ['config', 'metrics', 'imports'],
  advise: ['config', 'metrics', 'rules', 'spark-applications'],
  render: [],
  charts: ['config', 'metrics', 'rules', 'dashboards', 'spark-applications', 'render', 'imports'],
  'apps-of-apps': ['config', 'charts', 'render', 'imports'],
  preview: ['config', 'metrics', 'rules', 'dashboards', 'spark-applications'],
};

/** Packages that only some rooms may know. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  cdk8s: ['render', 'charts', 'apps-of-apps', 'spark-applications'],
  'cdk8s-plus-28': ['charts', 'spark-applications'],
  '@grafana/grafana-foundation-sdk': ['dashboards'],
};

const rooms = Object.keys(MAY_IMPORT);

const sourcesIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.m?tsx?$/.test(file) && !file.includes('node_modules'))
    .map((file) => `${folder}/${file.split(sep).join('/')}`)
    .sort();

const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');

/** What a file imports or re-exports: paths from the root of the repository, or names of packages. */
const importsOf = (file: string): string[] =>
  [...textOf(file).matchAll(/(?:from|import|require)\s*\(?\s*'([^']+)'/g)].map(([, target = '']) =>
    target.startsWith('.')
      ? normalize(join(dirname(file), target))
          .split(sep)
          .join('/')
      : target,
  );

const roomOf = (path: string): string => path.split('/')[0]!;

const product = rooms.flatMap(sourcesIn);

test.each(Object.entries(MAY_IMPORT))('%s imports only itself and %j', (room, allowed) => {
  const files = sourcesIn(room);
  const strays = files.flatMap((file) =>
    importsOf(file)
      .filter(
        (target) => [...rooms, 'imports', 'test', 'main', 'dist'].includes(roomOf(target)) && ![room, ...allowed].includes(roomOf(target)),
      )
      .map((target) => `${file} → ${target}`),
  );
  expect(strays).toEqual([]);
  expect(files.length).toBeGreaterThan(0);
});

test.each(Object.entries(PACKAGES))('only %j knows: %j', (name, allowed) => {
  const users = product.filter((file) => importsOf(file).some((target) => target === name || target.startsWith(`${name}/`)));
  expect(users.filter((file) => !allowed.includes(roomOf(file)))).toEqual([]);
});

test('every folder with sources is a room of the map', () => {
  const others = ['imports', 'test', 'node_modules', 'dist', 'coverage', 'docs', 'examples', 'runbooks'];
  const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
  const strangers = folders.map(({ name }) => name).filter((name) => ![...rooms, ...others].includes(name));
  expect(strangers.filter((name) => sourcesIn(name).length > 0)).toEqual([]);
});

test('no import goes in a circle', () => {
  const state = new Map<string, 'open' | 'done'>();
  const circles: string[] = [];
  const visit = (file: string, trail: readonly string[]): void => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') return void circles.push([...trail.slice(trail.indexOf(file)), file].join(' → '));
    state.set(file, 'open');
    for (const target of runtimeImportsOf(file)) visit(target, [...trail, file]);
    state.set(file, 'done');
  };
  for (const file of product) visit(file, []);
  expect(circles).toEqual([]);
});

/** Files of the product that a file loads; types alone load nothing. */
function runtimeImportsOf(file: string): string[] {
  const values = textOf(file).replace(/import type [^;]+;/g, '');
  const targets = [...values.matchAll(/from '(\.[^']+)'/g)].map(([, target = '']) =>
    normalize(join(dirname(file), target))
      .split(sep)
      .join('/'),
  );
  return targets.flatMap((target) => [`${target}.ts`, `${target}/index.ts`]).filter((target) => product.includes(target));
}

test('no room holds the synthesizer or its tests, and every file says what it is about', () => {
  const vague = product.filter((file) => /(^|\/)(utils?|helpers?|managers?|misc|common|shared|types)\.ts$/.test(file));
  expect(vague).toEqual([]);
  expect(product.filter((file) => !/^[a-z0-9/-]+(\.[a-z]+)*\.m?tsx?$/.test(file))).toEqual([]);
});

test('everything is exported by name', () => {
  expect(product.filter((file) => /^export default/m.test(textOf(file)))).toEqual([]);
});

/** Lines that a file may have; screens and tables of rules are lists, read from top to bottom. */
const longest = (file: string): number => (['rules', 'dashboards'].includes(roomOf(file)) ? 450 : 300);

test('no file is too long to be read at a sitting', () => {
  const tooLong = [...product, 'main.ts']
    .map((file) => ({ file, lines: textOf(file).split('\n').length - 1 }))
    .filter(({ file, lines }) => lines > longest(file));
  expect(tooLong).toEqual([]);
});

test('every public declaration of the configuration and of the renderer says what it is for', () => {
  const undocumented = [...sourcesIn('config'), ...sourcesIn('render')].flatMap((file) =>
    [...textOf(file).matchAll(/(^|\n)([^\n]*)\nexport (?:async )?(?:abstract )?(?:function|class|interface) (\w+)/g)]
      .filter(([, , before = '']) => !before.trimEnd().endsWith('*/') && !before.startsWith('//'))
      .map(([, , , name]) => `${file}: ${name}`),
  );
  expect(undocumented).toEqual([]);
});

test('nothing is left unfinished, and no test is left out', () => {
  const words = new RegExp(['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX', 'place' + 'holder'].map((word) => `\\b${word}\\b`).join('|'), 'i');
  expect(product.filter((file) => words.test(textOf(file)))).toEqual([]);
  const skipped = sourcesIn('test').filter((file) => /\b(test|describe|it)\.(skip|only|todo)\b|\bx(test|describe|it)\(/.test(textOf(file)));
  expect(skipped).toEqual([]);
});
