import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Finding } from './findings';

/** A line of a file of this repository. */
export interface Location {
  readonly file: string;
  readonly line: number;
}

/**
 * Where an application is declared: the line with its name beside its main file. Where the name is put together from parts, the first line;
 * where the main file is elsewhere, the list of all applications.
 */
export function locationOf({ application, mainFile }: Pick<Finding, 'application' | 'mainFile'>): Location {
  const folders = [`${dirname(mainFile)}/application.ts`, `${application}/application.ts`, `${application}/connect.ts`];
  const inRoom = folders.find((file) => !file.includes(':') && existsSync(join(__dirname, '..', file))) ?? 'index.ts';
  const lines = readFileSync(join(__dirname, '..', inRoom), 'utf8').split('\n');
  const index = lines.findIndex((line) => line.includes(`'${application}'`));
  return { file: `spark-applications/${inRoom}`, line: Math.max(index, 0) + 1 };
}
