import {
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  SortOrder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
} from '@grafana/grafana-foundation-sdk/common';
import * as common from '@grafana/grafana-foundation-sdk/common';
import type { Panel as PanelJson } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { colours, LINE_PALETTE } from './palette';
import { dressed, linksOf, overTime, withLinks, type Panel, type PanelOptions } from './panel';
import type { Query } from './query';

interface TimeSeriesOptions extends PanelOptions {
  readonly queries: readonly Query[];
  /** Parts of a whole, on top of each other. @default false */
  readonly stacked?: boolean;
  /** Bars instead of lines: things counted per interval. @default false */
  readonly bars?: boolean;
  /** More lines than fit below the drawing: their names stand beside it, one a row. @default false */
  readonly manyLines?: boolean;
  /** Regular expression whose first group is the part of a long name that is shown. @default the whole name */
  readonly namePart?: string;
}

/** Numbers over time. */
export function timeSeries(options: TimeSeriesOptions): Panel {
  const build: Panel['build'] = (context) => {
    const panel = dressed(look(options), options, overTime)(context).build();
    return withLinks(withLimits(withPalette(panel), options.queries), linksOf(options, 'line', context));
  };
  return { ...options, height: 8, build };
}

function look({ queries, stacked = false, bars = false, manyLines = false, namePart, levels }: TimeSeriesOptions): PanelBuilder {
  const builder = new PanelBuilder()
    .drawStyle(bars ? common.GraphDrawStyle.Bars : common.GraphDrawStyle.Line)
    .fillOpacity(stacked || bars ? 60 : 10)
    .lineWidth(1)
    .showPoints(VisibilityMode.Auto)
    .axisSoftMin(0)
    .legend(
      new common.VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(LegendDisplayMode.List)
        .placement(manyLines ? LegendPlacement.Right : LegendPlacement.Bottom)
        .calcs(manyLines ? [] : ['lastNotNull']),
    )
    .tooltip(new common.VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending));
  // an axis over nothing but zeros ends at 100, which for a share reads 10000 %
  if (queries.every(({ of }) => of.unit === 'ratio')) builder.axisSoftMax(0.01);
  if (namePart !== undefined) builder.transformations([{ id: 'renameByRegex', options: { regex: namePart, renamePattern: '$1' } }]);
  if (stacked) builder.stacking(new common.StackingConfigBuilder().mode(StackingMode.Normal).group('A'));
  if (levels) builder.thresholdsStyle(new common.GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed));
  return builder;
}

/** The SDK's list of palettes is older than the one for colour-blind readers. */
export function withPalette(panel: PanelJson): PanelJson {
  const defaults = panel.fieldConfig?.defaults as { color?: { mode: string } } | undefined;
  if (defaults) defaults.color = { mode: LINE_PALETTE };
  return panel;
}

/** Draws limits dashed, grey and unstacked. */
function withLimits(panel: PanelJson, queries: readonly Query[]): PanelJson {
  const overrides = queries.flatMap(({ role }, index) => (role === 'limit' ? [limitOverride(refId(index))] : []));
  panel.fieldConfig?.overrides.push(...overrides);
  return panel;
}

const limitOverride = (query: string) => ({
  matcher: { id: 'byFrameRefID', options: query },
  properties: [
    { id: 'color', value: { mode: 'fixed', fixedColor: colours.neutral } },
    { id: 'custom.lineStyle', value: { fill: 'dash', dash: [10, 10] } },
    { id: 'custom.lineWidth', value: 2 },
    { id: 'custom.fillOpacity', value: 0 },
    { id: 'custom.stacking', value: { mode: 'none', group: 'limits' } },
  ],
});

/** Name of a query on its panel: A, B, C… in the order they are given. */
export const refId = (index: number): string => {
  if (index > 25) throw new Error('a panel has at most 26 queries: split it');
  return String.fromCharCode('A'.charCodeAt(0) + index);
};
