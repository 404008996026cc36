import { DataFrameType, FieldType, toDataFrame, type DataFrame, type Field } from '@grafana/data';
import type { TargetJson } from '../dashboard-json';

export type Labels = Readonly<Record<string, string>>;
export interface Series {
  readonly metric: Labels;
  readonly values: ReadonlyArray<readonly [number, string]>;
}
export interface Sample {
  readonly metric: Labels;
  readonly value: readonly [number, string];
}
/** The points in time of a range, in seconds. */
export interface Grid {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

const numberOf = (text: string): number => (text === '+Inf' ? Infinity : text === '-Inf' ? -Infinity : Number(text));

/** `{{label}}` replaced by its value; without a legend, the series as PromQL writes it. */
export function legendOf(metric: Labels, legend: string | undefined): string {
  if (legend !== undefined && legend !== '' && legend !== '__auto')
    return legend.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, label: string) => metric[label] ?? '');
  const { __name__ = '', ...labels } = metric;
  const text = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return text.length > 0 ? `${__name__}{${text.join(', ')}}` : __name__ || 'value';
}

const gridTimes = ({ from, to, step }: Grid): number[] =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);

/** One frame per series with a value, or a gap, at every point of the grid. */
export function seriesFrame({ refId, legendFormat }: TargetJson, { metric, values }: Series, grid?: Grid): DataFrame {
  const byTime = new Map(values);
  const times = grid ? gridTimes(grid) : [...byTime.keys()];
  const name = legendOf(metric, legendFormat);
  return toDataFrame({
    refId,
    name,
    meta: { type: DataFrameType.TimeSeriesMulti },
    fields: [
      { name: 'Time', type: FieldType.time, config: grid ? { interval: grid.step * 1000 } : {}, values: times.map((time) => time * 1000) },
      {
        name: 'Value',
        type: FieldType.number,
        labels: { ...metric },
        config: { displayNameFromDS: name },
        values: times.map((time) => valueAt(byTime, time)),
      },
    ],
  });
}

const valueAt = (byTime: ReadonlyMap<number, string>, time: number): number | null => {
  const text = byTime.get(time);
  return text === undefined ? null : numberOf(text);
};

/** One row per series, one column per label, and the value; Grafana calls it `Value #A` when there are several queries. */
export function tableFrame({ refId }: TargetJson, samples: readonly Sample[], several: boolean): DataFrame {
  const labels = [...new Set(samples.flatMap(({ metric }) => Object.keys(metric)))].sort();
  return toDataFrame({
    refId,
    fields: [
      { name: 'Time', type: FieldType.time, values: samples.map(({ value: [time] }) => time * 1000) },
      ...labels.map((label) => ({
        name: label,
        type: FieldType.string,
        config: { filterable: true },
        values: samples.map(({ metric }) => metric[label] ?? ''),
      })),
      {
        name: several ? `Value #${refId}` : 'Value',
        type: FieldType.number,
        values: samples.map(({ value: [, value] }) => numberOf(value)),
      },
    ],
  });
}

/** Cumulative buckets as rows of a heatmap, each without those below it. */
export function heatmapFrame({ refId }: TargetJson, series: readonly Series[], grid: Grid): DataFrame | undefined {
  const buckets = series
    .filter(({ metric }) => metric.le !== undefined)
    .sort((a, b) => numberOf(a.metric.le ?? '') - numberOf(b.metric.le ?? ''));
  if (buckets.length === 0) return undefined;
  const times = gridTimes(grid);
  const cumulative = buckets.map(({ values }) => times.map((time) => valueAt(new Map(values), time)));
  const own = cumulative.map((row, index) =>
    row.map((value, at) => (value === null ? null : Math.max(0, value - (cumulative[index - 1]?.[at] ?? 0)))),
  );
  const rows = buckets.map(({ metric }, index): Partial<Field> => ({
    name: metric.le ?? '',
    type: FieldType.number,
    values: own[index] ?? [],
  }));
  return toDataFrame({
    refId,
    meta: { type: DataFrameType.HeatmapRows },
    fields: [
      { name: 'Time', type: FieldType.time, config: { interval: grid.step * 1000 }, values: times.map((time) => time * 1000) },
      ...rows,
    ] as Field[],
  });
}
