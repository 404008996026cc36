/**
 * What a number means. The unit of an expression follows from its parts and ends up as the unit of the panel that shows it,
 * so a ratio cannot be drawn as bytes and seconds cannot be added to tasks.
 */

/** Unit → how Grafana writes it (ids of its `getValueFormats`) and what `rate()` makes of a counter in this unit. */
export const units = {
  /** Number of things that have no unit of their own: executors, pods, series. */
  count: { grafana: 'short', perSecond: 'countPerSecond' },
  countPerSecond: { grafana: 'cps' },
  tasks: { grafana: 'short', perSecond: 'tasksPerSecond' },
  tasksPerSecond: { grafana: 'ops' },
  requests: { grafana: 'short', perSecond: 'requestsPerSecond' },
  requestsPerSecond: { grafana: 'reqps' },
  rows: { grafana: 'short', perSecond: 'rowsPerSecond' },
  rowsPerSecond: { grafana: 'rowsps' },
  events: { grafana: 'short', perSecond: 'eventsPerSecond' },
  eventsPerSecond: { grafana: 'eps' },
  operations: { grafana: 'short', perSecond: 'operationsPerSecond' },
  operationsPerSecond: { grafana: 'ops' },
  /** 0 to 1 when it is a share; a rate of seconds is the number of things busy at once. */
  ratio: { grafana: 'percentunit' },
  /** 0 or 1; also every info series, whose value is always 1. */
  boolean: { grafana: 'bool' },
  bytes: { grafana: 'bytes', perSecond: 'bytesPerSecond' },
  bytesPerSecond: { grafana: 'binBps' },
  mebibytes: { grafana: 'mbytes' },
  seconds: { grafana: 's', perSecond: 'ratio' },
  milliseconds: { grafana: 'ms', perSecond: 'millisecondsPerSecond' },
  millisecondsPerSecond: { grafana: 'short' },
  microseconds: { grafana: 'µs' },
  nanoseconds: { grafana: 'ns' },
  /** Unix time in seconds; Grafana's date formats want milliseconds, so panels convert first. */
  timestamp: { grafana: 'short' },
  timestampMilliseconds: { grafana: 'dateTimeFromNow' },
  /** CPU time: one core busy for one second. */
  coreSeconds: { grafana: 's', perSecond: 'cores' },
  coreNanoseconds: { grafana: 'ns', perSecond: 'nanocores' },
  nanocores: { grafana: 'short' },
  cores: { grafana: 'short' },
  coreHours: { grafana: 'short' },
  byteSeconds: { grafana: 'short' },
  gibibyteHours: { grafana: 'short' },
  /** The currency of the prices in the configuration. */
  currency: { grafana: 'short' },
  currencyPerHour: { grafana: 'short' },
  currencyPerCoreHour: { grafana: 'short' },
  currencyPerGibibyteHour: { grafana: 'short' },
} as const;

export type Unit = keyof typeof units;

/** Units that count things: dividing by one of them gives a mean and keeps the unit. */
export type CountUnit = 'count' | 'tasks' | 'requests' | 'rows' | 'events' | 'operations';
const countUnits: readonly Unit[] = ['count', 'tasks', 'requests', 'rows', 'events', 'operations'] satisfies CountUnit[];

/** Grafana's id for a unit. */
export const grafanaUnit = (unit: Unit): string => units[unit].grafana;

// --- Rates ---------------------------------------------------------------------------------------------------------

/** Units a counter can have. */
export type CounterUnit = { [U in Unit]: (typeof units)[U] extends { perSecond: Unit } ? U : never }[Unit];

/** Unit of the rate of a counter: bytes → bytes per second, seconds → ratio, CPU seconds → cores. */
export type PerSecond<U extends CounterUnit> = (typeof units)[U]['perSecond'];

export const perSecond = <U extends CounterUnit>(unit: U): PerSecond<U> => units[unit].perSecond;

/** Unit of a sum: adding up zeros and ones counts things. */
export type Total<U extends Unit> = U extends 'boolean' ? 'count' : U;

export const totalUnit = <U extends Unit>(unit: U): Total<U> => (unit === 'boolean' ? 'count' : unit) as Total<U>;

// --- Quotients and products ----------------------------------------------------------------------------------------

/** Units of which `perSecond` makes R: bytes per second → bytes, ratio → seconds. */
type CounterOf<R extends Unit> = { [U in CounterUnit]: PerSecond<U> extends R ? U : never }[CounterUnit];

const rateOf = (unit: Unit): Unit | undefined => (units[unit] as { readonly perSecond?: Unit }).perSecond;
const counterOf = (rate: Unit): Unit | undefined => (Object.keys(units) as Unit[]).find((unit) => rateOf(unit) === rate);

/** left → right → left ÷ right, where no rule decides. */
const quotients = {
  byteSeconds: { seconds: 'bytes', bytes: 'seconds' },
} as const satisfies Partial<Record<Unit, Partial<Record<Unit, Unit>>>>;

/** left → right → left × right, where no rule decides. */
const products = {
  bytes: { seconds: 'byteSeconds' },
  cores: { currencyPerCoreHour: 'currencyPerHour' },
  coreHours: { currencyPerCoreHour: 'currency' },
  gibibyteHours: { currencyPerGibibyteHour: 'currency' },
} as const satisfies Partial<Record<Unit, Partial<Record<Unit, Unit>>>>;

type Entry<Table, A, B> = A extends keyof Table ? (B extends keyof Table[A] ? Table[A][B] : never) : never;

/** Unit of A ÷ B, `never` when the two do not go together. */
export type Quotient<A extends Unit, B extends Unit> = [A, B] extends [B, A]
  ? 'ratio'
  : B extends CountUnit | 'ratio' | 'boolean'
    ? A
    : B extends 'seconds'
      ? A extends CounterUnit
        ? PerSecond<A>
        : Entry<typeof quotients, A, B>
      : [A, B] extends [CounterUnit, PerSecond<A & CounterUnit>]
        ? 'seconds'
        : B extends PerSecond<CountUnit>
          ? CounterOf<A>
          : Entry<typeof quotients, A, B>;

/** Units that A may be divided by. */
export type DivisorOf<A extends Unit> = { [B in Unit]: [Quotient<A, B>] extends [never] ? never : B }[Unit];

/** Unit of A × B, `never` when the two do not go together. */
export type Product<A extends Unit, B extends Unit> = B extends 'ratio' | 'boolean'
  ? A
  : A extends 'ratio' | 'boolean' | 'count'
    ? B
    : B extends 'count'
      ? A
      : [B, CounterOf<A>] extends ['seconds', never]
        ? Entry<typeof products, A, B>
        : B extends 'seconds'
          ? CounterOf<A>
          : Entry<typeof products, A, B>;

/** Units that A may be multiplied by. */
export type FactorOf<A extends Unit> = { [B in Unit]: [Product<A, B>] extends [never] ? never : B }[Unit];

/** Unit of A − B: two moments differ by seconds, everything else keeps its unit. */
export type Difference<A extends Unit, B extends Unit> = [A, B] extends ['timestamp', 'timestamp'] ? 'seconds' : A;

/** Units that may be added to or taken from A. */
export type AddendOf<A extends Unit> = A extends 'timestamp' ? 'seconds' : A;
export type SubtrahendOf<A extends Unit> = A extends 'timestamp' ? 'seconds' | 'timestamp' : A;

function required(unit: Unit | undefined, a: Unit, b: Unit): Unit {
  if (!unit) throw new Error(`no unit for ${a} with ${b}: convert one of them first, or add the pair to metrics/unit.ts`);
  return unit;
}

type Table = Partial<Record<Unit, Partial<Record<Unit, Unit>>>>;
const countRates = countUnits.map(rateOf);
const isOneOf = (unit: Unit, ...candidates: readonly Unit[]): boolean => candidates.includes(unit);

function quotientUnit(a: Unit, b: Unit): Unit | undefined {
  if (a === b) return 'ratio';
  if (isOneOf(b, ...countUnits, 'ratio', 'boolean')) return a;
  if (b === 'seconds' && rateOf(a)) return rateOf(a);
  if (rateOf(a) === b) return 'seconds';
  return countRates.includes(b) ? counterOf(a) : (quotients as Table)[a]?.[b];
}

function productUnit(a: Unit, b: Unit): Unit | undefined {
  if (isOneOf(b, 'ratio', 'boolean')) return a;
  if (isOneOf(a, 'ratio', 'boolean', 'count')) return b;
  if (b === 'count') return a;
  return b === 'seconds' && counterOf(a) ? counterOf(a) : (products as Table)[a]?.[b];
}

export const quotient = <A extends Unit, B extends Unit>(a: A, b: B): Quotient<A, B> =>
  required(quotientUnit(a, b), a, b) as Quotient<A, B>;

export const product = <A extends Unit, B extends Unit>(a: A, b: B): Product<A, B> => required(productUnit(a, b), a, b) as Product<A, B>;

export const difference = <A extends Unit, B extends Unit>(a: A, b: B): Difference<A, B> =>
  (a === 'timestamp' && b === 'timestamp' ? 'seconds' : a) as Difference<A, B>;

// --- Scales --------------------------------------------------------------------------------------------------------

/** from → to → what PromQL appends to the expression. */
const conversions = {
  nanoseconds: { seconds: '/ 1e9' },
  microseconds: { seconds: '/ 1e6' },
  milliseconds: { seconds: '/ 1000' },
  millisecondsPerSecond: { ratio: '/ 1000' },
  nanocores: { cores: '/ 1e9' },
  coreNanoseconds: { coreSeconds: '/ 1e9' },
  timestampMilliseconds: { timestamp: '/ 1000' },
  timestamp: { timestampMilliseconds: '* 1000' },
  mebibytes: { bytes: '* 1048576' },
  coreSeconds: { coreHours: '/ 3600' },
  byteSeconds: { gibibyteHours: '/ 3600 / 1073741824' },
} as const satisfies Partial<Record<Unit, Partial<Record<Unit, string>>>>;

/** Units that A can be written in. */
export type ConvertibleFrom = keyof typeof conversions;
export type ConvertibleTo<A extends ConvertibleFrom> = keyof (typeof conversions)[A] & Unit;

/** The factor that turns one unit into the other, as the end of a PromQL expression. */
export const conversion = (from: ConvertibleFrom, to: Unit): string => (conversions[from] as Partial<Record<Unit, string>>)[to] ?? '';
