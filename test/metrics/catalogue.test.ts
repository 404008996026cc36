import { jobNames } from '../../config/scrape-jobs';
import { catalogue } from '../../metrics/catalogue';
import type { AnyMetric } from '../../metrics/metric';
import { relabelConfigs } from '../../metrics/relabelling';
import { targetLabels, targetLabelsOf } from '../../metrics/target-labels';
import { expositions, recordedSamples, storedNames, storedSamples } from '../contract/recorded';

const label = ({ name, entry }: AnyMetric) => [entry.job, name, ...Object.values(entry.only ?? {})].join(' ');
const META_POD_LABEL = '__meta_kubernetes_pod_label_';
const recorded = catalogue.filter(({ entry }) => 'exposition' in entry.proof);

/** File → job, as the entries that it proves say. */
const jobOfPage = new Map(recorded.map(({ entry }) => [(entry.proof as { exposition: string }).exposition, entry.job]));
const pages = [...jobOfPage].map(([file, job]) => ({ file, job, samples: storedSamples(expositions.get(file)!, job) }));

describe('the catalogue and the recorded pages', () => {
  test('every entry appears in its recording, after relabelling, or has a reason why it cannot', () => {
    expect(recorded.filter((metric) => recordedSamples(metric).length === 0).map(label)).toEqual([]);
    expect(catalogue.filter(({ entry }) => 'reason' in entry.proof && entry.proof.reason.length < 20).map(label)).toEqual([]);
  });

  test('an entry with a reason is indeed on no page of its job', () => {
    const found = catalogue
      .filter(({ entry }) => 'reason' in entry.proof)
      .filter((metric) =>
        pages.some(
          ({ job, samples }) =>
            job === metric.entry.job &&
            samples.some(
              ({ name, labels }) =>
                storedNames(metric).includes(name) &&
                Object.entries(metric.entry.only ?? {}).every(([key, value]) => labels[key] === value),
            ),
        ),
      );
    expect(found.map(label)).toEqual([]);
  });

  test('every label of a recorded sample is in its entry', () => {
    const unknown = recorded.flatMap((metric) => {
      const labels = new Set([...metric.entry.labels, 'le']);
      return recordedSamples(metric).flatMap((sample) =>
        Object.keys(sample.labels)
          .filter((name) => !labels.has(name))
          .map((name) => `${label(metric)}: ${name}`),
      );
    });
    expect([...new Set(unknown)]).toEqual([]);
  });

  test('every label of an entry is on some recorded sample', () => {
    const missing = recorded.flatMap((metric) => {
      const seen = new Set(recordedSamples(metric).flatMap((sample) => Object.keys(sample.labels)));
      return metric.entry.labels.filter((name) => !seen.has(name)).map((name) => `${label(metric)}: ${name}`);
    });
    expect(missing).toEqual([]);
  });

  test('every entry is of the type that its page declares, unless it says why not', () => {
    const declared: Record<AnyMetric['kind'], string> = {
      counter: 'counter',
      lifetimeCounter: 'counter',
      gauge: 'gauge',
      tally: 'gauge',
      evenlySampled: 'gauge',
      histogram: 'histogram',
      summary: 'summary',
      bareHistogram: 'gauge',
    };
    const wrong = recorded.flatMap((metric) => {
      const page = expositions.get((metric.entry.proof as { exposition: string }).exposition)!;
      const type = page.types.get(metric.name);
      return type === undefined || type === 'untyped' || type === (metric.entry.declaredAs ?? declared[metric.kind])
        ? []
        : [`${label(metric)} is declared ${type}`];
    });
    expect(wrong).toEqual([]);
  });

  test('a name that pages of several jobs have is only selected together with its job', () => {
    const ambiguous = catalogue
      .filter(({ entry }) => !entry.sharedName && entry.job !== '*')
      .filter((metric) =>
        pages.some(({ job, samples }) => job !== metric.entry.job && samples.some(({ name }) => storedNames(metric).includes(name))),
      );
    expect(ambiguous.map(label)).toEqual([]);
    expect(catalogue.filter(({ entry, promql }) => entry.sharedName && !promql.includes(`job="${entry.job}"`)).map(label)).toEqual([]);
  });

  test.each(pages)('relabelling $file makes no two series one', ({ samples }) => {
    const keys = samples.map(({ name, labels }) => name + JSON.stringify(Object.entries(labels).sort()));
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });
});

describe('an entry', () => {
  test('is there once', () => {
    const keys = catalogue.map(label);
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });

  test('says in sentences what it is about and names where that is written', () => {
    expect(catalogue.filter(({ entry }) => !/^[A-Z0-9].{8,}\.$/s.test(entry.about) || entry.source.length < 8).map(label)).toEqual([]);
  });

  test('has the unit that the end of its name tells', () => {
    const told: Array<[RegExp, string[]]> = [
      [/_bytes(_total)?$/, ['bytes']],
      [/_MB_Value$/, ['mebibytes']],
      [/_nano_seconds$/, ['nanoseconds']],
      [/_(timestamp_seconds|created)$/, ['timestamp']],
      [/_ratio$/, ['ratio']],
    ];
    const wrong = catalogue.filter(({ name, unit }) => {
      const rule = told.find(([pattern]) => pattern.test(name));
      return rule && !rule[1].includes(unit);
    });
    expect(wrong.map(label)).toEqual([]);
  });

  test('has every label once', () => {
    expect(catalogue.filter(({ labels }) => new Set(labels).size !== labels.length).map(label)).toEqual([]);
  });
});

describe('scrape jobs', () => {
  test('have target labels and relabelling, all of them', () => {
    expect(Object.keys(targetLabels).sort()).toEqual([...jobNames].sort());
    expect(() => relabelConfigs('spark')).toThrow('scrape job "spark": no workload');
  });

  test.each(jobNames)('%s reads no label of a pod that no recorded pod of Spark has', (job) => {
    const page = expositions.get('kube-state-metrics-platform.txt')!.samples.filter(({ name }) => name === 'kube_pod_labels');
    // discovery and kube-state-metrics make the same names of the labels of a pod, each behind a prefix of its own
    const onPods = new Set(page.flatMap(({ labels }) => Object.keys(labels)).map((name) => name.replace(/^label_/, META_POD_LABEL)));
    const read = relabelConfigs(job).flatMap(({ source_labels = [] }) => source_labels.filter((name) => name.startsWith(META_POD_LABEL)));
    expect(read.filter((name) => !onPods.has(name))).toEqual([]);
  });

  test.each(jobNames)('%s gets exactly the labels that the catalogue gives its series', (job) => {
    const set = relabelConfigs(job).flatMap(({ target_label }) => target_label ?? []);
    expect([...new Set(['job', 'instance', ...set])].sort()).toEqual([...targetLabelsOf(job as keyof typeof targetLabels)].sort());
  });
});
