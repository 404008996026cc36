/**
 * How two expressions go together. Two vectors fit when the labels of one contain those of the other: equal labels match one to
 * one, else the side with more labels is many to the other's one (`on (…) group_left ()`, written for you). Anything else does
 * not compile: aggregate first, or use `joinOn`.
 */
import { both, type Both, type Expression, infix, operand, type Scope, term } from './expression';
import type { Unit } from './unit';

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

/** `left sign right`, with the matching that their labels call for. */
export function binary<U extends Unit, A extends string, B extends string, S extends Scope, T extends Scope>(
  { sign, precedence, unit }: Operator<U>,
  left: Expression<Unit, A, S>,
  right: Expression<Unit, B, T>,
): Expression<U, A | B, Both<S, T>> {
  const form = left.form === 'scalar' && right.form === 'scalar' ? 'scalar' : 'vector';
  return term<'vector' | 'scalar', U, A | B, Both<S, T>>({
    form,
    unit,
    labels: [...left.labels, ...right.labels],
    scope: both(left.scope, right.scope),
    reads: [...left.reads, ...right.reads],
    promql: infix(operand(left, precedence, 'left'), sign + vectorMatching(left, right), operand(right, precedence, 'right')),
    precedence,
  });
}
