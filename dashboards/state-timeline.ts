import {
  LegendDisplayMode,
  LegendPlacement,
  TimelineValueAlignment,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/statetimeline';
import { mapped, mappingOf, type States } from './states';
import { dressed, linksOf, overTime, withLinks, type Panel, type PanelOptions } from './panel';
import type { Query } from './query';

interface StateTimelineOptions extends PanelOptions {
  readonly queries: readonly Query[];
  readonly states: States;
}

/** Which state each thing was in, over time; a gap means that nothing was known. */
export function stateTimeline(options: StateTimelineOptions): Panel {
  const look = () =>
    new PanelBuilder()
      .mergeValues(true)
      .showValue(VisibilityMode.Auto)
      .alignValue(TimelineValueAlignment.Left)
      .rowHeight(0.9)
      .fillOpacity(80)
      .lineWidth(0)
      .perPage(20)
      .legend(
        new VizLegendOptionsBuilder().showLegend(true).displayMode(LegendDisplayMode.List).placement(LegendPlacement.Bottom).calcs([]),
      )
      .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Single));
  const build: Panel['build'] = (context) =>
    withLinks(mapped(dressed(look(), options, overTime)(context).build(), [mappingOf(options.states)]), linksOf(options, 'line', context));
  return { ...options, height: 8, build };
}
