/**
 * The contract between what the platform asks for and what exists. Feed it every expression of every rule, alert, panel and variable:
 *
 * ```ts
 * test('every alert asks only for what exists', () => {
 *   const expressions = alerts.map(({ alert, expr }) => ({ where: alert, expr: expr.promql, kind: 'alert' as const }));
 *   expect(problemsOf(expressions, recordings)).toEqual([]);
 * });
 * ```
 */
import { catalogue } from '../../metrics/catalogue';
import type { AnyRecording } from '../../metrics/promql';
import { Analysis, type KnownRecording, type MetricRead } from './analysis';
import { interpolate, parsePromql } from './syntax';

/** An expression and where a reader finds it. */
export interface CheckedExpression {
  /** E.g. `alert SparkTasksFailing` or `dashboard spark-application, panel "Heap"`. */
  readonly where: string;
  readonly expr: string;
  readonly kind: 'rule' | 'alert' | 'panel' | 'variable' | 'annotation';
  /** Labels that its legend, annotations or table columns mention. */
  readonly mentions?: readonly string[];
}

/** A rule group, as written to the rule file. */
export interface CheckedGroup {
  readonly name: string;
  readonly rules: ReadonlyArray<{ readonly record?: string; readonly alert?: string; readonly expr: string }>;
}

type Recordings = ReadonlyMap<string, KnownRecording>;

const known = (recordings: readonly AnyRecording[]): Recordings =>
  new Map(recordings.map(({ record, labels, kind }) => [record, { record, labels, kind }]));

const LABEL_VALUES = /^label_values\((?:(.+),\s*)?(\w+)\)$/s;
const QUERY_RESULT = /^query_result\((.+)\)$/s;

/** The expression inside a variable's query, and the label whose values it lists. */
function unwrapped({ expr, kind, mentions = [] }: CheckedExpression): { readonly promql: string; readonly mentions: readonly string[] } {
  const values = kind === 'variable' ? LABEL_VALUES.exec(expr) : null;
  if (values) return { promql: values[1] ?? '', mentions: [...mentions, values[2] ?? ''] };
  const result = kind === 'variable' ? QUERY_RESULT.exec(expr) : null;
  return { promql: result?.[1] ?? expr, mentions };
}

type Analysed = Pick<Analysis, 'problems' | 'recordingsRead' | 'metricsRead'>;

const refused = (problem: string): Analysed => ({ problems: [problem], recordingsRead: new Set(), metricsRead: [] });

function analysed(expression: CheckedExpression, recordings: Recordings): Analysed {
  const { promql, mentions } = unwrapped(expression);
  const fixed = expression.kind === 'rule' || expression.kind === 'alert';
  // `$1` is a group of label_replace
  if (fixed && /\$\D/.test(promql)) return refused('a Grafana variable means nothing to Prometheus');
  const text = fixed ? promql : interpolate(promql);
  const parsed = parsePromql(text);
  if ('error' in parsed) return refused(parsed.error);
  const analysis = new Analysis(text, recordings, { variables: !fixed, bareCounters: expression.kind === 'variable' });
  const { labels } = analysis.visit(parsed.expression);
  const carried = [...labels].sort().join(', ');
  for (const label of mentions)
    if (!labels.has(label)) analysis.problems.push(`mentions label "${label}", which its result does not carry: ${carried}`);
  return analysis;
}

/**
 * Everything that is wrong with the expressions, one line each: it does not parse; asks for a series that is neither in the catalogue nor
 * recorded; for a label or a fixed value that the series does not have, also in `by`, `on`, `group_left` and what the legend mentions;
 * takes the rate of a gauge or the plain value of a counter; turns absence into a number by `or vector(0)`.
 */
export function problemsOf(expressions: readonly CheckedExpression[], recordings: readonly AnyRecording[]): string[] {
  const byName = known(recordings);
  return expressions.flatMap((expression) => analysed(expression, byName).problems.map((problem) => `${expression.where}: ${problem}`));
}

/** Rules of one group run one after the other: one that reads a later one sees the values of the evaluation before. */
export function orderProblemsOf(groups: readonly CheckedGroup[], recordings: readonly AnyRecording[]): string[] {
  const byName = known(recordings);
  return groups.flatMap(({ name, rules }) =>
    rules.flatMap(({ record, alert, expr }, index) => {
      const later = new Set(rules.slice(index).flatMap((rule) => rule.record ?? []));
      const { recordingsRead } = analysed({ where: '', expr, kind: 'rule' }, byName);
      return [...recordingsRead]
        .filter((read) => later.has(read))
        .map((read) => `group ${name}: ${record ?? alert ?? ''} reads ${read}, which is evaluated after it`);
    }),
  );
}

/** Recordings and selections from the catalogue that an expression depends on, following recordings to the series behind them. */
function behind(expression: CheckedExpression, recordings: readonly AnyRecording[]): Pick<Analysed, 'recordingsRead' | 'metricsRead'> {
  const facts = known(recordings);
  const byName = new Map(recordings.map((recording) => [recording.record as string, recording.of.promql]));
  const recordingsRead = new Set<string>();
  const metricsRead: MetricRead[] = [];
  const follow = (next: CheckedExpression): void => {
    const read = analysed(next, facts);
    metricsRead.push(...read.metricsRead);
    for (const record of read.recordingsRead) {
      if (recordingsRead.has(record)) continue;
      recordingsRead.add(record);
      follow({ where: record, expr: byName.get(record) ?? '', kind: 'rule' });
    }
  };
  follow(expression);
  return { recordingsRead, metricsRead };
}

/** Names of catalogue entries and recordings that an expression depends on, directly or through recordings. */
export function seriesBehind(expression: CheckedExpression, recordings: readonly AnyRecording[]): ReadonlySet<string> {
  const { recordingsRead, metricsRead } = behind(expression, recordings);
  return new Set([...recordingsRead, ...metricsRead.flatMap(({ entries }) => entries.map(({ name }) => name))]);
}

/** Expressions that need a scrape job which an environment does not have: they would never have data. */
export function jobProblemsOf(
  expressions: readonly CheckedExpression[],
  recordings: readonly AnyRecording[],
  jobs: readonly string[],
): string[] {
  const on = new Set(['*', ...jobs]);
  return expressions.flatMap((expression) => {
    const off = behind(expression, recordings).metricsRead.filter((read) => !read.jobs.some((job) => on.has(job)));
    return [...new Set(off.map((read) => read.jobs.join(' or ')))].map(
      (job) => `${expression.where}: needs scrape job "${job}", which is off`,
    );
  });
}

/** Catalogue entries that no expression depends on, as one would select them. */
export function unusedEntries(expressions: readonly CheckedExpression[], recordings: readonly AnyRecording[]): string[] {
  const used = new Set(expressions.flatMap((expression) => behind(expression, recordings).metricsRead.flatMap(({ entries }) => entries)));
  return catalogue.filter((metric) => !used.has(metric)).map((metric) => (metric.form === 'histogram' ? metric.name : metric.promql));
}
