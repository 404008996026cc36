import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { environments } from '../../../config/environments';
import { counted, listed, synchronize } from '../../../render/synthesis';
import { committed, platforms, rendered } from '../manifests';
import { everythingOn } from '../variants';

const root = join(__dirname, '../../..');

test.each(environments)('$name comes out the same every time, byte for byte', (environment) => {
  const before = committed.find(({ title }) => title === environment.name)!;
  const again = rendered(environment.name, environment);
  expect([...again.dist]).toEqual([...before.dist]);
  expect([...again.appsOfApps]).toEqual([...before.appsOfApps]);
});

test('no other environment, and no other day or place, changes what comes out', () => {
  const before = committed[0]!;
  rendered('everything on', everythingOn);
  const { TZ, LANG } = process.env;
  jest.useFakeTimers({ now: new Date('2031-02-03T04:05:06Z') });
  Object.assign(process.env, { TZ: 'Pacific/Kiritimati', LANG: 'tr_TR.UTF-8' });
  try {
    expect([...rendered(before.title, environments[0]!).dist]).toEqual([...before.dist]);
  } finally {
    jest.useRealTimers();
    for (const [name, value] of Object.entries({ TZ, LANG }))
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
  }
});

test('a ConfigMap that is read once changes its name with its content, so that its pods are rolled', () => {
  const contents = new Map<string, string>();
  for (const { objects } of platforms)
    for (const { manifest } of objects) {
      if (manifest.kind !== 'ConfigMap' || manifest.immutable !== true) continue;
      const { name } = manifest.metadata;
      const content = JSON.stringify(manifest.data);
      expect([name, contents.get(name) ?? content]).toEqual([name, content]);
      contents.set(name, content);
    }
  expect(new Set(contents.values()).size).toBeGreaterThan(5);
});

test('what is committed is what the configuration says; if not, run `npm run synth` and commit the result', () => {
  const trees = [
    { root: 'dist', files: new Map(committed.flatMap(({ dist }) => [...dist])) },
    { root: 'apps-of-apps', files: new Map(committed.flatMap(({ appsOfApps }) => [...appsOfApps])) },
  ].map(({ root: folder, files }) => ({ root: join(root, folder), files }));
  const drift = synchronize(trees, { check: true });
  expect(listed(drift).map((line) => line.replace(`${root}/`, ''))).toEqual([]);
  expect(counted(drift)).toBe('0 added, 0 changed, 0 removed');
});

test('generated folders hold nothing but YAML, since any other file would change how Argo CD reads them', () => {
  const folders = environments.flatMap(({ name }) => [`dist/${name}`, `apps-of-apps/${name}`]).map((folder) => join(root, folder));
  const files = folders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }));
  expect(files.filter((file) => file.isFile() && !file.name.endsWith('.yaml')).map(({ name }) => name)).toEqual([]);
});
