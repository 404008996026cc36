import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { changedAt, root } from './sources';

const preview = join(root, 'preview');
const lock = join(preview, 'package-lock.json');
/** What npm has installed; it writes it last. */
const installed = join(preview, 'node_modules', '.package-lock.json');
const page = join(preview, '.cache', 'page', 'main.js');

function run(what: string, command: string, ...parameters: string[]): void {
  const started = performance.now();
  console.log(`${what} …`);
  const { status } = spawnSync(command, parameters, { cwd: preview, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new Error(`${what}: ${command} ${parameters.join(' ')} failed`);
  console.log(`${what}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

interface Lock {
  readonly packages: Readonly<Record<string, { readonly version?: string; readonly optional?: boolean }>>;
}

/** Packages of other platforms are in the lock alone. */
function isInstalled(): boolean {
  if (!existsSync(installed)) return false;
  const [wanted, there] = [lock, installed].map((file) => (JSON.parse(readFileSync(file, 'utf8')) as Lock).packages);
  return Object.entries(wanted ?? {}).every(
    ([path, { version, optional = false }]) => path === '' || optional || there?.[path]?.version === version,
  );
}

/** Installs the packages of the page at its first use and whenever they have changed. */
export function install(): void {
  if (isInstalled()) return;
  run('installing the packages of the preview (350 MB, once)', 'npm', 'ci', '--no-audit', '--no-fund', '--loglevel=error');
}

/** Bundles the page if a source of it is newer. */
export function build(): void {
  const sources = Math.max(
    changedAt(['preview/page']),
    ...['api', 'dashboard-json', 'interpolation'].map((name) => statSync(join(preview, `${name}.ts`)).mtimeMs),
    ...[lock, join(preview, 'build.mjs')].map((file) => statSync(file).mtimeMs),
  );
  if (existsSync(page) && statSync(page).mtimeMs > sources) return;
  run('bundling the page', process.execPath, 'build.mjs');
}
