import { both, precedences, type Form, type Scope, type Term } from './expression';
import { toMatcher, type Matcher } from './matcher';
import type { Unit } from './unit';
import type { FixedWindow, Window } from './window';

/**
 * What a series is, and so what may be done with it.
 * - `counter` only grows: `rate`, `increase`, `irate`, `resets`.
 * - `lifetimeCounter` starts at zero with the thing it describes (one application run): its plain value is a total, see `totalOf`.
 * - `gauge` goes up and down: plain, or `avgOverTime` and its kin.
 * - `histogram` has `_bucket`, `_sum`, `_count`; `bareHistogram` cumulative buckets under its own name; `summary` only `_sum`, `_count`.
 * - `tally` is a recording whose samples each count something once: `sumOverTime`.
 * - `evenlySampled` is a gauge recorded at a fixed pace: `integrateOverTime`.
 */
export type Kind = 'counter' | 'lifetimeCounter' | 'gauge' | 'histogram' | 'bareHistogram' | 'summary' | 'tally' | 'evenlySampled';
export type CounterKind = 'counter' | 'lifetimeCounter';
export type GaugeKind = 'gauge' | 'tally' | 'evenlySampled';

type FormOf<K extends Kind> = K extends CounterKind ? 'counter' : K extends GaugeKind ? 'vector' : 'histogram';

const forms: Readonly<Record<Kind, Form>> = {
  counter: 'counter',
  lifetimeCounter: 'counter',
  gauge: 'vector',
  tally: 'vector',
  evenlySampled: 'vector',
  histogram: 'histogram',
  bareHistogram: 'histogram',
  summary: 'histogram',
};

type MatcherValue = string | number | Matcher;
type Matchers<L extends string> = Partial<Record<L, MatcherValue>>;
type ScopeOfMatchers<M> = { [K in keyof M]: M[K] extends Matcher<infer S> ? S : 'anywhere' }[keyof M];
/** Makes an unknown label an error although the argument is generic. */
type OnlyKnown<M, L extends string> = M & Record<Exclude<keyof M, L>, never>;

export interface SeriesFacts<K extends Kind, U extends Unit, L extends string> {
  readonly name: string;
  readonly kind: K;
  readonly unit: U;
  readonly labels: readonly L[];
  /** Seconds between two samples, for `evenlySampled`. */
  readonly everySeconds?: number;
  /** Name of the catalogue entry, where the stored name has a suffix. @default name */
  readonly family?: string;
}

interface Selection<S extends Scope> {
  readonly matchers: Readonly<Record<string, Matcher>>;
  readonly offset?: FixedWindow;
  readonly scope: S;
}

/** A selection of series of one name. It is an expression by itself if it is a gauge. */
export class Series<K extends Kind, U extends Unit, L extends string, out S extends Scope = 'anywhere'> implements Term<
  FormOf<K>,
  U,
  L,
  S
> {
  readonly name: string;
  readonly kind: K;
  readonly unit: U;
  readonly labels: readonly L[];
  readonly scope: S;
  readonly precedence = precedences.atom;

  constructor(
    private readonly facts: SeriesFacts<K, U, L>,
    private readonly selection: Selection<S>,
  ) {
    ({ name: this.name, kind: this.kind, unit: this.unit, labels: this.labels } = facts);
    this.scope = selection.scope;
  }

  get form(): FormOf<K> {
    return forms[this.kind] as FormOf<K>;
  }

  get reads(): readonly string[] {
    return [this.facts.family ?? this.name];
  }

  get everySeconds(): number | undefined {
    return this.facts.everySeconds;
  }

  /** Fewer series: those whose labels match. Repeated calls narrow further. */
  where<const M extends Matchers<L>>(matchers: OnlyKnown<M, L>): Series<K, U, L, NoInfer<S> | ScopeOfMatchers<M>> {
    const added = Object.fromEntries(Object.entries<MatcherValue>(matchers).map(([label, value]) => [label, toMatcher(value)]));
    const scope = Object.values(added).reduce<Scope>((all, matcher) => both(all, matcher.scope), this.scope) as S | ScopeOfMatchers<M>;
    return new Series(this.facts, { ...this.selection, matchers: { ...this.selection.matchers, ...added }, scope });
  }

  /** The same series as they were that long ago. */
  offset(by: FixedWindow): Series<K, U, L, S> {
    return new Series(this.facts, { ...this.selection, offset: by });
  }

  /** The series beside it whose name has that suffix: `_sum` or `_count` of a histogram. */
  part<P extends CounterKind, V extends Unit>({ suffix, kind, unit }: { suffix: string; kind: P; unit: V }): Series<P, V, L, S> {
    return new Series({ name: this.name + suffix, kind, unit, labels: this.labels, family: this.name }, this.selection);
  }

  /** The selector; `suffix` is the part of a histogram's name, `window` makes it a range. */
  select({ suffix = '', window }: { readonly suffix?: string; readonly window?: Window } = {}): string {
    const { matchers, offset } = this.selection;
    const pairs = Object.entries(matchers).map(([label, { operator, value }]) => `${label}${operator}${JSON.stringify(value)}`);
    const selector = this.name + suffix + (pairs.length > 0 ? `{${pairs.join(', ')}}` : '');
    return selector + (window ? `[${window}]` : '') + (offset ? ` offset ${offset}` : '');
  }

  get promql(): string {
    return this.select();
  }
}
