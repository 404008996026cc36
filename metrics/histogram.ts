/** Distributions: histograms with and without `_bucket`, and summaries. */
import { both, type Both, enclose, numeral, term, type Scope, type Term } from './expression';
import type { Kind, Series } from './series';
import type { CounterUnit, Unit } from './unit';
import { scopeOfWindow, type ScopeOfWindow, type Window } from './window';

type Vector<U extends Unit, L extends string, S extends Scope> = Term<'vector', U, L, S>;
type Bucketed = 'histogram' | 'bareHistogram';
type Observed = 'histogram' | 'summary';

interface Distribution<K extends Kind, U extends Unit, L extends string, S extends Scope, W extends Window, By extends string> {
  readonly of: Series<K, U, L, S>;
  readonly by: readonly By[];
  readonly window: W;
}

/** Rate of every bucket, summed: a heatmap, or the argument of a quantile. `by` leaves out `le`, which is always kept. */
export function bucketRates<U extends Unit, L extends string, S extends Scope, W extends Window, By extends NoInfer<L>>({
  of,
  by,
  window,
}: Distribution<Bucketed, U, L, S, W, By>): Vector<'countPerSecond', By | 'le', Both<S, ScopeOfWindow<W>>> {
  const range = of.select({ suffix: of.kind === 'histogram' ? '_bucket' : '', window });
  return term({
    form: 'vector',
    unit: 'countPerSecond',
    labels: [...by, 'le'],
    scope: both(of.scope, scopeOfWindow(window)),
    reads: of.reads,
    promql: enclose(`sum by (${[...by, 'le'].join(', ')}) (`, `rate(${range})`),
  });
}

/** Quantile of what was observed in the window. */
export function histogramQuantile<U extends Unit, L extends string, S extends Scope, W extends Window, By extends NoInfer<L>>(
  quantile: number,
  distribution: Distribution<Bucketed, U, L, S, W, By>,
): Vector<U, By, Both<S, ScopeOfWindow<W>>> {
  const { promql, scope, reads } = bucketRates(distribution);
  const { of, by } = distribution;
  return term({
    form: 'vector',
    unit: of.unit,
    labels: by,
    scope,
    reads,
    promql: enclose(`histogram_quantile(${numeral(quantile)}, `, promql),
  });
}

const part = <U extends CounterUnit, L extends string, S extends Scope>(series: Series<Observed, Unit, L, S>, suffix: string, unit: U) =>
  series.part({ suffix, kind: 'counter', unit });

/** How many observations a histogram or summary has seen: a counter. */
export const observationsOf = <L extends string, S extends Scope>(series: Series<Observed, Unit, L, S>) => part(series, '_count', 'count');

/** Sum of the observations of a histogram or summary: a counter. */
export const sumOf = <U extends CounterUnit, L extends string, S extends Scope>(series: Series<Observed, U, L, S>) =>
  part(series, '_sum', series.unit);
