import type { Unit } from './unit';

/** Where an expression makes sense: a Grafana variable or window in it confines it to panels. */
export type Scope = 'anywhere' | 'panelOnly';

/**
 * What PromQL allows to be done with it. A counter or histogram is no number yet: only `rate` and its kin make one of it.
 * `scalar` is a constant or `time()`, which has no labels to match.
 */
export type Form = 'vector' | 'scalar' | 'counter' | 'histogram';

/** A piece of PromQL with what is known about its result. */
export interface Term<F extends Form, U extends Unit, L extends string, S extends Scope> {
  readonly form: F;
  readonly unit: U;
  /** Every label its result can carry. */
  readonly labels: readonly L[];
  readonly scope: S;
  readonly promql: string;
  /** Names of the catalogue entries and recordings it reads, sorted. */
  readonly reads: readonly string[];
  /** How tightly its outermost operator binds; see `precedences`. */
  readonly precedence: number;
}

/** A number per label set: what panels show and rules evaluate. */
export type Expression<U extends Unit = Unit, L extends string = string, S extends Scope = Scope> = Term<'vector' | 'scalar', U, L, S>;

/** What a rule accepts: no Grafana variable, no Grafana window. */
export type RuleExpression<U extends Unit = Unit, L extends string = string> = Expression<U, L, 'anywhere'>;

/** What a panel accepts: everything. */
export type PanelExpression<U extends Unit = Unit, L extends string = string> = Expression<U, L>;

export type UnitOf<E extends Expression> = E['unit'];
export type LabelOf<E extends Expression> = E['labels'][number];

/** From loose to tight, as in Prometheus' documentation of operators; an operand that binds more loosely gets parentheses. */
export const precedences = { or: 1, and: 2, comparison: 3, sum: 4, product: 5, atom: 7 } as const;

const WIDTH = 100;
const indent = (text: string): string => text.replaceAll(/^/gm, '  ');

/** `open inner close`, on one line if it fits. */
export function enclose(open: string, inner: string, close = ')'): string {
  const line = open + inner + close;
  return line.length <= WIDTH && !inner.includes('\n') ? line : `${open}\n${indent(inner)}\n${close}`;
}

/** Parentheses around an operand, only where the operator needs them. */
export function operand(
  { promql, precedence }: Pick<Term<Form, Unit, string, Scope>, 'promql' | 'precedence'>,
  outer: number,
  side: 'left' | 'right',
): string {
  const binds = side === 'left' ? precedence >= outer : precedence > outer;
  return binds ? promql : enclose('(', promql);
}

/** `left operator right`, on one line if it fits. */
export function infix(left: string, operator: string, right: string): string {
  const line = `${left} ${operator} ${right}`;
  return line.length <= WIDTH && !line.includes('\n') ? line : `${left}\n${operator} ${right}`;
}

type Facts<F extends Form, U extends Unit, L extends string, S extends Scope> = Omit<Term<F, U, L, S>, 'precedence'> & {
  readonly precedence?: number;
};

/** Puts a term together; without a precedence it is an atom that never needs parentheses. */
export const term = <F extends Form, U extends Unit, L extends string, S extends Scope>(facts: Facts<F, U, L, S>): Term<F, U, L, S> => ({
  precedence: precedences.atom,
  ...facts,
  labels: [...new Set(facts.labels)],
  reads: [...new Set(facts.reads)].sort(),
});

/** The same result, written differently. Fields are taken one by one: a selection has more of them than an expression. */
export const rewritten = <F extends Form, U extends Unit, L extends string, S extends Scope>(
  { form, unit, labels, scope, reads }: Term<F, U, L, S>,
  promql: string,
  precedence: number = precedences.atom,
): Term<F, U, L, S> => term({ form, unit, labels, scope, reads, promql, precedence });

/** Scope of something made of two parts: each of them can confine the whole. */
export type Both<S extends Scope, T extends Scope> = 'panelOnly' extends S | T ? 'panelOnly' : 'anywhere';

export const both = <S extends Scope, T extends Scope>(one: S, other: T): Both<S, T> => {
  const scopes: readonly Scope[] = [one, other];
  return (scopes.includes('panelOnly') ? 'panelOnly' : 'anywhere') as Both<S, T>;
};

/** PromQL writes numbers as JavaScript does, except that these have no meaning in a rule. */
export function numeral(value: number): string {
  if (!Number.isFinite(value)) throw new Error(`${value} is no number a rule can use: give a finite one`);
  return String(value);
}
