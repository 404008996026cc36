import {
  FieldType,
  getFieldDisplayName,
  getFieldSeriesColor,
  type DataFrame,
  type Field,
  type GrafanaTheme2,
  type PanelProps,
} from '@grafana/data';
import { SeriesTable, TimeSeries, TooltipPlugin2, usePanelContext, useTheme2, type UPlotConfigBuilder } from '@grafana/ui';
import { DashboardCursorSync, type VizLegendOptions, type VizTooltipOptions } from '@grafana/schema';
import { useEffect, useMemo, useRef } from 'react';
import type uPlot from 'uplot';
import { any, oneOf } from '../options';
import { legendOptions, register, tooltipOptions } from './plugin';
import { Empty } from './text';
import { moment, written } from './written';

interface Settings {
  readonly legend: VizLegendOptions;
  readonly tooltip: VizTooltipOptions;
}

interface Mark {
  readonly time: number;
  readonly timeEnd: number;
  readonly color: string;
}

/** Numbers fields in order, so that each gets the next colour of the palette. */
export function numbered(frames: readonly DataFrame[]): DataFrame[] {
  const drawn = frames.filter((frame) => frame.length > 0 && frame.fields.some(isNumber));
  for (const [index, field] of drawn.flatMap(({ fields }) => fields.filter(isNumber)).entries())
    field.state = { ...field.state, seriesIndex: index };
  return drawn;
}

/** What is no number leaves a gap; the scale of a drawing would be none with it. */
const graphable = (frame: DataFrame): DataFrame => ({
  ...frame,
  fields: frame.fields.map((field) =>
    isNumber(field) ? { ...field, values: field.values.map((value) => (Number.isFinite(value) ? (value as number) : null)) } : field,
  ),
});

const isNumber = ({ type }: Field): boolean => type === FieldType.number;

function marksOf(annotations: readonly DataFrame[] = []): Mark[] {
  return annotations.flatMap((frame) => {
    const column = (name: string): ReadonlyArray<string | number | undefined> =>
      (frame.fields.find((field) => field.name === name)?.values ?? []) as Array<string | number | undefined>;
    const [times, ends, colors] = [column('time'), column('timeEnd'), column('color')];
    return times.map((time, index) => ({
      time: Number(time),
      timeEnd: Number(ends[index] ?? time),
      color: String(colors[index] ?? 'red'),
    }));
  });
}

/** A dashed line where something began, a shade for as long as it lasted. */
function drawMarks(plot: uPlot, marks: readonly Mark[], theme: GrafanaTheme2): void {
  const { ctx, bbox } = plot;
  const place = (time: number) => Math.min(bbox.left + bbox.width, Math.max(bbox.left, plot.valToPos(time, 'x', true)));
  ctx.save();
  for (const { time, timeEnd, color } of marks) {
    const [left, right] = [place(time), place(timeEnd)];
    ctx.strokeStyle = ctx.fillStyle = theme.visualization.getColorByName(color);
    ctx.globalAlpha = 0.1;
    ctx.fillRect(left, bbox.top, right - left, bbox.height);
    ctx.globalAlpha = 0.9;
    ctx.setLineDash([4, 4]);
    ctx.beginPath();
    ctx.moveTo(left, bbox.top);
    ctx.lineTo(left, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.restore();
}

/** Marks arrive after the first drawing: they are kept at hand and drawn with every redraw. */
function useMarks(annotations: readonly DataFrame[] | undefined, theme: GrafanaTheme2): (config: UPlotConfigBuilder) => void {
  const marks = useRef<readonly Mark[]>([]);
  const plot = useRef<uPlot | undefined>(undefined);
  const known = useRef(new WeakSet<UPlotConfigBuilder>());
  marks.current = marksOf(annotations);
  useEffect(() => plot.current?.redraw(false), [annotations]);
  return (config) => {
    if (known.current.has(config)) return;
    known.current.add(config);
    config.addHook('init', (created) => (plot.current = created));
    config.addHook('draw', (drawn) => drawMarks(drawn, marks.current, theme));
  };
}

function tooltip(aligned: DataFrame, frames: DataFrame[], theme: GrafanaTheme2, { mode, sort }: VizTooltipOptions) {
  return (_plot: uPlot, points: Array<number | null>, hovered: number | null) => {
    const at = points.find((point) => point !== null);
    if (at === undefined) return null;
    const rows = aligned.fields
      .slice(1)
      .map((field, index) => ({ field, series: index + 1, value: field.values[points[index + 1] ?? at] as number | null | undefined }));
    const shown = rows.filter(({ value, series }) => typeof value === 'number' && (mode !== 'single' || series === hovered));
    if (sort !== 'none') shown.sort((a, b) => (sort === 'desc' ? -1 : 1) * ((a.value ?? 0) - (b.value ?? 0)));
    const series = shown.map(({ field, value, series: number }) => ({
      label: getFieldDisplayName(field, aligned, frames),
      color: getFieldSeriesColor(field, theme).color,
      value: written(field, value),
      isActive: number === hovered,
    }));
    return <SeriesTable timestamp={moment(aligned.fields[0]?.values[at] as number)} series={series} />;
  };
}

function Drawn({ data, options, width, height, timeRange, timeZone, fieldConfig, onChangeTimeRange }: PanelProps<Settings>) {
  const theme = useTheme2();
  const { sync } = usePanelContext();
  const frames = useMemo(() => numbered(data.series).map(graphable), [data.series]);
  const withMarks = useMarks(data.annotations, theme);
  if (frames.length === 0) return <Empty text={fieldConfig.defaults.noValue} />;
  return (
    <TimeSeries
      frames={frames}
      structureRev={data.structureRev ?? 0}
      timeRange={timeRange}
      timeZone={timeZone}
      width={width}
      height={height}
      legend={options.legend}
      options={options}
    >
      {(config: UPlotConfigBuilder, aligned: DataFrame) => {
        withMarks(config);
        if (options.tooltip.mode === 'none') return null;
        const zoom = (range: { from: number; to: number }) => onChangeTimeRange(range);
        const hover = options.tooltip.mode === 'multi' ? 1 : 0;
        return (
          <TooltipPlugin2
            config={config}
            hoverMode={hover}
            queryZoom={zoom}
            syncMode={sync?.() ?? DashboardCursorSync.Off}
            render={tooltip(aligned, frames, theme, options.tooltip)}
          />
        );
      }}
    </TimeSeries>
  );
}

register({
  id: 'timeseries',
  draw: Drawn,
  colorMode: 'palette-classic',
  options: { ...legendOptions, ...tooltipOptions },
  custom: {
    drawStyle: oneOf('line', 'bars', 'points'),
    lineInterpolation: oneOf('linear', 'smooth', 'stepBefore', 'stepAfter'),
    lineWidth: any(1),
    fillOpacity: any(0),
    gradientMode: oneOf('none', 'opacity', 'hue', 'scheme'),
    spanNulls: any(false),
    insertNulls: any(false),
    showPoints: oneOf('auto', 'never', 'always'),
    showValues: oneOf(false),
    pointSize: any(5),
    stacking: any({ mode: 'none', group: 'A' }),
    axisPlacement: any('auto'),
    axisColorMode: oneOf('text'),
    axisBorderShow: oneOf(false),
    axisCenteredZero: any(false),
    axisGridShow: any(),
    axisLabel: any(''),
    axisSoftMin: any(),
    axisSoftMax: any(),
    axisWidth: any(),
    scaleDistribution: any({ type: 'linear' }),
    hideFrom: any({ viz: false, legend: false, tooltip: false }),
    thresholdsStyle: any({ mode: 'off' }),
    barAlignment: any(0),
    barWidthFactor: any(0.6),
    lineStyle: any(),
    fillBelowTo: any(),
    transform: any(),
  },
});
