import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseExposition, type Sample } from '../../contract/exposition';
import { pageOf } from './exposition-text';

/** A recorded counter grows by its recorded value in this time of the cluster, so that rates are those of a quiet hour. */
const HOUR_SECONDS = 3600;

/**
 * A recorded page that goes on: counters, histograms and summaries grow steadily, gauges stay. `renamed` changes a sample before it is shown, or leaves
 * it out.
 */
export function recordedPage(
  file: string,
  speed: number,
  renamed: (sample: Sample) => Sample | undefined = (sample) => sample,
): () => string {
  const { samples, types } = parseExposition(readFileSync(join(__dirname, '../../fixtures/expositions', file), 'utf8'));
  const shown = samples.flatMap((sample) => renamed(sample) ?? []);
  const started = Date.now();
  const grows = ({ name }: Sample) =>
    types.get(name) === 'counter' ||
    (types.get(name.replace(/_(bucket|sum|count|total)$/, '')) !== undefined && types.get(name) === undefined);
  return () => {
    const growth = 1 + (((Date.now() - started) / 1000) * speed) / HOUR_SECONDS;
    return pageOf(shown.map((sample) => (grows(sample) ? { ...sample, value: sample.value * growth } : sample)));
  };
}
