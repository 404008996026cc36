import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A shell script of `charts/scripts`, byte for byte. They are files so that an editor, ShellCheck and tests can read them. */
export const readScript = (name: string): string => readFileSync(join(__dirname, '..', 'scripts', name), 'utf8');
