/** Aggregations: `by` names the labels that stay; the compiler knows no others afterwards. */
import { enclose, numeral, rewritten, term, type Expression, type Scope, type Term } from './expression';
import { totalUnit, type Total, type Unit } from './unit';

type Vector<U extends Unit, L extends string, S extends Scope> = Term<'vector', U, L, S>;

/** Adding up moments in time gives no moment. */
type Summable = Exclude<Unit, 'timestamp' | 'timestampMilliseconds'>;

interface Aggregation<U extends Unit, By extends string> {
  readonly operator: string;
  readonly unit: U;
  readonly by: readonly By[];
  readonly parameter?: number;
}

function aggregate<U extends Unit, S extends Scope, By extends string>(
  { operator, unit, by, parameter }: Aggregation<U, By>,
  of: Expression<Unit, string, S>,
): Vector<U, By, S> {
  const grouping = by.length > 0 ? ` by (${by.join(', ')}) ` : '';
  const open = `${operator}${grouping}(${parameter === undefined ? '' : `${numeral(parameter)}, `}`;
  return term({ form: 'vector', unit, labels: by, scope: of.scope, reads: of.reads, promql: enclose(open, of.promql) });
}

/** Sum; of zeros and ones a count. */
export const sumBy = <U extends Summable, L extends string, S extends Scope, const By extends NoInfer<L> = never>(
  by: readonly By[],
  of: Expression<U, L, S>,
): Vector<Total<U>, By, S> => aggregate({ operator: 'sum', unit: totalUnit(of.unit), by }, of);

const keepingUnit =
  (operator: string) =>
  <U extends Unit, L extends string, S extends Scope, const By extends NoInfer<L> = never>(
    by: readonly By[],
    of: Expression<U, L, S>,
  ): Vector<U, By, S> =>
    aggregate({ operator, unit: of.unit, by }, of);

export const maxBy = keepingUnit('max');
export const minBy = keepingUnit('min');
export const avgBy = keepingUnit('avg');

/** How many series there are, whatever their value. */
export const countBy = <L extends string, S extends Scope, const By extends NoInfer<L> = never>(
  by: readonly By[],
  of: Expression<Unit, L, S>,
): Vector<'count', By, S> => aggregate({ operator: 'count', unit: 'count', by }, of);

/** Quantile over the series of a group; 0.5 is their median. */
export const quantileBy = <U extends Unit, L extends string, S extends Scope, const By extends NoInfer<L> = never>(
  quantile: number,
  by: readonly By[],
  of: Expression<U, L, S>,
): Vector<U, By, S> => aggregate({ operator: 'quantile', unit: of.unit, by, parameter: quantile }, of);

/** The largest few, with all their labels. */
export const topk = <U extends Unit, L extends string, S extends Scope>(howMany: number, of: Expression<U, L, S>): Vector<U, L, S> => ({
  ...rewritten(of, enclose(`topk(${numeral(howMany)}, `, of.promql)),
  form: 'vector',
});
