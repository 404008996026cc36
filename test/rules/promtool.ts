/**
 * `npm run test:rules`: the rules of every environment, and of one that has everything, in the hands of promtool. Writes them to a temporary folder, checks them, and plays the
 * life of every alert; `npm run test:rules -- Minio` only the tests with that in their names.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { checked } from '../../config/configuration';
import { environments } from '../../config/environments';
import type { Environment } from '../../config/schema';
import { alertsOf, ruleGroups } from '../../rules/index';
import { linksOf } from '../../rules/links';
import { toPrometheus } from '../../rules/prometheus-file';
import { program } from '../programs';
import { alertCases, lookAlikes } from './cases';
import { everything } from './environments';
import { PromtoolTests } from './promtool-file';

/** Whether promtool is content; it says itself what it is not content with. */
function run(...args: readonly string[]): boolean {
  const { status, error, stdout, stderr } = spawnSync(program('promtool'), args, { encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (error) throw error;
  if (status !== 0) console.error(stdout + stderr);
  return status === 0;
}

/** Tests that were chosen, word for word: what is the same in two environments is played once. */
const played = new Set<string>();

const isNew = (test: object): boolean => played.size < played.add(JSON.stringify(test)).size;

/** Checks and plays the rules of one environment, in a folder of its own. */
function tested(environment: Environment, folder: string): boolean {
  const started = performance.now();
  const groups = ruleGroups(environment);
  const all = join(folder, `${environment.name}.yaml`);
  writeFileSync(all, stringify({ groups: groups.map((group) => toPrometheus(group, linksOf(environment))) }));
  // where links lead differs everywhere, and is looked at elsewhere (links.test.ts): with those of one environment most tests are the same
  const tests = new PromtoolTests(groups, linksOf(everything)).of(alertCases(environment), lookAlikes(environment));
  const wanted = tests.filter(({ test }) => test.name.includes(process.argv[2] ?? ''));
  const chosen = wanted.filter(isNew);
  const files = chosen.map(({ rules, every, test }, index) => {
    const name = join(folder, `${environment.name}-${index}`);
    writeFileSync(`${name}.yaml`, stringify(rules));
    // without an order promtool evaluates groups in any, and a recording is read one evaluation early or late
    const order = rules.groups.map((group) => group.name);
    const file = { rule_files: [`${name}.yaml`], evaluation_interval: every, group_eval_order: order, tests: [test] };
    writeFileSync(`${name}.test.yaml`, stringify(file, { aliasDuplicateObjects: false }));
    return `${name}.test.yaml`;
  });
  const fine = run('check', 'rules', all) && (files.length === 0 || run('test', 'rules', ...files));
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const same = wanted.length - chosen.length;
  console.log(
    `${environment.name}: ${alertsOf(groups).length} alerts, ${chosen.length} tests in ${seconds} s${same > 0 ? `; ${same} more are those of an environment before` : ''}`,
  );
  return fine;
}

const folder = mkdtempSync(join(tmpdir(), 'rules-'));
try {
  run('--version');
  const results = [...checked(environments), everything].map((environment) => tested(environment, folder));
  if (!results.every(Boolean)) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
