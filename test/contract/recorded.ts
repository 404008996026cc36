import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { catalogue } from '../../metrics/catalogue';
import type { AnyMetric } from '../../metrics/metric';
import { metricRelabelConfigs } from '../../metrics/relabelling';
import { type Exposition, parseExposition, type Sample } from './exposition';
import { relabel } from './relabel';

const folder = join(__dirname, '../fixtures/expositions');

/** File → recorded page, as the program served it. */
export const expositions: ReadonlyMap<string, Exposition> = new Map(
  readdirSync(folder).map((file) => [file, parseExposition(readFileSync(join(folder, file), 'utf8'))]),
);

/** Samples of a page as Prometheus stores them for a job, before the labels of the target come on top. */
export function storedSamples(page: Exposition, job: string): Sample[] {
  const configs = metricRelabelConfigs(job);
  return page.samples.flatMap(({ name, labels, value }) => {
    const relabelled = relabel({ ...labels, __name__: name }, configs);
    if (!relabelled) return [];
    const { __name__ = '', ...rest } = relabelled;
    return [{ name: __name__, labels: rest, value }];
  });
}

const cache = new Map<string, Sample[]>();

function storedFor(file: string, job: string): Sample[] {
  const key = `${file} ${job}`;
  const page = expositions.get(file);
  if (!page) throw new Error(`test/fixtures/expositions/${file} is named by a catalogue entry and does not exist`);
  const stored = cache.get(key) ?? storedSamples(page, job);
  cache.set(key, stored);
  return stored;
}

const SUFFIXES: Readonly<Partial<Record<AnyMetric['kind'], readonly string[]>>> = {
  histogram: ['_bucket', '_sum', '_count'],
  summary: ['', '_sum', '_count'],
};

/** Names under which an entry is stored. */
export const storedNames = ({ name, kind }: AnyMetric): string[] => (SUFFIXES[kind] ?? ['']).map((suffix) => name + suffix);

/** Recorded samples of a catalogue entry; none when it has a reason instead. */
export function recordedSamples(metric: AnyMetric): Sample[] {
  const { proof, job, only = {} } = metric.entry;
  if ('reason' in proof) return [];
  const names = storedNames(metric);
  return storedFor(proof.exposition, job).filter(
    ({ name, labels }) => names.includes(name) && Object.entries(only).every(([label, value]) => labels[label] === value),
  );
}

/** Stored name → the entries that explain it. */
export const entriesByStoredName: ReadonlyMap<string, readonly AnyMetric[]> = catalogue.reduce((entries, metric) => {
  for (const name of storedNames(metric)) entries.set(name, [...(entries.get(name) ?? []), metric]);
  return entries;
}, new Map<string, readonly AnyMetric[]>());
