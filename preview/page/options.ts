import type { PanelJson } from '../dashboard-json';

/** A setting of a panel that the preview understands. */
export interface Option {
  readonly initial: unknown;
  /** Values that are drawn; left out: any. */
  readonly drawn?: readonly unknown[];
}

/** Settings by path, e.g. `legend.placement`. */
export type Options = Readonly<Record<string, Option>>;

/** Drawn as it says, whatever it says. */
export const any = (initial?: unknown): Option => ({ initial });
/** One of the values that are drawn; the first is the default. */
export const oneOf = (initial: unknown, ...others: readonly unknown[]): Option => ({ initial, drawn: [initial, ...others] });

/** What a panel type understands beside the standard field options. */
export interface Understood {
  readonly options: Options;
  /** Field options of its own, `custom.*`. */
  readonly custom: Options;
}

const STANDARD = ['unit', 'min', 'max', 'decimals', 'noValue', 'displayName', 'mappings', 'thresholds', 'color', 'links', 'custom'];
const TRANSFORMATIONS = ['merge', 'organize', 'renameByRegex'];
const MATCHERS = ['byName', 'byFrameRefID'];
const PANEL = [
  'id',
  'type',
  'title',
  'description',
  'gridPos',
  'datasource',
  'targets',
  'fieldConfig',
  'options',
  'transformations',
  'transparent',
  'repeatDirection',
];
const TARGET = ['refId', 'expr', 'legendFormat', 'instant', 'range', 'format', 'interval', 'datasource', 'hide'];

/** Everything in a panel that would be drawn otherwise by Grafana, or not at all here; empty when all of it is understood. */
export function misunderstood(panel: PanelJson, { options, custom }: Understood): string[] {
  const { defaults = {}, overrides = [] } = panel.fieldConfig ?? {};
  const unknown = (what: string, names: readonly string[], known: readonly string[]) =>
    names.filter((name) => !known.includes(name)).map((name) => `${what} ${name}`);
  const properties = overrides.flatMap((override) => override.properties);
  return [
    ...unknown('panel setting', Object.keys(panel), PANEL),
    ...unknown('query setting', (panel.targets ?? []).flatMap(Object.keys), TARGET),
    ...unknown(
      'transformation',
      (panel.transformations ?? []).map(({ id }) => id),
      TRANSFORMATIONS,
    ),
    ...unknown(
      'override for',
      overrides.map(({ matcher }) => matcher.id),
      MATCHERS,
    ),
    ...unknown(
      'field option',
      [...Object.keys(defaults), ...properties.map(({ id }) => id).filter((id) => !id.startsWith('custom.'))],
      STANDARD,
    ),
    ...wrong('option', panel.options ?? {}, options),
    ...wrong('field option custom', defaults.custom ?? {}, custom),
    ...properties
      .filter(({ id }) => id.startsWith('custom.'))
      .flatMap(({ id, value }) => wrongAt('override custom', id.slice('custom.'.length), value, custom)),
  ];
}

const wrong = (what: string, value: object, known: Options): string[] =>
  Object.entries(value).flatMap(([path, inner]) => wrongAt(what, path, inner, known));

function wrongAt(what: string, path: string, value: unknown, known: Options): string[] {
  const option = known[path];
  if (option) return option.drawn === undefined || option.drawn.includes(value) ? [] : [`${what} ${path}: ${JSON.stringify(value)}`];
  const isGroup = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isGroup) return [`${what} ${path}`];
  return Object.entries(value).flatMap(([name, inner]) => wrongAt(what, `${path}.${name}`, inner, known));
}
