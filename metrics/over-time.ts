/** Functions that look back over a window. Each accepts only the kind of series it makes sense for. */
import { both, type Both, enclose, numeral, precedences, term, type Scope, type Term } from './expression';
import type { Series, CounterKind, GaugeKind, Kind } from './series';
import { perSecond, type CounterUnit, type PerSecond, type Unit } from './unit';
import { product, type FactorOf, type Product } from './unit-algebra';
import { scopeOfWindow, type ScopeOfWindow, type Window } from './window';

type Vector<U extends Unit, L extends string, S extends Scope> = Term<'vector', U, L, S>;

interface Call<U extends Unit> {
  readonly name: string;
  readonly unit: U;
  /** Arguments before and after the range. */
  readonly before?: string;
  readonly after?: string;
}

function call<U extends Unit, L extends string, S extends Scope, W extends Window>(
  { name, unit, before, after }: Call<U>,
  series: Series<Kind, Unit, L, S>,
  window: W,
): Vector<U, L, Both<S, ScopeOfWindow<W>>> {
  const range = [before, series.select({ window }), after].filter((argument) => argument !== undefined).join(', ');
  const scope = both(series.scope, scopeOfWindow(window));
  return term({ form: 'vector', unit, labels: series.labels, scope, reads: series.reads, promql: enclose(`${name}(`, range) });
}

// --- Counters ------------------------------------------------------------------------------------------------------

/** Mean growth per second. */
export const rate = <U extends CounterUnit, L extends string, S extends Scope, W extends Window>(
  series: Series<CounterKind, U, L, S>,
  window: W,
) => call<PerSecond<U>, L, S, W>({ name: 'rate', unit: perSecond(series.unit) }, series, window);

/** Growth per second between the last two samples: nervous, for panels that hunt short peaks. */
export const irate = <U extends CounterUnit, L extends string, S extends Scope, W extends Window>(
  series: Series<CounterKind, U, L, S>,
  window: W,
) => call<PerSecond<U>, L, S, W>({ name: 'irate', unit: perSecond(series.unit) }, series, window);

/** Growth over the window. */
export const increase = <U extends CounterUnit, L extends string, S extends Scope, W extends Window>(
  series: Series<CounterKind, U, L, S>,
  window: W,
) => call({ name: 'increase', unit: series.unit }, series, window);

/** How often the counter fell back: restarts of the program. */
export const resets = <L extends string, S extends Scope, W extends Window>(series: Series<CounterKind, Unit, L, S>, window: W) =>
  call({ name: 'resets', unit: 'count' }, series, window);

/** The plain value of a counter that began with the thing it describes: the total of this run so far. */
export const totalOf = <U extends Unit, L extends string, S extends Scope>(series: Series<'lifetimeCounter', U, L, S>): Vector<U, L, S> =>
  term({ form: 'vector', unit: series.unit, labels: series.labels, scope: series.scope, reads: series.reads, promql: series.promql });

/**
 * The total that a counter had reached which began with the thing it describes, also if that thing is gone by now: its rate would miss what its first
 * sample holds, and all of a life with a single one.
 */
export const totalOverTime = <U extends Unit, L extends string, S extends Scope, W extends Window>(
  series: Series<'lifetimeCounter', U, L, S>,
  window: W,
) => call({ name: 'max_over_time', unit: series.unit }, series, window);

// --- Gauges --------------------------------------------------------------------------------------------------------

const overTime =
  (name: string) =>
  <U extends Unit, L extends string, S extends Scope, W extends Window>(series: Series<GaugeKind, U, L, S>, window: W) =>
    call({ name, unit: series.unit }, series, window);

export const avgOverTime = overTime('avg_over_time');
export const maxOverTime = overTime('max_over_time');
export const minOverTime = overTime('min_over_time');
/** The newest sample of the window: bridges gaps longer than the five minutes Prometheus looks back. */
export const lastOverTime = overTime('last_over_time');
/** Last minus first sample. */
export const delta = overTime('delta');

/** Slope per second, by linear regression. */
export const deriv = <U extends CounterUnit, L extends string, S extends Scope, W extends Window>(
  series: Series<GaugeKind, U, L, S>,
  window: W,
) => call<PerSecond<U>, L, S, W>({ name: 'deriv', unit: perSecond(series.unit) }, series, window);

/** Value that many seconds ahead, by linear regression over the window. */
export const predictLinear = <U extends Unit, L extends string, S extends Scope, W extends Window>(
  series: Series<GaugeKind, U, L, S>,
  window: W,
  aheadSeconds: number,
) => call({ name: 'predict_linear', unit: series.unit, after: numeral(aheadSeconds) }, series, window);

/** How often the value changed. */
export const changes = <L extends string, S extends Scope, W extends Window>(series: Series<GaugeKind, Unit, L, S>, window: W) =>
  call({ name: 'changes', unit: 'count' }, series, window);

/** Number of samples: how much of the window was observed at all. */
export const countOverTime = <L extends string, S extends Scope, W extends Window>(series: Series<GaugeKind, Unit, L, S>, window: W) =>
  call({ name: 'count_over_time', unit: 'count' }, series, window);

/** 1 where the series had any sample. */
export const presentOverTime = <L extends string, S extends Scope, W extends Window>(series: Series<GaugeKind, Unit, L, S>, window: W) =>
  call({ name: 'present_over_time', unit: 'boolean' }, series, window);

// --- Recordings whose samples add up -------------------------------------------------------------------------------

/** Sum of the samples of a tally; a plain gauge is refused because its sum depends on how often it was scraped. */
export const sumOverTime = <U extends Unit, L extends string, S extends Scope, W extends Window>(
  series: Series<'tally', U, L, S>,
  window: W,
) => call({ name: 'sum_over_time', unit: series.unit }, series, window);

/** Area under an evenly sampled recording: cores → core-seconds, bytes → byte-seconds. */
export function integrateOverTime<
  U extends Unit & { [A in Unit]: 'seconds' extends FactorOf<A> ? A : never }[Unit],
  L extends string,
  S extends Scope,
  W extends Window,
>(series: Series<'evenlySampled', U, L, S>, window: W): Vector<Product<U, 'seconds'>, L, Both<S, ScopeOfWindow<W>>> {
  const sum = call({ name: 'sum_over_time', unit: product(series.unit, 'seconds') }, series, window);
  return term({ ...sum, promql: `${sum.promql} * ${numeral(series.everySeconds ?? Number.NaN)}`, precedence: precedences.product });
}
