import type { Environment } from '../config/schema';
import type { Scope } from '../metrics/expression';
import { add, constant, convert, integrateOverTime, multiply, PANEL_RANGE, sumBy } from '../metrics/promql';
import type { Series } from '../metrics/series';

type Prices = Environment['cost'];
type Cores<L extends string, S extends Scope> = Series<'evenlySampled', 'cores', L, S>;
type Memory<L extends string, S extends Scope> = Series<'evenlySampled', 'bytes', L, S>;

/** Core-hours over the chosen time range. */
export const coreHours = <L extends string, S extends Scope, const By extends NoInfer<L> = never>(by: readonly By[], cores: Cores<L, S>) =>
  sumBy(by, convert(integrateOverTime(cores, PANEL_RANGE), 'coreHours'));

/** GiB-hours over the chosen time range. */
export const gibibyteHours = <L extends string, S extends Scope, const By extends NoInfer<L> = never>(
  by: readonly By[],
  memory: Memory<L, S>,
) => sumBy(by, convert(integrateOverTime(memory, PANEL_RANGE), 'gibibyteHours'));

/** Money for cores and memory over the chosen time range. */
export const money = <L extends string, S extends Scope, const By extends NoInfer<L> = never>(
  { pricePerCoreHour, pricePerGibHour }: Prices,
  by: readonly By[],
  { cores, memory }: { readonly cores: Cores<L, S>; readonly memory: Memory<NoInfer<L>, S> },
) =>
  add(
    multiply(coreHours(by, cores), constant(pricePerCoreHour, 'currencyPerCoreHour')),
    multiply(gibibyteHours(by, memory), constant(pricePerGibHour, 'currencyPerGibibyteHour')),
  );
