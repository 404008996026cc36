import type { Sample } from '../../contract/exposition';

const escaped = (value: string): string => value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

const lineOf = ({ name, labels, value }: Sample): string => {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
  return `${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${Number.isFinite(value) ? value : value > 0 ? '+Inf' : 'NaN'}`;
};

/** A metrics page. Samples of one name stand together, as every program writes them. */
export function pageOf(samples: readonly Sample[]): string {
  const byName = new Map<string, string[]>();
  for (const sample of samples) byName.set(sample.name, [...(byName.get(sample.name) ?? []), lineOf(sample)]);
  return [...byName.values()].flat().join('\n') + '\n';
}
