import { catalogueBySubject } from './catalogue';
import type { AnyMetric, Proof, Tier } from './metric';
import type { Kind } from './series';
import { targetLabelsOf } from './target-labels';

/** One place that reads a series: a recording, an alert or a dashboard. */
export interface Use {
  /** As a reader would look for it, e.g. `alert SparkTasksFailing`. */
  readonly where: string;
  /** Names of the series and recordings it reads: `reads` of its expression. */
  readonly reads: readonly string[];
}

const subjects: Readonly<Record<keyof typeof catalogueBySubject, string>> = {
  applications: 'Spark applications',
  schedules: 'Schedules',
  connectServers: 'Spark Connect servers',
  executors: 'Executors, as the driver tells',
  executorRegistry: 'Executors, as they tell themselves (`spark.executorMetrics`)',
  driver: 'Driver',
  streaming: 'Structured Streaming',
  operator: 'Spark operator',
  pods: 'Pods',
  workloads: 'Workloads',
  cluster: 'Nodes and quotas, as Kubernetes sees them',
  containers: 'Containers',
  volumes: 'Volumes',
  nodes: 'Machines',
  apiServer: 'Kubernetes API server',
  minio: 'MinIO',
  targets: 'Scrape targets and alerts',
  prometheus: 'Prometheus',
  alertmanager: 'Alertmanager',
  grafana: 'Grafana',
  argoCd: 'Argo CD',
};

const kinds: Readonly<Record<Kind, string>> = {
  counter: 'counter',
  lifetimeCounter: 'counter of one application run',
  gauge: 'gauge',
  histogram: 'histogram',
  bareHistogram: 'histogram without `_bucket`',
  summary: 'summary',
  tally: 'gauge',
  evenlySampled: 'gauge',
};

const tiers: Readonly<Record<Tier, string>> = {
  native: 'Spark driver pages',
  executorRegistry: 'Spark executors, Graphite sink',
  kubernetes: 'Kubernetes',
  customResource: 'custom resources',
  platform: 'platform',
};

const code = (text: string): string => `\`${text}\``;
/** A table cell: a bar would end it, a line break would end the row. */
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

const proven = (proof: Proof): string => ('exposition' in proof ? code(proof.exposition) : `not recorded: ${proof.reason}`);

function selection({ entry }: AnyMetric): string {
  const only = Object.entries(entry.only ?? {}).map(([label, value]) => `${label}="${value ?? ''}"`);
  return code(entry.name + (only.length > 0 ? `{${only.join(', ')}}` : ''));
}

function versions({ since, until }: AnyMetric['entry']): string {
  return [since && `since ${since}`, until && `until ${until}`].filter(Boolean).join(', ');
}

function line(metric: AnyMetric, uses: readonly Use[]): string {
  const { entry, kind, unit, name } = metric;
  const usedIn = uses.filter(({ reads }) => reads.includes(name)).map(({ where }) => where);
  const about = [entry.about, entry.peak && 'Highest value so far.', versions(entry)].filter(Boolean).join(' ');
  const cells = [
    selection(metric),
    kinds[kind],
    unit,
    entry.labels.map(code).join(' '),
    entry.job === '*' ? 'all' : code(entry.job),
    tiers[entry.tier],
    about,
    entry.source,
    proven(entry.proof),
    [...new Set(usedIn)].sort().join(', '),
  ];
  return `| ${cells.map(cell).join(' | ')} |`;
}

const head = ['Series', 'Type', 'Unit', 'Own labels', 'Scrape job', 'From', 'About', 'Source', 'Proven by', 'Used in'];
const heading = [`| ${head.join(' | ')} |`, `|${head.map(() => '---').join('|')}|`];

const jobsOf = (metrics: readonly AnyMetric[]) => [...new Set(metrics.map(({ entry }) => entry.job))].filter((job) => job !== '*');

/** Which labels the targets of these series add to their own. */
function added(metrics: readonly AnyMetric[]): string[] {
  return jobsOf(metrics).map((job) => `Targets of ${code(job)} add ${targetLabelsOf(job).map(code).join(', ')}.`);
}

/**
 * The catalogue as a page in Markdown: every series by subject, and who reads it.
 * @param uses every recording, alert and panel
 */
export function metricsDocumentation(uses: readonly Use[]): string {
  const sections = Object.entries<Readonly<Record<string, AnyMetric>>>(catalogueBySubject).map(([subject, entries]) => {
    const metrics = Object.values(entries);
    const rows = metrics.map((metric) => line(metric, uses));
    return [`## ${subjects[subject as keyof typeof subjects]}`, ...added(metrics), [...heading, ...rows].join('\n')].join('\n\n');
  });
  const introduction = [
    '# Metrics',
    'Every series that rules and dashboards may ask for, generated from `metrics/`. Names are those in Prometheus, after relabelling.',
    '“Proven by” names the recorded page in `test/fixtures/expositions/` that has the series, or why none can.',
  ];
  return `${[...introduction, ...sections].join('\n\n')}\n`;
}
