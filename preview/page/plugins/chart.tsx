import { dateTimeFormat, type TimeRange } from '@grafana/data';
import { Portal, SeriesTable, useTheme2, VizLayout, VizLegend, type VizLegendItem } from '@grafana/ui';
import type { VizLegendOptions } from '@grafana/schema';
import { useState, type MouseEvent, type ReactNode } from 'react';

/** Pixels around the drawing. */
export interface Margins {
  readonly left: number;
  readonly bottom: number;
  readonly top: number;
  readonly right: number;
}

/** Where the drawing is inside the panel. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export const areaOf = (width: number, height: number, { left, right, top, bottom }: Margins): Area => ({
  left,
  top,
  width: Math.max(1, width - left - right),
  height: Math.max(1, height - top - bottom),
});

/** Width of a text in the font of the axes, near enough to leave room for it. */
export const textWidth = (text: string): number => text.length * 6.7 + 8;

/** What the mouse points at. */
export interface Hint {
  readonly title: string;
  readonly rows: ReadonlyArray<{ readonly label: string; readonly value: string; readonly color: string }>;
}

/** Handlers that show a hint while the mouse is over something, and the hint itself. */
export function useHint(): {
  readonly over: (hint: Hint) => { onMouseMove: (event: MouseEvent) => void; onMouseLeave: () => void };
  readonly shown: ReactNode;
} {
  const [at, setAt] = useState<{ readonly x: number; readonly y: number; readonly hint: Hint }>();
  const theme = useTheme2();
  const over = (hint: Hint) => ({
    onMouseMove: ({ clientX, clientY }: MouseEvent) => setAt({ x: clientX, y: clientY, hint }),
    onMouseLeave: () => setAt(undefined),
  });
  const style = {
    left: (at?.x ?? 0) + 12,
    top: (at?.y ?? 0) + 12,
    background: theme.colors.background.elevated,
    borderColor: theme.colors.border.medium,
  };
  const shown = at && (
    <Portal>
      <div className="preview-hint" role="tooltip" style={style}>
        <SeriesTable timestamp={at.hint.title} series={[...at.hint.rows]} />
      </div>
    </Portal>
  );
  return { over, shown };
}

interface LegendProps {
  readonly width: number;
  readonly height: number;
  readonly legend: VizLegendOptions | undefined;
  readonly items: ReadonlyArray<{ readonly label: string; readonly color: string }>;
  readonly children: (width: number, height: number) => ReactNode;
}

/** A drawing with a legend beside or below it. */
export function WithLegend({ width, height, legend, items, children }: LegendProps) {
  const entries = items.map(({ label, color }): VizLegendItem => ({ label, color, yAxis: 1 }));
  const box =
    legend?.showLegend === true && entries.length > 0 ? (
      <VizLayout.Legend placement={legend.placement}>
        <VizLegend placement={legend.placement} displayMode={legend.displayMode} items={entries} readonly />
      </VizLayout.Legend>
    ) : null;
  return (
    <VizLayout width={width} height={height} legend={box}>
      {children}
    </VizLayout>
  );
}

const MINUTE = 60_000;
const TIME_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440].map((minutes) => minutes * MINUTE);

/** Times for the axis: round, and far enough apart to be read. */
export function timeTicks({ from, to }: TimeRange, width: number): number[] {
  const [start, end] = [from.valueOf(), to.valueOf()];
  const wanted = ((end - start) / Math.max(1, width)) * 80;
  const step = TIME_STEPS.find((candidate) => candidate >= wanted) ?? 1440 * MINUTE;
  const first = Math.ceil(start / step) * step;
  return Array.from({ length: Math.max(0, Math.floor((end - first) / step) + 1) }, (_, index) => first + index * step);
}

/** Place of a point in time on the axis. */
export const timeScale =
  ({ from, to }: TimeRange, { left, width }: Area) =>
  (time: number): number =>
    left + Math.min(1, Math.max(0, (time - from.valueOf()) / (to.valueOf() - from.valueOf() || 1))) * width;

/** Times below a drawing. */
export function TimeAxis({ range, area, timeZone }: { readonly range: TimeRange; readonly area: Area; readonly timeZone: string }) {
  const theme = useTheme2();
  const x = timeScale(range, area);
  const format = range.to.valueOf() - range.from.valueOf() > 24 * 60 * MINUTE ? 'MM/DD HH:mm' : 'HH:mm';
  return (
    <g fill={theme.colors.text.primary} fontSize={12} textAnchor="middle">
      {timeTicks(range, area.width).map((time) => (
        <g key={time}>
          <line x1={x(time)} x2={x(time)} y1={area.top} y2={area.top + area.height} stroke={theme.colors.border.weak} />
          <text x={x(time)} y={area.top + area.height + 16}>
            {dateTimeFormat(time, { format, timeZone })}
          </text>
        </g>
      ))}
    </g>
  );
}

/** Names beside the rows of a drawing, shortened where there is no room. */
export function RowNames({ names, area, every = 1 }: { readonly names: readonly string[]; readonly area: Area; readonly every?: number }) {
  const theme = useTheme2();
  const row = area.height / names.length;
  const most = Math.floor((area.left - 8) / 6.7);
  return (
    <g fill={theme.colors.text.primary} fontSize={12} textAnchor="end" dominantBaseline="middle">
      {names.map((name, index) =>
        index % every === 0 ? (
          <text key={index} x={area.left - 8} y={area.top + row * (index + 0.5)}>
            {name.length > most ? `${name.slice(0, most - 1)}…` : name}
            <title>{name}</title>
          </text>
        ) : null,
      )}
    </g>
  );
}
