/** Arithmetic: the unit of the result follows from the units of its parts. */
import { binary, type Matching } from './binary';
import { compare } from './comparison';
import { constant } from './constant';
import { type Both, enclose, type Expression, numeral, operand, precedences, rewritten, type Scope } from './expression';
import { conversion, type ConvertibleFrom, type ConvertibleTo, type Unit } from './unit';
import {
  difference,
  product,
  quotient,
  type AddendOf,
  type Difference,
  type DivisorOf,
  type FactorOf,
  type Product,
  type Quotient,
  type SubtrahendOf,
} from './unit-algebra';

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

/** Without the cases in which a divisor is 0: they would be NaN or infinite, and look like data. Prometheus filters vectors only; a constant is what it is. */
const nonZero = <U extends Unit, A extends string, S extends Scope>(divisor: Expression<U, A, S>): Expression<U, A, S> =>
  divisor.form === 'scalar' ? divisor : { ...compare('>', divisor, constant(0, divisor.unit)), scope: divisor.scope };

/** left ÷ right, where right is above 0; equal units give a ratio, dividing by a number of things keeps the unit. */
export const divide = <U extends Unit, A extends string, S extends Scope, V extends DivisorOf<U>, B extends string, T extends Scope>(
  left: Expression<U, A, S>,
  right: Expression<V, B, T> & Matching<A, B>,
): Expression<Quotient<U, V>, A | B, Both<S, T>> =>
  binary({ sign: '/', precedence: precedences.product, unit: quotient(left.unit, right.unit) }, left, nonZero(right));

/** Share of the part in the whole, where the whole is above 0. */
export const ratio = <U extends Unit, A extends string, S extends Scope, B extends string, T extends Scope>(
  part: Expression<U, A, S>,
  whole: Expression<NoInfer<U>, B, T> & Matching<A, B>,
): Expression<'ratio', A | B, Both<S, T>> => binary({ sign: '/', precedence: precedences.product, unit: 'ratio' }, part, nonZero(whole));

/** 1 − share. */
export const complement = <A extends string, S extends Scope>(share: Expression<'ratio', A, S>): Expression<'ratio', A, S> => ({
  ...binary({ sign: '-', precedence: precedences.sum, unit: 'ratio' }, constant(1, 'ratio'), share),
  scope: share.scope,
});

// --- Functions of one value ----------------------------------------------------------------------------------------

const wrap = <U extends Unit, A extends string, S extends Scope>(
  name: string,
  of: Expression<U, A, S>,
  bound?: number,
): Expression<U, A, S> => rewritten(of, enclose(`${name}(`, bound === undefined ? of.promql : `${of.promql}, ${numeral(bound)}`));

export const clampMin = <U extends Unit, A extends string, S extends Scope>(of: Expression<U, A, S>, least: number) =>
  wrap('clamp_min', of, least);
export const clampMax = <U extends Unit, A extends string, S extends Scope>(of: Expression<U, A, S>, most: number) =>
  wrap('clamp_max', of, most);
export const absolute = <U extends Unit, A extends string, S extends Scope>(of: Expression<U, A, S>) => wrap('abs', of);

// --- Units ---------------------------------------------------------------------------------------------------------

/** The same quantity in another unit: `convert(latency, 'seconds')`. */
export function convert<U extends ConvertibleFrom, V extends ConvertibleTo<U> & Unit, A extends string, S extends Scope>(
  of: Expression<U, A, S>,
  unit: V,
): Expression<V, A, S> {
  const promql = `${operand(of, precedences.product, 'left')} ${conversion(of.unit, unit)}`;
  return { ...rewritten(of, promql, precedences.product), unit };
}

/** Says that a number has another unit than its parts suggest. The reason is for the reader; prefer a pair in `unit.ts`. */
export const reinterpret = <V extends Unit, A extends string, S extends Scope>(
  of: Expression<Unit, A, S>,
  unit: V,
  because: string,
): Expression<V, A, S> => {
  if (because.trim() === '') throw new Error(`${of.promql} is declared to be ${unit}: say why`);
  return { ...rewritten(of, of.promql, of.precedence), unit };
};
