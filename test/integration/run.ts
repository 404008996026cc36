/**
 * The generated files in the real programs, on loopback, without a cluster; see README.md beside this file.
 *
 *     npm run test:integration [-- --speed 4] [--no-faults] [--then '<command>'] [--keep]
 */
import { spawn } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { progress } from './evidence';
import { LoopbackPlatform } from './platform';
import { stopAll } from './processes';
import { options, type Part, workFolder } from './settings';
import { applications } from './suites/applications';
import { expressions } from './suites/expressions';
import { faults } from './suites/faults';
import { health } from './suites/health';
import { history } from './suites/history';
import { monitoring } from './suites/monitoring';
import { objectStore } from './suites/object-store';
import { shell } from './suites/shell';

const asked = (...some: Part[]): boolean => some.some((part) => options.parts.has(part));

const platform = new LoopbackPlatform();

describe(`the files of "${options.environment}" in real programs`, { concurrency: false }, () => {
  after(async () => {
    await platform.stop();
    stopAll();
    progress(`logs, tables and data of this run: ${workFolder}`);
  });
  if (asked('shell')) shell(platform.cluster);
  if (asked('health')) health();
  if (asked('history')) history();
  if (!asked('object-store', 'applications', 'faults') && options.then === undefined && !options.keep) return;
  describe('running', { concurrency: false }, () => {
    before(() => platform.start());
    if (asked('object-store')) objectStore(platform);
    // its suite would have done so
    else before(() => platform.objectStore.provision('dash'));
    if (asked('applications'))
      describe('with a history server', { concurrency: false }, () => {
        before(() => platform.history.start());
        applications(platform);
        if (asked('monitoring')) monitoring(platform);
      });
    if (asked('faults')) faults(platform);
    if (asked('expressions')) expressions(platform);
    if (options.then !== undefined)
      test(options.then, async () => {
        const child = spawn(options.then!, {
          shell: true,
          stdio: 'inherit',
          env: { ...process.env, PROMETHEUS_URL: platform.prometheus.url },
        });
        const code = await new Promise((resolve) => child.on('exit', resolve));
        if (code !== 0) throw new Error(`it ended with ${String(code)}`);
      });
    if (options.keep)
      test('stays until it is interrupted', async () => {
        progress(`PROMETHEUS_URL=${platform.prometheus.url} until Ctrl-C`);
        // a promise alone would not keep the process
        await new Promise(() => setInterval(() => undefined, 60_000));
      });
  });
});
