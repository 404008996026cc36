import { apply, type Changes, changesOf } from './file-tree';
import type { Files } from './render';

/** A folder and what it should hold. */
export interface Tree {
  readonly root: string;
  readonly files: Files;
}

/** Compares every folder with what it should hold and, unless only checking, makes it so. Nothing is written before everything is compared. */
export function synchronize(trees: readonly Tree[], { check }: { readonly check: boolean }): Changes[] {
  const changes = trees.map(({ root, files }) => changesOf(root, files));
  if (!check) trees.forEach(({ files }, index) => changes[index] && apply(changes[index], files));
  return changes;
}

/** One line per file: `+ dist/local/minio/…` is missing, `~` differs, `-` is left over. */
export const listed = (changes: readonly Changes[]): string[] =>
  changes.flatMap(({ root, added, changed, removed }) => [
    ...added.map((file) => `+ ${root}/${file}`),
    ...changed.map((file) => `~ ${root}/${file}`),
    ...removed.map((file) => `- ${root}/${file}`),
  ]);

/** `2 added, 1 changed, 0 removed` over all folders. */
export function counted(changes: readonly Changes[]): string {
  const count = (kind: 'added' | 'changed' | 'removed') => changes.reduce((sum, { [kind]: files }) => sum + files.length, 0);
  return `${count('added')} added, ${count('changed')} changed, ${count('removed')} removed`;
}
