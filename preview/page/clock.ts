import moment from 'moment';
import type { Source } from '../api';

/** In a recording it is always the moment at which it ended, so that "the last 15 minutes" are its last. */
export function setClock(source: Source): void {
  if (source.kind === 'recording') moment.now = () => source.endSeconds * 1000;
}

/** The whole of a recording; undefined when the data is live. */
export const recordedRange = (source: Source): { readonly from: string; readonly to: string } | undefined =>
  source.kind === 'live'
    ? undefined
    : { from: new Date(source.startSeconds * 1000).toISOString(), to: new Date(source.endSeconds * 1000).toISOString() };
