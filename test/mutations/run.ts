/**
 * Proves that the checks can fail: makes one mistake after the other in a copy of the committed tree, synthesizes, and runs the checks that should
 * notice, the quickest first. A check that fails on the unchanged tree as well, for want of its programs say, has noticed nothing and is left out.
 *
 *     npm run test:mutations [-- <part of a name> …]
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, test } from 'node:test';
import { type Mutation, mutations } from './mutations';

type Check = Mutation['checks'][number];

const work = resolve('.cache/mutations');
const unchanged = join(work, 'unchanged');
const mutated = join(work, 'mutated');
const wanted = process.argv.slice(2);

function copyTree(): void {
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  for (const tree of [unchanged, mutated]) {
    execFileSync('git', ['clone', '--quiet', '--shared', '.', tree]);
    symlinkSync(resolve('node_modules'), join(tree, 'node_modules'));
  }
}

/** Changes the one place; throws if the file has moved on and the place is not there, or not there alone. */
function mutate({ file, find, replace }: Mutation): void {
  const path = join(mutated, file);
  const parts = readFileSync(path, 'utf8').split(find);
  if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times ${JSON.stringify(find)}: bring the mutation up to date`);
  writeFileSync(path, parts.join(replace));
}

const passes = (cwd: string, log: string, [program, ...args]: Check): boolean => {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8', maxBuffer: 2 ** 28 });
  writeFileSync(join(work, log), `${stdout}${stderr}`);
  return status === 0;
};

const written = (check: Check): string => check.join(' ');
const logOf = (tree: string, check: Check): string => `${tree}, ${written(check).replaceAll('/', '-')}.log`;

const known = new Map<string, boolean>();

/** Whether a check passes while nothing is wrong; each is run once. */
function worksHere(check: Check): boolean {
  const answer = known.get(written(check)) ?? passes(unchanged, logOf('unchanged', check), check);
  known.set(written(check), answer);
  return answer;
}

/** What failed, as its log says it. */
const firstFailure = (log: string): string =>
  /^\s*(?:●|✖|FAIL) .+$/m.exec(readFileSync(join(work, log), 'utf8'))?.[0].trim() ?? 'it ends with an error';

describe('every mistake is noticed', { concurrency: false }, () => {
  copyTree();
  for (const mutation of mutations.filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part))))
    test(mutation.name, () => {
      execFileSync('git', ['checkout', '--quiet', '--', '.'], { cwd: mutated });
      mutate(mutation);
      console.log(`    ${mutation.name} | ${noticedBy(mutation)}`);
    });
});

/** What noticed the mistake. Throws if nothing did. */
function noticedBy({ name, checks }: Mutation): string {
  if (!passes(mutated, `${name}, synth.log`, ['npm', 'run', 'synth'])) return 'synth refuses it';
  for (const check of checks) {
    if (passes(mutated, logOf(name, check), check)) continue;
    if (worksHere(check)) return `${written(check)}: ${firstFailure(logOf(name, check))}`;
    console.log(`    ${name} | ${written(check)} cannot run here: ${firstFailure(logOf('unchanged', check))}`);
  }
  throw new Error(`nobody notices: of ${checks.map(written).join(' and ')}, those that can run here pass`);
}
