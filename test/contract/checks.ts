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
import { Analysis, type KnownRecording } from './analysis';
import { entriesByStoredName } from './recorded';
import { interpolate, parsePromql } from './syntax';

/** An expression and where a reader finds it. */
export interface CheckedExpression {
  /** E.g. `alert SparkTasksFailing` or `dashboard spark-application, panel "Heap"`. */
  readonly where: string;
  readonly expr: string;
  readonly kind: 'rule' | 'alert' | 'panel' | 'variable';
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

function analysed(
  expression: CheckedExpression,
  recordings: Recordings,
): { readonly problems: readonly string[]; readonly selected: ReadonlySet<string> } {
  const { promql, mentions } = unwrapped(expression);
  const fixed = expression.kind === 'rule' || expression.kind === 'alert';
  // `$1` is a group of label_replace
  if (fixed && /\$\D/.test(promql)) return { problems: ['a Grafana variable means nothing to Prometheus'], selected: new Set() };
  const text = fixed ? promql : interpolate(promql);
  const parsed = parsePromql(text);
  if ('error' in parsed) return { problems: [parsed.error], selected: new Set() };
  const analysis = new Analysis(text, recordings, { variables: !fixed, bareCounters: expression.kind === 'variable' });
  const { labels } = analysis.visit(parsed.expression);
  const missing = mentions.filter((label) => !labels.has(label));
  return {
    problems: [
      ...analysis.problems,
      ...missing.map((label) => `mentions label "${label}", which its result does not carry: ${[...labels].sort().join(', ')}`),
    ],
    selected: analysis.selected,
  };
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
      const { selected } = analysed({ where: '', expr, kind: 'rule' }, byName);
      return [...selected]
        .filter((read) => later.has(read))
        .map((read) => `group ${name}: ${record ?? alert ?? ''} reads ${read}, which is evaluated after it`);
    }),
  );
}

/** Catalogue names and recordings that an expression reads, following recordings to the series behind them. */
export function seriesBehind(expression: CheckedExpression, recordings: readonly AnyRecording[]): ReadonlySet<string> {
  const byName = new Map(recordings.map((recording) => [recording.record as string, recording]));
  const names = new Set<string>();
  const follow = (name: string): void => {
    if (names.has(name)) return;
    names.add(name);
    byName.get(name)?.of.reads.forEach(follow);
  };
  for (const selected of analysed(expression, known(recordings)).selected) follow(entriesByStoredName.get(selected)?.[0]?.name ?? selected);
  return names;
}

/** Expressions that need a scrape job which an environment does not have: they would never have data. */
export function jobProblemsOf(
  expressions: readonly CheckedExpression[],
  recordings: readonly AnyRecording[],
  jobs: readonly string[],
): string[] {
  return expressions.flatMap((expression) => {
    const behind = seriesBehind(expression, recordings);
    const needed = new Set(catalogue.filter(({ name }) => behind.has(name)).map(({ entry }) => entry.job));
    return [...needed]
      .filter((job) => job !== '*' && !jobs.includes(job))
      .map((job) => `${expression.where}: needs scrape job "${job}", which is off`);
  });
}

/** Catalogue entries that no expression reads, by name. */
export function unusedEntries(expressions: readonly CheckedExpression[], recordings: readonly AnyRecording[]): string[] {
  const used = new Set(expressions.flatMap((expression) => [...seriesBehind(expression, recordings)]));
  return catalogue.map(({ name }) => name).filter((name) => !used.has(name));
}
