import type { Panel as PanelJson } from '@grafana/grafana-foundation-sdk/dashboard';
import { ThresholdsConfigBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import type { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { DataqueryBuilder as PrometheusQuery, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { ThresholdsMode } from '@grafana/grafana-foundation-sdk/dashboard';
import { grafanaUnit, type Unit } from '../metrics/unit';
import { steps, type Levels } from './levels';
import { dataLink, type DataLink, type Link, type OutsideLink, outsideDataLink } from './link';
import type { Query } from './query';
import type { ScreenUid } from './screens';
import { DATA_SOURCE } from './variable';

/** What a panel learns from the dashboard it stands on. */
export interface PanelContext {
  /** Names of the dashboard's variables. */
  readonly variables: readonly string[];
  /** Dashboards that exist in this environment: links to others are left out. */
  readonly screens: ReadonlySet<ScreenUid>;
  /** ISO 4217 code of the prices in the configuration. */
  readonly currency: string;
}

/** One panel: what it asks, how large it is, and its JSON. */
export interface Panel {
  readonly title: string;
  readonly description: string;
  readonly queries: readonly Query[];
  /** Columns of 24; left out: the panels of a line share what is left. */
  readonly width?: number;
  /** In grid units of 38 pixels. */
  readonly height: number;
  readonly build: (context: PanelContext) => PanelJson;
}

/** What every panel has. */
export interface PanelOptions {
  /** At most 40 characters, unique on its dashboard. */
  readonly title: string;
  /** What it shows, what good looks like, and what to do otherwise. */
  readonly description: string;
  readonly width?: number;
  readonly levels?: Levels;
  /** Where a click on a value leads. */
  readonly links?: ReadonlyArray<Link | OutsideLink>;
  /** Text where there is no series, when that has a meaning, e.g. "none". */
  readonly noValue?: string;
}

/** What all builders of the SDK have in common. */
interface SdkBuilder {
  title(title: string): this;
  description(description: string): this;
  datasource(dataSource: { type: string; uid: string }): this;
  unit(unit: string): this;
  noValue(text: string): this;
  min(min: number): this;
  thresholds(thresholds: ThresholdsConfigBuilder): this;
  withTarget(query: DataqueryBuilder): this;
  build(): PanelJson;
}

type Ask = (query: Query) => DataqueryBuilder;

const target = ({ of, legend }: Query): DataqueryBuilder =>
  new PrometheusQuery().datasource(DATA_SOURCE).expr(of.promql).legendFormat(legend);

/** How a panel asks Prometheus: over the whole time range, or only for now. */
export const overTime: Ask = (query) => target(query).range();
export const now: Ask = (query) => target(query).instant();
export const asTable: Ask = (query) => now(query).format(PromQueryFormat.Table);
export const asHeatmap: Ask = (query) => overTime(query).format(PromQueryFormat.Heatmap);

/** Grafana's unit; money is written in the currency of the configuration. */
export const unitId = (unit: Unit, currency: string): string => {
  if (unit === 'currency') return `currency:${currency} `;
  if (unit === 'currencyPerHour') return `suffix: ${currency}/h`;
  return grafanaUnit(unit);
};

/** The one unit of all queries of a panel. Throws when they differ: two scales on one axis mislead. */
export function commonUnit({ title }: { readonly title: string }, queries: readonly Query[]): Unit {
  const [first, ...others] = [...new Set(queries.map(({ of }) => of.unit))];
  if (first === undefined) throw new Error(`panel "${title}" has no query: give it one, or make it a text panel`);
  if (others.length > 0) throw new Error(`panel "${title}" mixes the units ${[first, ...others].join(', ')}: split it, or convert one`);
  return first;
}

/** Text where a number is missing, unless the panel knows better. */
export const MISSING = 'no data';

/** Title, description, data source, unit, thresholds and queries: what all panels with one unit have. */
export const dressed =
  <B extends SdkBuilder>(builder: B, options: PanelOptions & { readonly queries: readonly Query[] }, ask: Ask) =>
  (context: PanelContext): B => {
    const unit = commonUnit(options, options.queries);
    bare(builder, options).unit(unitId(unit, context.currency));
    if (unit === 'ratio') builder.min(0);
    for (const query of options.queries) builder.withTarget(ask(query));
    return builder;
  };

/** The same without queries and unit. */
export function bare<B extends Omit<SdkBuilder, 'withTarget' | 'unit'>>(
  builder: B,
  { title, description, levels, noValue }: PanelOptions,
): B {
  builder
    .title(title)
    .description(description)
    .datasource(DATA_SOURCE)
    .noValue(noValue ?? MISSING);
  const thresholds = new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute);
  builder.thresholds(thresholds.steps(levels ? steps(levels) : [{ value: null, color: 'text' }]));
  return builder;
}

/** Links of a panel that lead somewhere; throws when a series lacks a label that the link needs. */
export function linksOf(
  options: PanelOptions & { readonly queries: readonly Query[] },
  on: 'row' | 'line',
  context: PanelContext,
): DataLink[] {
  for (const link of options.links ?? [])
    for (const { of } of options.queries)
      for (const label of link.labels)
        if (!of.labels.includes(label))
          throw new Error(
            `panel "${options.title}": the link to ${'to' in link ? link.to : link.title} needs the label ${label}, which ${of.promql} has not; keep it in "by"`,
          );
  return (options.links ?? [])
    .filter((link) => !('to' in link) || context.screens.has(link.to))
    .map((link) => ('to' in link ? dataLink(link, on, context.variables) : outsideDataLink(link, on)));
}

/** Builds the JSON and sets what the SDK's builders cannot. */
export function withLinks(panel: PanelJson, links: DataLink[]): PanelJson {
  const defaults = panel.fieldConfig?.defaults as { links?: DataLink[] } | undefined;
  if (defaults && links.length > 0) defaults.links = links;
  return panel;
}
