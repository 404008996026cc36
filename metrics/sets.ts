/** Operators on sets of series, joins, and functions that make labels. */
import type { Matching } from './binary';
import {
  enclose,
  infix,
  both,
  type Both,
  operand,
  precedences,
  rewritten,
  term,
  type Expression,
  type Scope,
  type Term,
} from './expression';
import type { Unit } from './unit';

type Vector<U extends Unit, L extends string, S extends Scope> = Term<'vector', U, L, S>;

interface On<L extends string> {
  /** Labels to match on. @default those of the side with fewer labels, for `or` all */
  readonly on?: readonly L[];
}

interface SetOperator<L extends string> {
  readonly name: 'and' | 'unless' | 'or';
  readonly labels: readonly L[];
  readonly on: readonly string[] | undefined;
}

function combine<U extends Unit, L extends string, S extends Scope, T extends Scope>(
  { name, labels, on }: SetOperator<L>,
  left: Expression<U, string, S>,
  right: Expression<Unit, string, T>,
): Vector<U, L, Both<S, T>> {
  const precedence = name === 'or' ? precedences.or : precedences.and;
  const fewer = left.labels.length < right.labels.length ? left.labels : right.labels;
  // `or` compares whole label sets: it adds what the left side does not have
  const matching = on ?? (name === 'or' || left.labels.length === right.labels.length ? undefined : fewer);
  return term<'vector', U, L, Both<S, T>>({
    form: 'vector',
    unit: left.unit,
    labels,
    scope: both(left.scope, right.scope),
    reads: [...left.reads, ...right.reads],
    promql: infix(
      operand(left, precedence, 'left'),
      matching ? `${name} on (${matching.join(', ')})` : name,
      operand(right, precedence, 'right'),
    ),
    precedence,
  });
}

interface Filter {
  /** One side's labels contain the other's. */
  <U extends Unit, A extends string, S extends Scope, B extends string, T extends Scope>(
    left: Expression<U, A, S>,
    right: Expression<Unit, B, T> & Matching<A, B>,
  ): Vector<U, A, Both<S, T>>;
  <U extends Unit, A extends string, S extends Scope, B extends string, T extends Scope>(
    left: Expression<U, A, S>,
    right: Expression<Unit, B, T>,
    options: { readonly on: ReadonlyArray<NoInfer<A & B>> },
  ): Vector<U, A, Both<S, T>>;
}

const filter =
  (name: 'and' | 'unless'): Filter =>
  <U extends Unit, A extends string, S extends Scope>(
    left: Expression<U, A, S>,
    right: Expression<Unit, string, S>,
    { on }: On<string> = {},
  ) =>
    combine({ name, labels: left.labels, on }, left, right);

/** What is on the left and has a partner on the right. */
export const and = filter('and');
/** What is on the left and has no partner on the right. */
export const unless = filter('unless');

/** The left side, and what the right side has beyond it. */
export const or = <U extends Unit, A extends string, S extends Scope, B extends string, T extends Scope>(
  left: Expression<U, A, S>,
  right: Expression<NoInfer<U>, B, T>,
  { on }: On<NoInfer<A & B>> = {},
): Vector<U, A | B, Both<S, T>> => combine({ name: 'or', labels: [...left.labels, ...right.labels], on }, left, right);

/** Value 0 for every series of an expression, in the unit that fits the other side of an `or`. */
export const zeroFor = <U extends Unit, A extends string, S extends Scope>(
  universe: Expression<Unit, A, S>,
  unit: U,
): Expression<U, A, S> => ({ ...rewritten(universe, `0 * ${operand(universe, precedences.product, 'right')}`, precedences.product), unit });

/**
 * Adds labels of an info series (value 1) to the left side, matching on the labels in `on`:
 * `joinOn(['namespace', 'pod'], usage, sparkPods, { groupLeft: ['app'] })`.
 */
export function joinOn<
  U extends Unit,
  A extends string,
  S extends Scope,
  B extends string,
  T extends Scope,
  const G extends NoInfer<B> = never,
>(
  on: ReadonlyArray<NoInfer<A & B>>,
  left: Expression<U, A, S>,
  right: Expression<'boolean', B, T>,
  { groupLeft }: { readonly groupLeft: readonly G[] },
): Vector<U, A | G, Both<S, T>> {
  const precedence = precedences.product;
  const operator = `* on (${on.join(', ')}) group_left (${groupLeft.join(', ')})`;
  return term<'vector', U, A | G, Both<S, T>>({
    form: 'vector',
    unit: left.unit,
    labels: [...left.labels, ...groupLeft],
    scope: both(left.scope, right.scope),
    reads: [...left.reads, ...right.reads],
    promql: infix(operand(left, precedence, 'left'), operator, operand(right, precedence, 'right')),
    precedence,
  });
}

/** 1 without labels when the expression has no series at all. */
export const absent = <S extends Scope>(of: Expression<Unit, string, S>): Vector<'boolean', never, S> =>
  term({ form: 'vector', unit: 'boolean', labels: [], scope: of.scope, reads: of.reads, promql: enclose('absent(', of.promql) });

interface Relabelling<L extends string, New extends string> {
  /** Label to write. */
  readonly to: New;
  /** Label to read. */
  readonly from: L;
  /** Only where the whole label matches; `$1` is its first group. @default '(.+)': where it is not empty */
  readonly regex?: string;
  /** @default '$1' */
  readonly replacement?: string;
}

/** Copies a label under another name, or rewrites it. The old label stays until an aggregation drops it. */
export const relabel = <U extends Unit, L extends string, S extends Scope, const New extends string>(
  of: Expression<U, L, S>,
  { to, from, regex = '(.+)', replacement = '$1' }: Relabelling<NoInfer<L>, New>,
): Vector<U, L | New, S> => {
  const rewriting = [to, replacement, from, regex].map((text) => JSON.stringify(text)).join(', ');
  const promql = enclose('label_replace(', `${of.promql}, ${rewriting}`);
  return { ...rewritten(of, promql), form: 'vector', labels: [...new Set([...of.labels, to])] };
};
