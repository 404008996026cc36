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
  nanoseconds: { grafana: 'ns', perSecond: 'nanosecondsPerSecond' },
  nanosecondsPerSecond: { grafana: 'short' },
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
export const countUnits: readonly Unit[] = ['count', 'tasks', 'requests', 'rows', 'events', 'operations'] satisfies CountUnit[];

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

// --- Scales --------------------------------------------------------------------------------------------------------

/** from → to → what PromQL appends to the expression. */
const conversions = {
  nanoseconds: { seconds: '/ 1e9' },
  microseconds: { seconds: '/ 1e6' },
  milliseconds: { seconds: '/ 1000' },
  millisecondsPerSecond: { ratio: '/ 1000' },
  nanosecondsPerSecond: { ratio: '/ 1e9' },
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
