import { execFile } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
export const root = join(__dirname, '..', '..');

/** Rooms that decide what there is to show. */
const ROOMS = ['config', 'dashboards', 'metrics', 'rules', 'runbooks', 'spark-applications', 'preview/server'];

const newest = (folder: string): number =>
  Math.max(
    ...readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs),
  );

/** When a source was last changed. */
export const changedAt = (rooms: readonly string[] = ROOMS): number => Math.max(...rooms.map((room) => newest(join(root, room))));

/** Dashboards and alerts as JSON, built again whenever a source has changed. */
export class LiveContent {
  private built: { readonly at: number; readonly json: Promise<string> } | undefined;

  constructor(private readonly environment: string) {}

  /** Rejects with what the sources do not allow, in words. */
  json(): Promise<string> {
    const at = changedAt();
    if (this.built?.at !== at) this.built = { at, json: this.build() };
    return this.built.json;
  }

  private async build(): Promise<string> {
    const program = [
      ...process.execArgv.filter((flag) => !flag.startsWith('--test')),
      join(__dirname, 'print-content.ts'),
      this.environment,
    ];
    try {
      const { stdout } = await run(process.execPath, program, { cwd: root, maxBuffer: 100_000_000 });
      return stdout;
    } catch (error) {
      throw new Error((error as { stderr?: string }).stderr ?? String(error));
    }
  }
}
