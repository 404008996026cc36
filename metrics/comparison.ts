/** Comparisons: filters that keep the value of the left side. */
import { binary, type Within } from './binary';
import { constant } from './constant';
import { type Both, type Expression, precedences, type Scope } from './expression';
import type { Unit } from './unit';

type Sign = '>' | '>=' | '<' | '<=' | '==' | '!=';

/** `left sign right` for any two expressions of one unit. */
export const compare = <U extends Unit, A extends string, S extends Scope, B extends string, T extends Scope>(
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

/** Keeps what is 1: the phase a pod is in, the state an application is in. */
export const isTrue = <A extends string, S extends Scope>(state: Expression<'boolean', A, S>): Expression<'boolean', A, S> =>
  equals(state, 1);
