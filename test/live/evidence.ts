import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A function that keeps what was seen in a folder, for people to read after the run. */
export const keepIn =
  (folder: string) =>
  (file: string, content: string): void => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, file), content);
  };
