import { FieldType, getValueFormat, formattedValueToString, type DataFrame, type Field, type PanelProps } from '@grafana/data';
import { useTheme2 } from '@grafana/ui';
import { interpolateBlues } from 'd3-scale-chromatic';
import { any, oneOf } from '../options';
import { areaOf, RowNames, textWidth, TimeAxis, timeScale, useHint, type Area } from './chart';
import { register } from './plugin';
import { Empty } from './text';
import { moment, written } from './written';

interface Settings {
  readonly color: { readonly steps: number; readonly reverse: boolean };
  readonly cellGap: number;
  readonly filterValues: { readonly le: number };
  readonly legend: { readonly show: boolean };
  readonly yAxis: { readonly unit?: string };
}

interface Cells {
  readonly times: readonly number[];
  readonly interval: number;
  /** From the lowest bucket up. */
  readonly rows: readonly Field[];
  readonly least: number;
  readonly most: number;
}

function cellsOf(frame: DataFrame, lowest: number): Cells {
  const time = frame.fields.find(({ type }) => type === FieldType.time);
  const rows = frame.fields.filter(({ type }) => type === FieldType.number);
  const seen = rows
    .flatMap(({ values }) => values as Array<number | null>)
    .filter((value): value is number => value !== null && value > lowest);
  return {
    times: (time?.values ?? []) as number[],
    interval: (time?.config.interval as number | undefined) ?? 30_000,
    rows,
    least: Math.min(...seen),
    most: Math.max(...seen),
  };
}

/** The darker, the more, on a light ground; the lighter, the more, on a dark one. */
const shade =
  ({ least, most }: Cells, { steps, reverse }: Settings['color'], dark: boolean) =>
  (value: number): string => {
    const share = most > least ? (value - least) / (most - least) : 1;
    const stepped = Math.min(steps - 1, Math.floor(share * steps)) / Math.max(1, steps - 1);
    // the palest step must still be seen
    const strength = 0.15 + 0.85 * stepped;
    return interpolateBlues(dark !== reverse ? 1 - strength : strength);
  };

/** Upper bounds of the buckets in their unit. */
const namesOf = (rows: readonly Field[], unit = 'short'): string[] =>
  rows.map(({ name }) => (Number.isFinite(Number(name)) ? formattedValueToString(getValueFormat(unit)(Number(name))) : name));

function Heatmap({ data, options, width, height, timeRange, timeZone, fieldConfig }: PanelProps<Settings>) {
  const theme = useTheme2();
  const { over, shown } = useHint();
  const frame = data.series.find(({ length, fields }) => length > 0 && fields.length > 2);
  const cells = frame && cellsOf(frame, options.filterValues.le);
  if (!cells || !Number.isFinite(cells.most)) return <Empty text={fieldConfig.defaults.noValue} />;
  const names = namesOf(cells.rows, options.yAxis.unit);
  const legend = options.legend.show ? 24 : 0;
  const area = areaOf(width, height - legend, { left: Math.max(...names.map(textWidth)) + 8, right: 8, top: 4, bottom: 24 });
  const row = area.height / cells.rows.length;
  const x = timeScale(timeRange, area);
  const color = shade(cells, options.color, theme.isDark);
  return (
    <svg width={width} height={height} role="img" aria-label="How a distribution moves over time">
      <TimeAxis range={timeRange} area={area} timeZone={timeZone} />
      <RowNames names={[...names].reverse()} area={area} every={Math.ceil(14 / row)} />
      {cells.rows.map((field, index) =>
        (field.values as Array<number | null>).map((value, at) => {
          const time = cells.times[at] ?? 0;
          if (value === null || value <= options.filterValues.le) return null;
          const hint = {
            title: moment(time),
            rows: [{ label: `up to ${names[index] ?? ''}`, value: written(field, value), color: color(value) }],
          };
          const [left, right] = [x(time - cells.interval), x(time)];
          return (
            <rect
              key={`${index} ${at}`}
              x={left}
              y={area.top + row * (cells.rows.length - 1 - index)}
              width={Math.max(0.5, right - left - options.cellGap)}
              height={Math.max(0.5, row - options.cellGap)}
              fill={color(value)}
              {...over(hint)}
            />
          );
        }),
      )}
      {options.legend.show && <Scale cells={cells} color={color} area={area} top={height - legend + 6} />}
      {shown}
    </svg>
  );
}

/** From the least to the most. */
function Scale({
  cells,
  color,
  area,
  top,
}: {
  readonly cells: Cells;
  readonly color: (value: number) => string;
  readonly area: Area;
  readonly top: number;
}) {
  const theme = useTheme2();
  const { least, most, rows } = cells;
  const parts = 16;
  const first = rows[0];
  const text = (value: number) => (first ? written(first, value) : String(value));
  const start = area.left + textWidth(text(least));
  return (
    <g fontSize={12} fill={theme.colors.text.primary} dominantBaseline="central">
      <text x={start - 8} y={top + 5} textAnchor="end">
        {text(least)}
      </text>
      {Array.from({ length: parts }, (_, index) => (
        <rect
          key={index}
          x={start + index * 10}
          y={top}
          width={10}
          height={10}
          fill={color(least + ((most - least) * index) / (parts - 1))}
        />
      ))}
      <text x={start + parts * 10 + 8} y={top + 5}>
        {text(most)}
      </text>
    </g>
  );
}

register({
  id: 'heatmap',
  draw: Heatmap,
  options: {
    calculate: oneOf(false),
    cellGap: any(1),
    'color.mode': oneOf('scheme'),
    'color.scheme': oneOf('Blues'),
    'color.steps': any(32),
    'color.reverse': any(false),
    'color.exponent': any(0.5),
    'color.fill': any(''),
    'exemplars.color': any(''),
    'filterValues.le': any(1e-9),
    'legend.show': any(true),
    'rowsFrame.layout': oneOf('auto', 'le'),
    selectionMode: any('x'),
    showValue: oneOf('auto', 'never'),
    'tooltip.mode': oneOf('single'),
    'tooltip.showColorScale': any(true),
    'yAxis.unit': any(),
  },
  custom: { hideFrom: any({ viz: false, legend: false, tooltip: false }) },
});
