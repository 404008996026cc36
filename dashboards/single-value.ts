import {
  BarGaugeDisplayMode,
  BarGaugeNamePlacement,
  BarGaugeValueMode,
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  ReduceDataOptionsBuilder,
  VizOrientation,
} from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder as BarGaugeBuilder } from '@grafana/grafana-foundation-sdk/bargauge';
import { PanelBuilder as GaugeBuilder } from '@grafana/grafana-foundation-sdk/gauge';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { mustBeOn } from './levels';
import type { Colour } from './palette';
import { absent, mapped, mappingOf, type States } from './states';
import { dressed, linksOf, MISSING, now, overTime, withLinks, type Panel, type PanelOptions } from './panel';
import { withPalette } from './time-series';
import type { Query } from './query';

interface StatOptions extends PanelOptions {
  readonly queries: readonly Query[];
  /** Words instead of numbers. */
  readonly states?: States;
  /** Colour where there is no series. @default good for "none", critical for what must be on, otherwise neutral */
  readonly missing?: Colour;
  /** A small line of how it came to be. @default false */
  readonly trend?: boolean;
}

const newest = () => new ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false);

/** The number that matters, large; coloured only when it has levels or states. */
export function stat(options: StatOptions): Panel {
  const { levels, states, trend = false, queries } = options;
  const look = () =>
    new StatBuilder()
      .reduceOptions(newest())
      .colorMode((levels ?? states) ? BigValueColorMode.BackgroundSolid : BigValueColorMode.None)
      .graphMode(trend ? BigValueGraphMode.Area : BigValueGraphMode.None)
      .textMode(queries.length > 1 ? BigValueTextMode.ValueAndName : BigValueTextMode.Auto);
  const build: Panel['build'] = (context) => {
    const panel = dressed(look(), options, trend ? overTime : now)(context).build();
    return withLinks(mapped(panel, (levels ?? states) ? mappingsOf(options) : []), linksOf(options, 'line', context));
  };
  return { ...options, height: 4, build };
}

const mappingsOf = ({ states, levels, noValue = MISSING, missing }: StatOptions) => [
  ...(states ? [mappingOf(states)] : []),
  absent(noValue, missing ?? (noValue === 'none' ? 'good' : levels === mustBeOn ? 'critical' : 'neutral')),
];

interface GaugeOptions extends PanelOptions {
  readonly queries: readonly Query[];
  /** The value that fills it, in the unit of the queries. @default 1 */
  readonly full?: number;
}

/** How full something is. */
export function gauge(options: GaugeOptions): Panel {
  const look = () =>
    new GaugeBuilder()
      .reduceOptions(newest())
      .showThresholdMarkers(true)
      .max(options.full ?? 1);
  const build: Panel['build'] = (context) =>
    withLinks(dressed(look(), options, now)(context).min(0).build(), linksOf(options, 'line', context));
  return { ...options, height: 6, build };
}

interface BarGaugeOptions extends PanelOptions {
  readonly queries: readonly Query[];
  /** The value that fills a bar; left out: the largest. */
  readonly full?: number;
}

/** The same number of several things, side by side. */
export function barGauge(options: BarGaugeOptions): Panel {
  const { levels, full } = options;
  const look = () =>
    new BarGaugeBuilder()
      .reduceOptions(newest())
      .orientation(VizOrientation.Horizontal)
      .displayMode(levels ? BarGaugeDisplayMode.Basic : BarGaugeDisplayMode.Gradient)
      .valueMode(BarGaugeValueMode.Text)
      .namePlacement(BarGaugeNamePlacement.Left)
      .showUnfilled(true)
      .min(0);
  const build: Panel['build'] = (context) => {
    const bars = dressed(look(), options, now)(context);
    if (full !== undefined) bars.max(full);
    const panel = bars.build();
    return withLinks(levels ? panel : withPalette(panel), linksOf(options, 'line', context));
  };
  return { ...options, height: 8, build };
}
