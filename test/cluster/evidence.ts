import { keepIn } from '../live/evidence';
import { workFolder } from './settings';

/** Keeps a file of this run. */
export const keep = keepIn(workFolder);
