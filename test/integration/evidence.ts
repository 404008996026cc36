import { keepIn } from '../live/evidence';
import { workFolder } from './settings';

/** Keeps a file of this run. */
export const keep = keepIn(workFolder);

/** One line on standard output while the run goes on. */
export const progress = (text: string): void => console.log(`    ${text}`);
