import { execFileSync } from 'node:child_process';

/** Programs that the heavier checks run, and the environment variable that names another one than that on PATH. */
const programs = { promtool: 'PROMTOOL', prometheus: 'PROMETHEUS', amtool: 'AMTOOL', alertmanager: 'ALERTMANAGER' } as const;

/** Path of a program. Throws with the ways to get it when it is not there. */
export function program(name: keyof typeof programs): string {
  const path = process.env[programs[name]] ?? name;
  try {
    execFileSync(path, ['--version'], { stdio: 'ignore' });
    return path;
  } catch {
    throw new Error(
      `${name} is needed and was not found: install it (prometheus.io/download has it, Prometheus 3.5 or newer), put it on PATH or name it by ` +
        `${programs[name]}; on Debian, eval "$(.ci/prometheus-tools .cache/prometheus)" brings all of them`,
    );
  }
}

/** Runs a program and returns what it prints; throws with all of it when the program fails. */
export function run(name: keyof typeof programs, ...parameters: string[]): string {
  try {
    return execFileSync(program(name), parameters, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`${name} ${parameters.join(' ')}\n${stdout}${stderr}`, { cause: error });
  }
}
