import { catalogue } from './catalogue';
import type { AnyMetric } from './metric';
import { SPARK_RUN_LABELS } from './target-labels';

/**
 * How Spark's registries travel: Spark's Graphite sink writes `<prefix>.<metrics namespace>.<executor id or "driver">.<place in the registry> <value>
 * <Unix seconds>`, and graphite_exporter turns that into a series by the mapping below. The prefix says which run of which application it is, since
 * Spark lets nothing else into a line.
 *
 * Sources: apache/spark `GraphiteSink.scala`, `MetricsSystem.scala`; prometheus/graphite_exporter and statsd_exporter, whose mapping it reads.
 */

/** First part of every name in Spark's registry; without it Spark puts the application's id there. */
export const METRICS_NAMESPACE = 'spark';

/** First part of every line, so that nothing else is taken for Spark's. */
const ORIGIN = 'spok';

/** Stands in the lines of an application without schedule, since a part of a Graphite name cannot be empty. */
export const NO_SCHEDULE = '-';

export type RunLabel = (typeof SPARK_RUN_LABELS)[number];

/** What every line of a run begins with. A value must not contain a dot: names of Kubernetes objects that are labels never do. */
export const graphitePrefix = (run: Readonly<Record<RunLabel, string>>): string =>
  [ORIGIN, ...SPARK_RUN_LABELS.map((label) => run[label])].join('.');

const pushedMetrics = catalogue.flatMap((metric) => (metric.entry.pushed === undefined ? [] : [{ metric, pushed: metric.entry.pushed }]));

/** Only executors run tasks; the driver has a JVM like theirs. */
const isOfTasks = (pushed: string): boolean => pushed.startsWith('executor.');

/** Name of a metric in Spark's registry: lines of counters have one more part, `count`. */
const inRegistry = (pushed: string): string => pushed.replace(/\.count$/, '');

/** Series that one executor has at most: what `spark.executorMetrics` costs is this times the executors that live or died lately. */
export const SERIES_PER_EXECUTOR = pushedMetrics.length;
/** Series of one driver. */
export const SERIES_PER_DRIVER = pushedMetrics.filter(({ pushed }) => !isOfTasks(pushed)).length;

/** Alternatives by the source they belong to: `executor\.(a|b)|JVMCPU\.(c)`. */
function bySource(places: readonly string[]): string {
  const sources = new Map<string, string[]>();
  for (const place of places) {
    const [source = '', ...name] = place.split('.');
    sources.set(source, [...(sources.get(source) ?? []), name.join('\\.')]);
  }
  return [...sources].map(([source, names]) => `${source}\\.(${names.sort().join('|')})`).join('|');
}

/**
 * Java pattern for `sink.graphite.regex`: the sink sends what it finds in a name of the registry, so that the catalogue's series are all that leaves
 * an executor: its registry of some 130 values, and nearly 200 in the driver, would be five times as much.
 */
export function sinkPattern(): string {
  const places = pushedMetrics.map(({ pushed }) => inRegistry(pushed));
  const ofTasks = bySource(places.filter(isOfTasks));
  const ofJvm = bySource(places.filter((place) => !isOfTasks(place)));
  return `^${METRICS_NAMESPACE}\\.([0-9]+\\.(${ofTasks}|${ofJvm})|driver\\.(${ofJvm}))$`;
}

/** One entry of graphite_exporter's mapping file; the syntax is that of statsd_exporter. */
export interface GraphiteMapping {
  /** A glob: each `*` is one part of the name, `$1`, `$2` … in the labels. */
  readonly match: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

const PARTS = [ORIGIN, ...SPARK_RUN_LABELS.map(() => '*'), METRICS_NAMESPACE];
const RUN = Object.fromEntries(SPARK_RUN_LABELS.map((label, index) => [label, `$${index + 1}`]));
const EXECUTOR_ID = `$${SPARK_RUN_LABELS.length + 1}`;

function mappingsOf({ name }: AnyMetric, pushed: string): GraphiteMapping[] {
  const mapping = (id: string, role: string, executorId: string) => ({
    match: [...PARTS, id, pushed].join('.'),
    name,
    labels: { ...RUN, executor_id: executorId, role },
  });
  // the first that matches wins
  return [...(isOfTasks(pushed) ? [] : [mapping('driver', 'driver', 'driver')]), mapping('*', 'executor', EXECUTOR_ID)];
}

/** The content of graphite_exporter's mapping file: a series for every entry of the catalogue that Spark pushes. */
export const graphiteMapping = (): { readonly mappings: readonly GraphiteMapping[] } => ({
  mappings: pushedMetrics.flatMap(({ metric, pushed }) => mappingsOf(metric, pushed)),
});
