/** Units of quotients, products and differences. What does not go together is an error of the compiler. */
import { type CounterUnit, type CountUnit, countUnits, type PerSecond, type Unit, units } from './unit';

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
  if (!unit) throw new Error(`no unit for ${a} with ${b}: convert one of them first, or add the pair to metrics/unit-algebra.ts`);
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
