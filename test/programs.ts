import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

/** Programs that the heavier checks run, the environment variable that names one, and how it is called on PATH. */
const programs = {
  promtool: ['PROMTOOL', 'promtool'],
  prometheus: ['PROMETHEUS', 'prometheus'],
  amtool: ['AMTOOL', 'amtool'],
  alertmanager: ['ALERTMANAGER', 'alertmanager', 'prometheus-alertmanager'],
  minio: ['MINIO', 'minio'],
  mc: ['MC', 'mcli', 'minio-client'],
  'node-exporter': ['NODE_EXPORTER', 'node_exporter', 'prometheus-node-exporter'],
  java: ['JAVA', 'java'],
  shellcheck: ['SHELLCHECK', 'shellcheck'],
  lua: ['LUA', 'lua5.1'],
  dash: ['DASH', 'dash'],
  bash: ['BASH_PROGRAM', 'bash'],
} as const;

export type ProgramName = keyof typeof programs;

/** Where `npm run tools` keeps what it brought. */
export const toolsFolder = resolve(process.env.TOOLS_CACHE ?? join(__dirname, '../.cache/tools'));

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/**
 * Path of a program: what its variable names, what `npm run tools` brought because nothing else would do, what is on PATH. Throws with the ways to get
 * it when it is nowhere.
 */
export function program(name: ProgramName): string {
  const [variable, ...commands] = programs[name];
  const onPath = (process.env.PATH ?? '').split(delimiter).flatMap((folder) => commands.map((command) => join(folder, command)));
  const found = [process.env[variable] ?? '', join(toolsFolder, 'bin', name), ...onPath].find((path) => path !== '' && isExecutable(path));
  if (found !== undefined) return found;
  throw new Error(`${name} is needed and was not found: npm run tools brings it, or says how to get it; ${variable} can name one`);
}

/** Runs a program and returns what it prints; throws with all of it when the program fails. */
export function run(name: ProgramName, ...parameters: string[]): string {
  try {
    return execFileSync(program(name), parameters, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`${name} ${parameters.join(' ')}\n${stdout}${stderr}`, { cause: error });
  }
}
