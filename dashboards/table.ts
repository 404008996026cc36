import { PanelBuilder as BarChartBuilder } from '@grafana/grafana-foundation-sdk/barchart';
import {
  LegendDisplayMode,
  LegendPlacement,
  TableCellHeight,
  TableSortByFieldStateBuilder,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizOrientation,
} from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/table';
import { steps, type Levels } from './levels';
import {
  asTable,
  bare,
  commonUnit,
  dressed,
  linksOf,
  MISSING,
  unitId,
  withLinks,
  type Panel,
  type PanelContext,
  type PanelOptions,
} from './panel';
import type { Query } from './query';
import { absent, mappingOf, type States } from './states';
import { refId, withPalette } from './time-series';
import { variableCards } from './variable';
import type { PanelExpression } from '../metrics/promql';

interface ColumnLook {
  readonly levels?: Levels;
  /** Words instead of numbers. */
  readonly states?: States;
}

/** A column of numbers, one per row of the table. */
export interface Column<L extends string = string> extends ColumnLook {
  readonly heading: string;
  readonly of: PanelExpression<PanelExpression['unit'], L>;
}

/** `column('Cost', cost)`: its unit is that of the expression. */
export const column = <L extends string>(
  heading: string,
  of: PanelExpression<PanelExpression['unit'], L>,
  look: ColumnLook = {},
): Column<L> => ({
  heading,
  of,
  ...look,
});

interface TableOptions<L extends string> extends Omit<PanelOptions, 'levels'> {
  /** A row for every combination of these labels, which every column has. */
  readonly by: readonly L[];
  readonly columns: ReadonlyArray<Column<NoInfer<L>>>;
  /** Heading of the column that orders the rows, largest first. @default the first column of numbers */
  readonly sortBy?: string;
  /** Smallest first. @default false */
  readonly ascending?: boolean;
  readonly height?: number;
}

/** Words for labels whose name alone says too little. */
const headings: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.values(variableCards).map(({ label, title }) => [label, title])),
  app: 'Application',
  alertname: 'Alert',
  persistentvolumeclaim: 'Volume claim',
  api: 'Operation',
};

/** Heading of the column that shows a label. */
export const headingOf = (label: string): string => headings[label] ?? label.charAt(0).toUpperCase() + label.slice(1).replaceAll('_', ' ');

/** One row per thing, one column per number, all as they are now. */
export function table<const L extends string>(options: TableOptions<L>): Panel {
  const queries = queriesOf(options);
  const build: Panel['build'] = (context) => {
    const builder = bare(new PanelBuilder(), options)
      .filterable(true)
      .minWidth(NARROWEST_NAME)
      .cellHeight(TableCellHeight.Sm)
      .sortBy([
        new TableSortByFieldStateBuilder()
          .displayName(options.sortBy ?? options.columns[0]?.heading ?? '')
          .desc(options.ascending !== true),
      ])
      .transformations(joined(options));
    for (const query of queries) builder.withTarget(asTable(query));
    for (const column of options.columns) builder.overrideByName(column.heading, columnProperties(column, context));
    for (const label of options.by) builder.overrideByName(headingOf(label), labelProperties(label, options));
    const panel = builder.build();
    const links = linksOf({ ...options, queries }, 'row', context);
    if (links.length > 0) panel.fieldConfig?.overrides.push(...linkedLabels(options, links));
    return panel;
  };
  return { ...options, queries, height: options.height ?? 8, build };
}

const queriesOf = <L extends string>({ title, by, columns }: TableOptions<L>): Query[] =>
  columns.map(({ of, heading }) => {
    if (of.labels.length !== by.length || by.some((label) => !of.labels.includes(label)))
      throw new Error(`table "${title}": column "${heading}" has the labels ${of.labels.join(', ')}; aggregate it by ${by.join(', ')}`);
    return { of, legend: heading, role: 'value' };
  });

/** Rows with equal labels become one; a column is called by its heading, labels come first. */
function joined<L extends string>({ by, columns }: TableOptions<L>) {
  const values = columns.map(({ heading }, index) => [columns.length > 1 ? `Value #${refId(index)}` : 'Value', heading] as const);
  const renameByName = Object.fromEntries<string>([...by.map((label) => [label, headingOf(label)] as const), ...values]);
  const indexByName: Record<string, number> = Object.fromEntries(
    [...by, ...values.map(([name]) => name)].map((name, index) => [name, index]),
  );
  return [
    { id: 'merge', options: {} },
    {
      id: 'organize',
      options: {
        excludeByName: { Time: true },
        indexByName,
        renameByName,
      },
    },
  ];
}

/** Pixels of a character of a heading, and of its marks for order and filter and the room around them. */
const CHARACTER = 7.5;
const AROUND = 56;
/** Room for an amount of money. */
const NARROWEST = 120;
const NARROWEST_NAME = 100;
/** Room for the names of most applications: who reads a row wants to know what it is about. */
const NARROWEST_SUBJECT = 200;

/** Wide enough for the heading; columns of names share what is left. */
const widthOf = (heading: string): number => Math.max(NARROWEST, Math.ceil(heading.length * CHARACTER) + AROUND);

/** A label that is not there, such as the schedule of a run that has none; what the panel says is about a panel without rows. */
const withoutName = { id: 'noValue', value: '–' };

const labelProperties = <L extends string>(label: string, options: TableOptions<L>) =>
  subjectsOf(options).includes(label) ? [withoutName, { id: 'custom.minWidth', value: NARROWEST_SUBJECT }] : [withoutName];

const columnProperties = ({ heading, of, levels, states }: Column, { currency }: PanelContext) => [
  { id: 'unit', value: unitId(of.unit, currency) },
  { id: 'custom.width', value: widthOf(heading) },
  ...(levels ? [{ id: 'thresholds', value: { mode: 'absolute', steps: steps(levels) } }] : []),
  ...(states ? [{ id: 'mappings', value: [mappingOf(states)] }] : levels ? [{ id: 'mappings', value: [absent(MISSING)] }] : []),
  ...((levels ?? states) ? [{ id: 'custom.cellOptions', value: { type: 'color-background', mode: 'basic' } }] : []),
];

/** What a row is about, and one clicks on: the labels that a link takes along. */
const subjectsOf = <L extends string>({ links = [] }: TableOptions<L>): string[] => [
  ...new Set(links.flatMap(({ labels }) => labels.slice(-1))),
];

const linkedLabels = <L extends string>(options: TableOptions<L>, urls: ReturnType<typeof linksOf>) =>
  subjectsOf(options).map((label) => ({
    matcher: { id: 'byName', options: headingOf(label) },
    properties: [{ id: 'links', value: urls }],
  }));

interface BarChartOptions<L extends string> extends PanelOptions {
  /** The label that names a bar. */
  readonly by: L;
  readonly columns: ReadonlyArray<Column<NoInfer<L>>>;
  /** Parts of a whole, on top of each other. @default false */
  readonly stacked?: boolean;
}

/** One bar, or one group of bars, per thing. */
export function barChart<const L extends string>(options: BarChartOptions<L>): Panel {
  const { stacked = false } = options;
  const table = { ...options, by: [options.by] };
  const queries = queriesOf<string>(table);
  const look = () =>
    new BarChartBuilder()
      .orientation(VizOrientation.Horizontal)
      .xField(headingOf(options.by))
      .showValue(VisibilityMode.Auto)
      .fillOpacity(80)
      .groupWidth(0.7)
      .barWidth(0.9)
      .legend(
        new VizLegendOptionsBuilder()
          .showLegend(options.columns.length > 1)
          .displayMode(LegendDisplayMode.List)
          .placement(LegendPlacement.Bottom)
          .calcs([]),
      )
      .transformations(joined<string>(table));
  const build: Panel['build'] = (context) => {
    commonUnit(options, queries);
    const panel = withPalette(dressed(look(), { ...options, queries }, asTable)(context).build());
    if (stacked) Object.assign(panel.options as object, { stacking: 'normal' });
    return withLinks(panel, linksOf({ ...options, queries }, 'row', context));
  };
  return { ...options, queries, height: 8, build };
}
