import { GraphiteMapper, type Mapped } from './mapping';

interface StoredSample extends Mapped {
  readonly value: number;
  /** Unix seconds, as the line says: age is counted from there. */
  readonly timestamp: number;
}

export interface GraphiteExporterOptions {
  /** Content of `--graphite.mapping-config`. */
  readonly mapping: string;
  /** `--graphite.sample-expiry` in seconds. @default 300 */
  readonly sampleExpirySeconds?: number;
  /** `--graphite.mapping-strict-match`. @default true */
  readonly strictMatch?: boolean;
}

/** `a;b=c` is the name `a` with the tag `b`. */
function withoutTags(text: string): Mapped {
  const [name = '', ...tags] = text.split(';');
  const pairs = tags.map((tag) => tag.split(/=(.*)/s)).filter(([, value]) => value !== undefined);
  return { name, labels: Object.fromEntries(pairs.map(([key, value]) => [key, value])) as Mapped['labels'] };
}

const escaped = (value: string): string => value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

function seriesOf({ name, labels }: Mapped): string {
  const pairs = Object.entries(labels)
    .filter(([, value]) => value !== '')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([label, value]) => `${label}="${escaped(value)}"`);
  return pairs.length > 0 ? `${name}{${pairs.join(',')}}` : name;
}

/**
 * graphite_exporter as documented, since it cannot be had here: lines in, a metrics page out. Every sample is a gauge without a timestamp, keyed by
 * the whole Graphite name; a line is `name value unixSeconds`.
 */
export class GraphiteExporter {
  private readonly mapper: GraphiteMapper;
  private readonly samples = new Map<string, StoredSample>();
  private readonly expirySeconds: number;
  private readonly strict: boolean;

  constructor({ mapping, sampleExpirySeconds = 300, strictMatch = true }: GraphiteExporterOptions) {
    this.mapper = new GraphiteMapper(mapping);
    this.expirySeconds = sampleExpirySeconds;
    this.strict = strictMatch;
  }

  /** Stores what a line says. Returns whether it did: not for lines that are no Graphite, that are dropped, or, if strict, that nothing maps. */
  receive(line: string): boolean {
    const parts = line.trim().split(' ');
    const [text = '', value = '', timestamp = ''] = parts;
    const numbers = [value, timestamp].map((part) => (part === '' ? Number.NaN : Number(part)));
    if (parts.length !== 3 || (Number.isNaN(numbers[0]) && value !== 'NaN') || Number.isNaN(numbers[1])) return false;
    const tagged = withoutTags(text);
    const mapped = this.mapper.map(tagged.name);
    if (mapped === 'dropped' || (mapped === undefined && this.strict)) return false;
    const { name, labels } = mapped ?? { name: tagged.name.replaceAll(/[^a-zA-Z0-9_:]/g, '_'), labels: {} };
    this.samples.set(text, { name, labels: { ...tagged.labels, ...labels }, value: numbers[0]!, timestamp: numbers[1]! });
    return true;
  }

  /**
   * The page as Prometheus would read it at that moment.
   * @throws if two Graphite names became one series: the exporter then answers every scrape with an error
   */
  page(nowSeconds: number): string {
    const alive = [...this.samples.values()].filter(({ timestamp }) => timestamp >= nowSeconds - this.expirySeconds);
    const lines = alive.map((sample) => ({ name: sample.name, series: seriesOf(sample), value: sample.value }));
    lines.sort((a, b) => (a.name === b.name ? (a.series < b.series ? -1 : 1) : a.name < b.name ? -1 : 1));
    const twice = lines.find(({ series }, index) => series === lines[index - 1]?.series);
    if (twice) throw new Error(`${twice.series} was collected before with the same name and label values`);
    const own = { name: 'graphite_sample_expiry_seconds', series: 'graphite_sample_expiry_seconds', value: this.expirySeconds };
    const text = [own, ...lines].flatMap(({ name, series, value }, index, all) => [
      ...(name === all[index - 1]?.name ? [] : [`# HELP ${name} Graphite metric ${name}`, `# TYPE ${name} gauge`]),
      `${series} ${value}`,
    ]);
    return `${text.join('\n')}\n`;
  }
}
