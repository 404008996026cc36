import { HeatmapCellLayout, TooltipDisplayMode } from '@grafana/grafana-foundation-sdk/common';
import {
  HeatmapColorMode,
  HeatmapColorOptionsBuilder,
  HeatmapTooltipBuilder,
  PanelBuilder,
  RowsHeatmapOptionsBuilder,
  YAxisConfigBuilder,
} from '@grafana/grafana-foundation-sdk/heatmap';
import type { Scope } from '../metrics/expression';
import { bucketRates, PANEL_RATE_WINDOW } from '../metrics/promql';
import type { Series } from '../metrics/series';
import type { Unit } from '../metrics/unit';
import { asHeatmap, dressed, unitId, type Panel, type PanelOptions } from './panel';

interface HeatmapOptions<U extends Unit, L extends string, S extends Scope> extends PanelOptions {
  /** The histogram whose buckets are drawn. */
  readonly of: Series<'histogram' | 'bareHistogram', U, L, S>;
}

/** How a distribution moves: the darker a cell, the more was observed there. Blues differ in lightness only, so everybody can read them. */
export function heatmap<U extends Unit, L extends string, S extends Scope>({ of, ...options }: HeatmapOptions<U, L, S>): Panel {
  const queries = [{ of: bucketRates({ of, by: [], window: PANEL_RATE_WINDOW }), legend: '{{le}}', role: 'value' }] as const;
  const look = (currency: string) =>
    new PanelBuilder()
      .calculate(false)
      .rowsFrame(new RowsHeatmapOptionsBuilder().layout(HeatmapCellLayout.Auto))
      .color(new HeatmapColorOptionsBuilder().mode(HeatmapColorMode.Scheme).scheme('Blues').steps(32))
      .yAxis(new YAxisConfigBuilder().unit(unitId(of.unit, currency)))
      .tooltip(new HeatmapTooltipBuilder().mode(TooltipDisplayMode.Single).showColorScale(true))
      .cellGap(1)
      .showLegend();
  const build: Panel['build'] = (context) => dressed(look(context.currency), { ...options, queries }, asHeatmap)(context).build();
  return { ...options, queries, height: 8, build };
}
