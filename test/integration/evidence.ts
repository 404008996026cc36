import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { workFolder } from './settings';

/** Keeps what was seen, for people to read after the run. */
export function keep(file: string, content: string): void {
  mkdirSync(workFolder, { recursive: true });
  writeFileSync(join(workFolder, file), content);
}

/** One line on standard output while the run goes on. */
export const progress = (text: string): void => console.log(`    ${text}`);
