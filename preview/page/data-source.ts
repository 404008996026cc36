import {
  DataSourceApi,
  rangeUtil,
  type AnnotationEvent,
  type AnnotationQuery,
  type DataFrame,
  type DataQueryRequest,
  type DataQueryResponse,
  type DataSourceInstanceSettings,
  type MetricFindValue,
  type ScopedVars,
  type TestDataSourceResponse,
  type TimeRange,
} from '@grafana/data';
import { sceneGraph, type SceneObject } from '@grafana/scenes';
import type { DataQuery } from '@grafana/schema';
import { of } from 'rxjs';
import type { Source } from '../api';
import { labelValuesQuery, type AnnotationJson, type TargetJson } from '../dashboard-json';
import { builtInVariables, chosenText, interpolate, type Timing } from '../interpolation';
import { heatmapFrame, legendOf, seriesFrame, tableFrame, type Grid, type Sample, type Series } from './frames';

type Query = TargetJson & DataQuery;
type Annotation = AnnotationJson & AnnotationQuery<Query>;

const MOST_POINTS = 11_000;

/** Prometheus behind the preview's server, be it a running one or the recording of one. */
export class PrometheusSource extends DataSourceApi<Query> {
  constructor(
    settings: DataSourceInstanceSettings,
    private readonly source: Source,
    private readonly scrapeSeconds: number,
  ) {
    super(settings);
    this.annotations = annotationSupport;
    this.interval = `${scrapeSeconds}s`;
  }

  override testDatasource(): Promise<TestDataSourceResponse> {
    return Promise.resolve({ status: 'success', message: '' });
  }

  override async query(request: DataQueryRequest<Query>): Promise<DataQueryResponse> {
    const targets = request.targets.filter(({ hide, expr }) => hide !== true && expr !== '');
    const frames = await Promise.all(targets.map((target) => this.frames(target, request, targets.length > 1)));
    return { data: frames.flat() };
  }

  private async frames(target: Query, request: DataQueryRequest<Query>, several: boolean): Promise<DataFrame[]> {
    const timing = this.timing(target, request);
    const expr = this.filled(target.expr, request.scopedVars, timing);
    if (target.instant === true) {
      const samples = await this.ask<Sample[]>('query', { query: expr, time: String(seconds(request.range.to)) });
      if (target.format === 'table') return samples.length > 0 ? [tableFrame(target, samples, several)] : [];
      return samples.map(({ metric, value }) => seriesFrame(target, { metric, values: [value] }));
    }
    const grid = gridOf(request.range, timing.stepSeconds);
    const series = await this.ask<Series[]>('query_range', {
      query: expr,
      start: String(grid.from),
      end: String(grid.to),
      step: String(grid.step),
    });
    if (target.format !== 'heatmap') return series.map((one) => seriesFrame(target, one, grid));
    const heatmap = heatmapFrame(target, series, grid);
    return heatmap ? [heatmap] : [];
  }

  /** A recording has the points that it has; a running Prometheus is asked for as many as the panel can draw. */
  private timing({ interval }: Query, { intervalMs, range }: DataQueryRequest<Query>): Timing {
    if (this.source.kind === 'recording') {
      const { stepSeconds, startSeconds, endSeconds } = this.source;
      return { stepSeconds, scrapeSeconds: this.scrapeSeconds, rangeSeconds: endSeconds - startSeconds };
    }
    const rangeSeconds = Math.max(1, Math.round(seconds(range.to) - seconds(range.from)));
    const wanted = Math.max(
      interval ? rangeUtil.intervalToSeconds(interval) : this.scrapeSeconds,
      intervalMs / 1000,
      rangeSeconds / MOST_POINTS,
    );
    return { stepSeconds: Math.ceil(wanted), scrapeSeconds: this.scrapeSeconds, rangeSeconds };
  }

  private filled(text: string, scopedVars: ScopedVars, timing: Timing): string {
    return this.chosen(interpolate(text, builtInVariables(timing)), scopedVars);
  }

  private chosen(text: string, scopedVars: ScopedVars | undefined): string {
    const holder = (scopedVars?.__sceneObject as { value?: { valueOf(): SceneObject } } | undefined)?.value?.valueOf();
    const quoted = (value: unknown) => chosenText(Array.isArray(value) ? value.map(String) : [String(value)]);
    return holder ? sceneGraph.interpolate(holder, text, scopedVars, quoted) : text;
  }

  override async metricFindQuery(
    query: { readonly query: string } | string,
    options?: { scopedVars?: ScopedVars; range?: TimeRange },
  ): Promise<MetricFindValue[]> {
    const { series, label } = labelValuesQuery({ name: '', type: 'query', query });
    const { range, scopedVars } = options ?? {};
    const during = range ? { start: String(seconds(range.from)), end: String(seconds(range.to)) } : undefined;
    const values = await this.ask<string[]>(`label/${label}/values`, { 'match[]': this.chosen(series, scopedVars), ...during });
    return values.map((text) => ({ text, value: text }));
  }

  private async ask<R>(path: string, parameters: Record<string, string>): Promise<R> {
    const response = await fetch(`/prometheus/api/v1/${path}?${new URLSearchParams(parameters).toString()}`);
    const answer = (await response.json()) as { readonly status: string; readonly error?: string; readonly data?: unknown };
    if (answer.status !== 'success') throw new Error(answer.error ?? response.statusText);
    const { data } = answer;
    if (Array.isArray(data)) return data as R;
    const { resultType, result } = data as { readonly resultType: string; readonly result: unknown };
    return (resultType === 'scalar' ? [{ metric: {}, value: result }] : result) as R;
  }
}

const seconds = (time: { valueOf(): number }): number => time.valueOf() / 1000;

const gridOf = ({ from, to }: TimeRange, step: number): Grid => ({
  from: Math.floor(seconds(from) / step) * step,
  to: Math.floor(seconds(to) / step) * step,
  step,
});

/** Points that follow each other without a gap are one mark. */
const annotationSupport = {
  prepareAnnotation: (annotation: Annotation): Annotation => ({
    ...annotation,
    target: { refId: 'Annotation', expr: annotation.expr, range: true, interval: annotation.step },
  }),
  prepareQuery: ({ target }: Annotation) => target,
  processEvents: (annotation: Annotation, frames: DataFrame[]) => of(frames.flatMap((frame) => marksOf(annotation, frame))),
};

function marksOf(annotation: Annotation, { fields: [time, value] }: DataFrame): AnnotationEvent[] {
  const labels = value?.labels ?? {};
  const marks: AnnotationEvent[] = [];
  let open: AnnotationEvent | undefined;
  for (const [index, at] of ((time?.values ?? []) as number[]).entries()) {
    const holds = typeof value?.values[index] === 'number';
    if (!holds) open = undefined;
    else if (open) Object.assign(open, { timeEnd: at, isRegion: true });
    else marks.push((open = markAt(annotation, labels, at)));
  }
  return marks;
}

const markAt = (annotation: Annotation, labels: Record<string, string>, time: number): AnnotationEvent => ({
  time,
  title: legendOf(labels, annotation.titleFormat),
  text: legendOf(labels, annotation.textFormat),
  color: annotation.iconColor,
  type: annotation.name,
  source: annotation,
});
