/**
 * Arithmetic and comparisons. Two vectors go together when the labels of one contain those of the other: equal labels match
 * one to one, else the side with more labels is many to the other's one (`on (…) group_left ()`, written for you).
 * Anything else does not compile: aggregate first, or use `joinOn`.
 */
import { enclose, infix, both, type Both, numeral, operand, precedences, term, type Expression, type Scope, type Term } from './expression';
import {
  conversion,
  difference,
  product,
  quotient,
  type AddendOf,
  type ConvertibleFrom,
  type ConvertibleTo,
  type Difference,
  type DivisorOf,
  type FactorOf,
  type Product,
  type Quotient,
  type SubtrahendOf,
  type Unit,
} from './unit';

/** An error unless the labels of one side contain those of the other. */
export type Matching<A extends string, B extends string> = [B] extends [A]
  ? unknown
  : [A] extends [B]
    ? unknown
    : { readonly 'labels do not match: aggregate both sides, or use joinOn': never };

/** An error unless the right side has no label that the left lacks. */
export type Within<A extends string, B extends string> = [B] extends [A]
  ? unknown
  : { readonly 'the right side has labels that the left lacks': never };

type AnyForm = 'vector' | 'scalar';

// --- Constants -----------------------------------------------------------------------------------------------------

/** A fixed number with its unit, e.g. a price or a limit. */
export const constant = <U extends Unit>(value: number, unit: U): Term<'scalar', U, never, 'anywhere'> =>
  term({
    form: 'scalar',
    unit,
    labels: [],
    scope: 'anywhere',
    reads: [],
    promql: numeral(value),
    // a sign binds more loosely than a power, the only operator above a product
    precedence: value < 0 ? precedences.product : precedences.atom,
  });

/** Now, as Prometheus evaluates. */
export const now: Term<'scalar', 'timestamp', never, 'anywhere'> = term({
  form: 'scalar',
  unit: 'timestamp',
  labels: [],
  scope: 'anywhere',
  reads: [],
  promql: 'time()',
});

/** One sample of value 1 without labels, always: the heart of a dead man's switch. */
export const always: Term<'vector', 'boolean', never, 'anywhere'> = term({
  ...constant(1, 'boolean'),
  form: 'vector',
  promql: 'vector(1)',
});

// --- Binary operators ----------------------------------------------------------------------------------------------

const contains = (outer: readonly string[], inner: readonly string[]): boolean => inner.every((label) => outer.includes(label));

/** The `on … group_left` that the labels of both sides call for; nothing where Prometheus' own matching is right. */
function vectorMatching(left: Expression, right: Expression): string {
  const inner = contains(left.labels, right.labels);
  if (left.form === 'scalar' || right.form === 'scalar' || (inner && contains(right.labels, left.labels))) return '';
  return inner ? ` on (${right.labels.join(', ')}) group_left ()` : ` on (${left.labels.join(', ')}) group_right ()`;
}

interface Operator<U extends Unit> {
  readonly sign: string;
  readonly precedence: number;
  readonly unit: U;
}

function binary<U extends Unit, A extends string, B extends string, S extends Scope, T extends Scope>(
  { sign, precedence, unit }: Operator<U>,
  left: Expression<Unit, A, S>,
  right: Expression<Unit, B, T>,
): Expression<U, A | B, Both<S, T>> {
  const form: AnyForm = left.form === 'scalar' && right.form === 'scalar' ? 'scalar' : 'vector';
  return term<AnyForm, U, A | B, Both<S, T>>({
    form,
    unit,
    labels: [...left.labels, ...right.labels],
    scope: both(left.scope, right.scope),
    reads: [...left.reads, ...right.reads],
    promql: infix(operand(left, precedence, 'left'), sign + vectorMatching(left, right), operand(right, precedence, 'right')),
    precedence,
  });
}

/** left + right, in the same unit; a moment plus seconds is a moment. */
export const add = <U extends Unit, A extends string, S extends Scope, V extends AddendOf<U>, B extends string, T extends Scope>(
  left: Expression<U, A, S>,
  right: Expression<V, B, T> & Matching<A, B>,
): Expression<U, A | B, Both<S, T>> => binary({ sign: '+', precedence: precedences.sum, unit: left.unit }, left, right);

/** left − right, in the same unit; two moments differ by seconds. */
export const subtract = <U extends Unit, A extends string, S extends Scope, V extends SubtrahendOf<U>, B extends string, T extends Scope>(
  left: Expression<U, A, S>,
  right: Expression<V, B, T> & Matching<A, B>,
): Expression<Difference<U, V>, A | B, Both<S, T>> =>
  binary({ sign: '-', precedence: precedences.sum, unit: difference(left.unit, right.unit) }, left, right);

/** left × right; a ratio, count or 0/1 leaves the other unit as it is. */
export const multiply = <U extends Unit, A extends string, S extends Scope, V extends FactorOf<U>, B extends string, T extends Scope>(
  left: Expression<U, A, S>,
  right: Expression<V, B, T> & Matching<A, B>,
): Expression<Product<U, V>, A | B, Both<S, T>> =>
  binary({ sign: '*', precedence: precedences.product, unit: product(left.unit, right.unit) }, left, right);

/** left ÷ right; equal units give a ratio, dividing by a number of things keeps the unit. */
export const divide = <U extends Unit, A extends string, S extends Scope, V extends DivisorOf<U>, B extends string, T extends Scope>(
  left: Expression<U, A, S>,
  right: Expression<V, B, T> & Matching<A, B>,
): Expression<Quotient<U, V>, A | B, Both<S, T>> =>
  binary({ sign: '/', precedence: precedences.product, unit: quotient(left.unit, right.unit) }, left, right);

/** Share of the part in the whole, without the cases where the whole is 0 (they would be NaN and look like data). */
export const ratio = <U extends Unit, A extends string, S extends Scope, B extends string, T extends Scope>(
  part: Expression<U, A, S>,
  whole: Expression<NoInfer<U>, B, T> & Matching<A, B>,
): Expression<'ratio', A | B, Both<S, T>> => {
  const nonZero = { ...compare('>', whole, constant(0, whole.unit)), scope: whole.scope };
  return binary({ sign: '/', precedence: precedences.product, unit: 'ratio' }, part, nonZero);
};

/** 1 − share. */
export const complement = <A extends string, S extends Scope>(share: Expression<'ratio', A, S>): Expression<'ratio', A, S> => ({
  ...binary({ sign: '-', precedence: precedences.sum, unit: 'ratio' }, constant(1, 'ratio'), share),
  scope: share.scope,
});

// --- Comparisons: filters that keep the left side's value ----------------------------------------------------------

type Sign = '>' | '>=' | '<' | '<=' | '==' | '!=';

const compare = <U extends Unit, A extends string, S extends Scope, B extends string, T extends Scope>(
  sign: Sign,
  left: Expression<U, A, S>,
  right: Expression<U, B, T>,
): Expression<U, A, Both<S, T>> =>
  binary<U, A, A, S, T>({ sign, precedence: precedences.comparison, unit: left.unit }, left, right as unknown as Expression<U, A, T>);

/** Keeps what stands in that relation to a number in its own unit, or to another expression of the same unit. */
interface Comparison {
  <U extends Unit, A extends string, S extends Scope>(left: Expression<U, A, S>, right: number): Expression<U, A, S>;
  <U extends Unit, A extends string, S extends Scope, B extends string, T extends Scope>(
    left: Expression<U, A, S>,
    right: Expression<NoInfer<U>, B, T> & Within<A, B>,
  ): Expression<U, A, Both<S, T>>;
}

const comparison =
  (sign: Sign): Comparison =>
  <U extends Unit, A extends string, S extends Scope>(left: Expression<U, A, S>, right: number | Expression<U, A, S>) =>
    compare(sign, left, typeof right === 'number' ? (constant(right, left.unit) as Expression<U, never, S>) : right);

export const above = comparison('>');
export const atLeast = comparison('>=');
export const below = comparison('<');
export const atMost = comparison('<=');
export const equals = comparison('==');
export const differsFrom = comparison('!=');

/** Keeps what is 1: the phase a pod is in, the state an application is in. */
export const isTrue = <A extends string, S extends Scope>(state: Expression<'boolean', A, S>): Expression<'boolean', A, S> =>
  equals(state, 1);

// --- Functions of one value ----------------------------------------------------------------------------------------

const wrap = <U extends Unit, A extends string, S extends Scope>(
  name: string,
  of: Expression<U, A, S>,
  bound?: number,
): Expression<U, A, S> =>
  term({
    ...of,
    precedence: precedences.atom,
    promql: enclose(`${name}(`, bound === undefined ? of.promql : `${of.promql}, ${numeral(bound)}`),
  });

export const clampMin = <U extends Unit, A extends string, S extends Scope>(of: Expression<U, A, S>, least: number) =>
  wrap('clamp_min', of, least);
export const clampMax = <U extends Unit, A extends string, S extends Scope>(of: Expression<U, A, S>, most: number) =>
  wrap('clamp_max', of, most);
export const absolute = <U extends Unit, A extends string, S extends Scope>(of: Expression<U, A, S>) => wrap('abs', of);
export const ceil = <U extends Unit, A extends string, S extends Scope>(of: Expression<U, A, S>) => wrap('ceil', of);
export const round = <U extends Unit, A extends string, S extends Scope>(of: Expression<U, A, S>) => wrap('round', of);

// --- Units ---------------------------------------------------------------------------------------------------------

/** The same quantity in another unit: `convert(latency, 'seconds')`. */
export function convert<U extends ConvertibleFrom, V extends ConvertibleTo<U> & Unit, A extends string, S extends Scope>(
  of: Expression<U, A, S>,
  unit: V,
): Expression<V, A, S> {
  const promql = `${operand(of, precedences.product, 'left')} ${conversion(of.unit, unit)}`;
  return term({ ...of, unit, promql, precedence: precedences.product });
}

/** Says that a number has another unit than its parts suggest. The reason is for the reader; prefer a pair in `unit.ts`. */
export const reinterpret = <V extends Unit, A extends string, S extends Scope>(
  of: Expression<Unit, A, S>,
  unit: V,
  because: string,
): Expression<V, A, S> => {
  if (because.trim() === '') throw new Error(`${of.promql} is declared to be ${unit}: say why`);
  return { ...of, unit, labels: of.labels, scope: of.scope, form: of.form, promql: of.promql, reads: of.reads, precedence: of.precedence };
};
