import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface Outcome {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder in which a script of `charts/scripts` runs with programs of ours in the place of `curl` and `mc`, and paths of ours for its own. */
export class Sandbox {
  readonly root = mkdtempSync(join(tmpdir(), 'script-'));

  /** Absolute path of a file or folder of the sandbox. */
  path(...parts: string[]): string {
    return join(this.root, ...parts);
  }

  write(file: string, content: string): string {
    const path = this.path(file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  }

  read(file: string): string {
    return readFileSync(this.path(file), 'utf8');
  }

  /** Puts a program on the PATH; it is a shell script. */
  program(name: string, script: string): void {
    chmodSync(this.write(`bin/${name}`, `#!/bin/sh\n${script}`), 0o755);
  }

  /** Copies a script of `charts/scripts`, with absolute paths of the container led into the sandbox. */
  script(name: string, ...paths: readonly string[]): string {
    const text = readFileSync(join(__dirname, '../../charts/scripts', name), 'utf8');
    for (const path of paths) mkdirSync(this.path(path), { recursive: true });
    const anyOfThem = new RegExp(`(?<![\\w.])(${paths.join('|')})/`, 'g');
    return this.write(
      `script/${name}`,
      text.replaceAll(anyOfThem, (path) => `${this.root}${path}`),
    );
  }

  run(script: string, args: readonly string[], environment: Readonly<Record<string, string>>): Outcome {
    const { status, stdout, stderr, error } = spawnSync('sh', [script, ...args], {
      encoding: 'utf8',
      env: { PATH: `${this.path('bin')}:${process.env.PATH ?? ''}`, SANDBOX: this.root, ...environment },
    });
    // Windows has no sh of its own
    if (error) throw new Error(`these tests need a POSIX shell named sh on the PATH: ${error.message}`);
    return { exitCode: status, stdout, stderr };
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
