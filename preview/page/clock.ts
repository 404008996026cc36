import moment from 'moment';
import type { Source } from '../api';

/** What time it is, in milliseconds. In a recording it is always the moment at which it ended, so that "the last 15 minutes" are its last. */
export let now: () => number = Date.now;

/** Before anything asks for a time range. */
export function setClock(source: Source): void {
  if (source.kind !== 'recording') return;
  now = () => source.endSeconds * 1000;
  // the time picker asks it
  moment.now = now;
}

/** The whole of a recording; undefined when the data is live. */
export const recordedRange = (source: Source): { readonly from: string; readonly to: string } | undefined =>
  source.kind === 'live'
    ? undefined
    : { from: new Date(source.startSeconds * 1000).toISOString(), to: new Date(source.endSeconds * 1000).toISOString() };
