import moment from 'moment';
import type { Source } from '../api';

/** In a recording it is always the moment at which it ended, so that "the last 15 minutes" are its last. */
export function setClock(source: Source): void {
  if (source.kind === 'recording') moment.now = () => source.endSeconds * 1000;
}

/** The whole of a recording as a relative range; undefined when the data is live. */
export function recordedFrom(source: Source): string | undefined {
  if (source.kind === 'live') return undefined;
  return `now-${Math.ceil((source.endSeconds - source.startSeconds) / 60)}m`;
}
