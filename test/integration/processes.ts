import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workFolder } from './settings';

/** A program that runs, with everything it started. */
export interface Running {
  readonly name: string;
  readonly pid: number;
  /** File with all it prints. */
  readonly log: string;
  /** Its exit code, once it has ended; null after a signal. */
  readonly ended: Promise<number | null>;
  readonly exitCode: () => number | null | undefined;
  /** Sends a signal to it and to all it started. */
  readonly signal: (signal: NodeJS.Signals) => void;
}

interface Start {
  readonly environment?: Readonly<Record<string, string>>;
  readonly folder?: string;
}

const running: ChildProcess[] = [];

/** Starts a program in the background, in a process group of its own. Everything that still runs is killed when this process ends. */
export function start(
  name: string,
  program: string,
  args: readonly string[],
  { environment = {}, folder = workFolder }: Start = {},
): Running {
  mkdirSync(join(workFolder, 'logs'), { recursive: true });
  const log = join(workFolder, 'logs', `${name}.log`);
  const output = openSync(log, 'a');
  const child = spawn(program, args, {
    stdio: ['ignore', output, output],
    cwd: folder,
    env: { ...process.env, ...environment },
    detached: true,
  });
  closeSync(output);
  running.push(child);
  let exitCode: number | null | undefined;
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', (error) => reject(new Error(`${name}: ${error.message}`)));
    child.on('exit', (code) => resolve((exitCode = code)));
  });
  // whoever waits hears of it; an unheard failure would end everything
  ended.catch(() => undefined);
  return { name, pid: child.pid ?? 0, log, ended, exitCode: () => exitCode, signal: (signal) => signalGroup(child, signal) };
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // the group has ended by itself
  }
}

/** Ends everything that was started and still runs. */
export function stopAll(): void {
  for (const child of running) signalGroup(child, 'SIGKILL');
}
process.on('exit', stopAll);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));

/** Last lines of a log, for messages. */
export const lastLines = ({ log }: Running, count = 15): string => readFileSync(log, 'utf8').trimEnd().split('\n').slice(-count).join('\n');

/** How a program ended, and all that it printed. */
export interface Ended {
  readonly ok: boolean;
  readonly output: string;
}

/** Runs a program to its end, while the pages of the stand-ins go on being served. */
export function toEnd(program: string, args: readonly string[], environment: Readonly<Record<string, string>>): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { env: environment, maxBuffer: 2 ** 26, timeout: 120_000 };
    execFile(program, args, options, (error, stdout, stderr) => resolve({ ok: error === null, output: stdout + stderr })).stdin?.end();
  });
}
