import { toMatcher } from './matcher';
import { Series, type Kind } from './series';
import { targetLabelsOf, type Job, type TargetLabel } from './target-labels';
import type { CounterUnit, Unit } from './unit';

/**
 * Where a number comes from: Spark's own driver endpoints, the registries of its executors by way of the Graphite sink, Kubernetes about its
 * objects and containers, the state of the operator's custom resources, or a program of the platform about itself.
 */
export type Tier = 'native' | 'executorRegistry' | 'kubernetes' | 'customResource' | 'platform';

/** A recorded page in `test/fixtures/expositions/` that has the series, or why no recording can have it. */
export type Proof = { readonly exposition: string } | { readonly reason: string };

/** What the catalogue knows about a series. */
export interface MetricFacts<U extends Unit = Unit, J extends Job = Job, Own extends string = string> {
  /** As stored, after our relabelling; of a histogram or summary without `_bucket`, `_sum`, `_count`. */
  readonly name: string;
  readonly unit: U;
  /** Labels of its own; `job`, `instance` and the labels of the target come with the job. */
  readonly labels: readonly Own[];
  /** The scrape job that stores it. */
  readonly job: J;
  /** Whether other jobs store the same name: then every selection names the job. @default false */
  readonly sharedName?: boolean;
  /** The entry is only the series with these label values: the same name carries several units. */
  readonly only?: Readonly<Partial<Record<Own, string>>>;
  /** Label values that exist but not in the recording, e.g. only under failure: selections may use them too. */
  readonly values?: Readonly<Partial<Record<Own, readonly string[]>>>;
  /** What the `# TYPE` line of the page says where that is wrong. */
  readonly declaredAs?: 'counter' | 'gauge';
  /** It is the highest value so far and never falls: whoever shows it has to say so. @default false */
  readonly peak?: boolean;
  /** Of series that Spark pushes: their place in its registry below the id of the executor, as Graphite lines name it. */
  readonly pushed?: string;
  /** What it says, in one sentence; also what to beware of. */
  readonly about: string;
  /** File or document of the emitting program that says so. */
  readonly source: string;
  readonly tier: Tier;
  /** First and last version of the emitting program that has it. */
  readonly since?: string;
  readonly until?: string;
  readonly proof: Proof;
}

/** A catalogue entry: the series of one name, with the facts about them. */
export class Metric<K extends Kind, U extends Unit, L extends string> extends Series<K, U, L> {
  constructor(
    kind: K,
    labels: readonly L[],
    readonly entry: MetricFacts<U>,
  ) {
    const fixed = { ...(entry.sharedName ? { job: entry.job } : {}), ...entry.only };
    const matchers = Object.fromEntries(Object.entries(fixed).map(([label, value]) => [label, toMatcher(value)]));
    super({ name: entry.name, kind, unit: entry.unit, labels }, { matchers, scope: 'anywhere' });
  }
}

/** Any catalogue entry. */
export type AnyMetric = Metric<Kind, Unit, string>;

/** Infers labels from the entry and from its job, so that both are checked wherever the metric is used. */
type Constructor<K extends Kind, Units extends Unit> = <const U extends Units, const J extends Job, const Own extends string = never>(
  facts: MetricFacts<U, J, Own>,
) => Metric<K, U, Own | TargetLabel<J>>;

const metric =
  <K extends Kind>(kind: K): Constructor<K, Unit> =>
  (facts) =>
    new Metric(kind, [...new Set([...facts.labels, ...targetLabelsOf(facts.job)])], facts);

/** Only grows, until the program restarts. */
export const counter: Constructor<'counter', CounterUnit> = metric('counter');

/** Only grows, and starts at zero with the one thing it describes: its plain value is that thing's total so far. */
export const lifetimeCounter: Constructor<'lifetimeCounter', CounterUnit> = metric('lifetimeCounter');

/** Goes up and down. */
export const gauge: Constructor<'gauge', Unit> = metric('gauge');

/** Cumulative buckets `_bucket{le}` with `_sum` and `_count`. */
export const histogram: Constructor<'histogram', CounterUnit> = metric('histogram');

/** Cumulative buckets under the metric's own name, without `_sum` and `_count` (MinIO). */
export const bareHistogram: Constructor<'bareHistogram', Unit> = metric('bareHistogram');

/** `_sum` and `_count` only. */
export const summary: Constructor<'summary', CounterUnit> = metric('summary');

/** Always 1: carries labels to join with; or 0 and 1 for each value of a state label. */
export const info = <const J extends Job, const Own extends string = never>(
  facts: Omit<MetricFacts<'boolean', J, Own>, 'unit'>,
): Metric<'gauge', 'boolean', Own | TargetLabel<J>> => gauge<'boolean', J, Own>({ ...facts, unit: 'boolean' });
