import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Files } from './render';

/** What has to happen for a folder to hold exactly the given files. Paths are relative to `root`. */
export interface Changes {
  readonly root: string;
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

/** Only generated files are ever removed; a `.yaml.tmp` is what an interrupted run left behind. */
const GENERATED = /\.yaml(\.tmp)?$/;

/** Compares a folder with what it should hold. Reads only; left-over files that are not YAML are somebody else's. */
export function changesOf(root: string, files: Files): Changes {
  const wanted = [...files.keys()];
  const present = new Set(wanted.filter((file) => existsSync(join(root, file))));
  return {
    root,
    added: wanted.filter((file) => !present.has(file)).sort(),
    changed: wanted.filter((file) => present.has(file) && readFileSync(join(root, file), 'utf8') !== files.get(file)).sort(),
    removed: generated(root)
      .filter((file) => !files.has(file))
      .sort(),
  };
}

/**
 * Carries the changes out. New content comes first and each file appears whole, by a rename; stale files go last. So whatever interrupts it, the
 * next comparison names what is missing and the next run completes it.
 */
export function apply({ root, added, changed, removed }: Changes, files: Files): void {
  for (const file of [...added, ...changed]) replace(join(root, file), files.get(file) ?? '');
  for (const file of removed) {
    // the leftover of an interrupted run is gone already if its file was written just now
    rmSync(join(root, file), { force: true });
    removeEmptyFolders(root, dirname(file));
  }
}

function generated(root: string): string[] {
  if (!existsSync(root)) return [];
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => GENERATED.test(file));
}

function replace(file: string, content: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.tmp`, content);
  renameSync(`${file}.tmp`, file);
}

function removeEmptyFolders(root: string, folder: string): void {
  if (folder === '.' || readdirSync(join(root, folder)).length > 0) return;
  rmdirSync(join(root, folder));
  removeEmptyFolders(root, dirname(folder));
}
