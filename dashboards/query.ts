import type { PanelExpression } from '../metrics/promql';
import type { Unit } from '../metrics/unit';

/** The labels between `{{` and `}}`. */
type LegendLabel<T extends string> = T extends `${string}{{${infer L}}}${infer Rest}` ? L | LegendLabel<Rest> : never;

/** An error unless the expression has every label that the legend shows. */
type Legend<T extends string, L extends string> = [LegendLabel<T>] extends [L]
  ? unknown
  : { readonly 'the expression has no such label': Exclude<LegendLabel<T>, L> };

/** One expression of a panel and what its lines are called. */
export interface Query<U extends Unit = Unit, L extends string = string> {
  readonly of: PanelExpression<U, L>;
  readonly legend: string;
  /** A limit is drawn dashed and grey, so that it is not taken for use. @default 'value' */
  readonly role: 'value' | 'limit';
}

/** A line per series; `{{label}}` in the legend is replaced by the label's value. */
export const query = <U extends Unit, L extends string, const T extends string>(
  of: PanelExpression<U, L>,
  legend: T & Legend<T, L>,
): Query<U, L> => ({ of, legend, role: 'value' });

/** What the other lines must stay below, or what they were meant to be. */
export const limit = <U extends Unit, L extends string, const T extends string>(
  of: PanelExpression<U, L>,
  legend: T & Legend<T, L>,
): Query<U, L> => ({ of, legend, role: 'limit' });

/** Labels that a legend shows. */
export const legendLabels = (legend: string): string[] => [...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label);
