import { children, parsePromql, type SyntaxNode } from '../contract/syntax';

/*
 * The one transformation of time: a run is `speed` times as fast as the cluster. Every duration in the generated files (intervals, `for`, ranges,
 * offsets, waits of Alertmanager) becomes that much shorter, so that each window holds as many samples as before. What compares with the clock or
 * with seconds that Spark counted (`time() - … > 600`) stays as it is.
 */

const MILLISECONDS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000, y: 31_536_000_000 } as const;

const isDuration = (text: string): boolean => /^(\d+(ms|[smhdwy]))+$/.test(text);

/** Prometheus' duration in milliseconds. */
const millisecondsOf = (duration: string): number =>
  [...duration.matchAll(/(\d+)(ms|[smhdwy])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * MILLISECONDS[unit as keyof typeof MILLISECONDS],
    0,
  );

const shortened = (duration: string, speed: number): string => `${Math.max(Math.round(millisecondsOf(duration) / speed), 1)}ms`;

/** The expression with every range, step and offset that much shorter. Throws if it does not parse. */
export function hurriedExpression(expression: string, speed: number): string {
  const parsed = parsePromql(expression);
  if ('error' in parsed) throw new Error(`${expression} ${parsed.error}`);
  const durations = (node: SyntaxNode): SyntaxNode[] =>
    node.name === 'NumberDurationLiteralInDurationContext' ? [node] : children(node).flatMap(durations);
  return durations(parsed.expression)
    .sort((a, b) => b.from - a.from)
    .reduce((text, { from, to }) => text.slice(0, from) + shortened(text.slice(from, to), speed) + text.slice(to), expression);
}

/** Keys that hold a duration but no waiting: they describe data. */
const LEFT_ALONE = new Set(['retention']);

/** A parsed file with every duration and expression that much shorter. */
export function hurried<T>(value: T, speed: number, key = ''): T {
  if (typeof value === 'string') {
    if (key === 'expr') return hurriedExpression(value, speed) as T;
    return (isDuration(value) && !LEFT_ALONE.has(key) ? shortened(value, speed) : value) as T;
  }
  if (Array.isArray(value)) return value.map((item: unknown) => hurried(item, speed, key)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, name === 'labels' || name === 'annotations' ? inner : hurried(inner, speed, name)]),
  ) as T;
}
