import { components } from '../../config/components';
import { jobNames } from '../../config/scrape-jobs';
import type { AnyMetric } from '../../metrics/metric';
import { sparkContainers } from '../../metrics/spark-pod-labels';
import { recordedSamples } from './recorded';

/** One condition of a selector, as written. */
export interface LabelMatcher {
  readonly label: string;
  readonly operator: string;
  readonly value: string;
}

const cards = Object.values(components);
const workloads = cards.flatMap(({ workloads: own }) => own.map(({ name, namespace }) => ({ name, namespace })));
const names = workloads.map(({ name }) => name);

/** Values that labels of targets and objects have on this platform, whatever was recorded elsewhere. */
const PLATFORM_VALUES: Readonly<Record<string, readonly string[]>> = {
  job: jobNames,
  namespace: [...workloads, ...cards].map(({ namespace }) => namespace),
  deployment: names,
  statefulset: names,
  daemonset: names,
  container: [...names, ...Object.values(sparkContainers)],
};

/** Labels whose values belong to the users of the platform: any may be asked for. */
const USERS_LABELS = ['app', 'schedule', 'team', 'pod', 'instance', 'node', 'spark_app_id', 'project', 'bucket', 'persistentvolumeclaim'];

/** `a|b|c` without further pattern: then each of them has to exist. */
const LITERAL_ALTERNATIVES = /^(?:[\w.:/-]|\\[.:/-])+(?:\|(?:[\w.:/-]|\\[.:/-])+)*$/;

/** Recorded values of a label, those that the entry vouches for, and those of the platform. */
const knownValues = (label: string, entries: readonly AnyMetric[]): ReadonlySet<string> =>
  new Set([
    ...entries.flatMap((entry) => recordedSamples(entry).map(({ labels }) => labels[label] ?? '')),
    ...entries.flatMap(({ entry }) => [...(entry.values?.[label] ?? []), entry.only?.[label] ?? '']),
    ...(PLATFORM_VALUES[label] ?? []),
  ]);

/** What is wrong with the fixed value, or each of the alternatives, of a matcher: it selects nothing that is known to exist. */
export function valueProblems(name: string, { label, operator, value }: LabelMatcher, entries: readonly AnyMetric[]): string[] {
  if (value === '' || USERS_LABELS.includes(label)) return [];
  const known = knownValues(label, entries);
  const pattern = operator.includes('~');
  const exists = (wanted: string) =>
    pattern ? [...known].some((candidate) => new RegExp(`^(?:${wanted})$`).test(candidate)) : known.has(wanted);
  const wanted = pattern && LITERAL_ALTERNATIVES.test(value) ? value.split('|') : [value];
  const listed = [...known].filter(Boolean).sort().join(', ') || 'any known values';
  return wanted.filter((one) => !exists(one)).map((one) => `${name}{${label}${operator}"${value}"}: "${one}" is not among ${listed}`);
}
