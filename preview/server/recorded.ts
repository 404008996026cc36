import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Recording } from '../recording';
import { root } from './sources';

export const RECORDING = join(root, 'preview', 'recording', 'recording.json');

/** Reads a recording. Throws when the file is none. */
export function readRecording(file: string = RECORDING): Recording {
  const recording = JSON.parse(readFileSync(file, 'utf8')) as Partial<Recording>;
  if (recording.format !== 1) throw new Error(`${file} is no recording of this version: record again with npm run preview:record`);
  return recording as Recording;
}
