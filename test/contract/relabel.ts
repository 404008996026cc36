import type { RelabelConfig } from '../../metrics/relabelling';

type Labels = Readonly<Record<string, string>>;

const anchored = (regex: string): RegExp => new RegExp(`^(?:${regex})$`, 's');

/** `$1` and `${1}` of RE2 templates. */
const expand = (template: string, match: RegExpExecArray): string =>
  template.replaceAll(
    /\$(?:\{(\d+)\}|(\d+))/g,
    (_, braced: string | undefined, bare: string | undefined) => match[Number(braced ?? bare)] ?? '',
  );

const without = (labels: Labels, gone: (name: string) => boolean): Labels =>
  Object.fromEntries(Object.entries(labels).filter(([name]) => !gone(name)));

function step(labels: Labels, config: RelabelConfig): Labels | undefined {
  const { source_labels = [], regex = '(.*)', target_label, replacement = '$1', action = 'replace' } = config;
  if (action === 'labeldrop') return without(labels, (name) => anchored(regex).test(name));
  const match = anchored(regex).exec(source_labels.map((name) => labels[name] ?? '').join(';'));
  if (action === 'keep') return match ? labels : undefined;
  if (action === 'drop') return match ? undefined : labels;
  if (!match || target_label === undefined) return labels;
  const value = expand(replacement, match);
  return value === '' ? without(labels, (name) => name === target_label) : { ...labels, [target_label]: value };
}

/** What Prometheus' relabelling makes of a label set (`__name__` included); `undefined` when it is dropped. */
export const relabel = (labels: Labels, configs: readonly RelabelConfig[]): Labels | undefined =>
  configs.reduce<Labels | undefined>((current, config) => current && step(current, config), labels);
