/**
 * Proves that the checks can fail: makes one mistake after the other in a copy of the committed tree, synthesizes, and runs the checks that should
 * notice, the quickest first.
 *
 *     npm run test:mutations [-- <part of a name> …]
 *
 * Checks need what they need on their own; one whose programs are missing fails too, so run them on the unchanged tree first.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, test } from 'node:test';
import { type Mutation, mutations } from './mutations';

const work = resolve('.cache/mutations');
const tree = join(work, 'tree');
const wanted = process.argv.slice(2);

function copyTree(): void {
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  execFileSync('git', ['clone', '--quiet', '--shared', '.', tree]);
  symlinkSync(resolve('node_modules'), join(tree, 'node_modules'));
}

/** Changes the one place; throws if the file has moved on and the place is not there, or not there alone. */
function mutate({ file, find, replace }: Mutation): void {
  const path = join(tree, file);
  const parts = readFileSync(path, 'utf8').split(find);
  if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times ${JSON.stringify(find)}: bring the mutation up to date`);
  writeFileSync(path, parts.join(replace));
}

const passes = (log: string, [program, ...args]: Mutation['checks'][number]): boolean => {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: tree, encoding: 'utf8', maxBuffer: 2 ** 28 });
  writeFileSync(join(work, log), `${stdout}${stderr}`);
  return status === 0;
};

/** What failed, as its log says it. */
const firstFailure = (log: string): string =>
  /^\s*(?:●|✖|FAIL) .+$/m.exec(readFileSync(join(work, log), 'utf8'))?.[0].trim() ?? 'it ends with an error';

describe('every mistake is noticed', { concurrency: false }, () => {
  copyTree();
  for (const mutation of mutations.filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part))))
    test(mutation.name, () => {
      execFileSync('git', ['checkout', '--quiet', '--', '.'], { cwd: tree });
      mutate(mutation);
      console.log(`    ${noticedBy(mutation)}`);
    });
});

/** What noticed the mistake. Throws if nothing did. */
function noticedBy({ name, checks }: Mutation): string {
  if (!passes(`${name}, synth.log`, ['npm', 'run', 'synth'])) return 'synth refuses it';
  for (const check of checks) {
    const log = `${name}, ${check.join(' ').replaceAll('/', '-')}.log`;
    if (!passes(log, check)) return `${check.join(' ')}: ${firstFailure(log)}`;
  }
  throw new Error(`nobody notices: ${checks.map((check) => check.join(' ')).join(' and ')} pass`);
}
