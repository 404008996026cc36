/** One line of a metrics page. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Exposition {
  readonly samples: readonly Sample[];
  /** Metric → what its `# TYPE` line says. */
  readonly types: ReadonlyMap<string, string>;
}

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)(?:\s+-?\d+)?$/;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"\s*(?:,\s*|$)/gy;
const ESCAPES: Readonly<Record<string, string>> = { '\\\\': '\\', '\\"': '"', '\\n': '\n' };

function parseLabels(text: string, line: string): Record<string, string> {
  const labels: Record<string, string> = {};
  let end = 0;
  for (const match of text.matchAll(LABEL)) {
    labels[match[1]!] = match[2]!.replaceAll(/\\[\\"n]/g, (escape) => ESCAPES[escape]!);
    end = match.index + match[0].length;
  }
  if (end !== text.length) throw new Error(`labels cannot be read: ${line}`);
  return labels;
}

const NUMBERS: Readonly<Record<string, number>> = { '+Inf': Infinity, '-Inf': -Infinity, NaN };

function parseValue(text: string, line: string): number {
  const value = NUMBERS[text] ?? Number(text);
  // Number('') is 0, and what Spark prints for a gauge without value is the word null
  if (text === '' || (Number.isNaN(value) && text !== 'NaN')) throw new Error(`value cannot be read: ${line}`);
  return value;
}

/**
 * Reads a page in Prometheus' text format.
 * @throws on a line that Prometheus would refuse, which costs the whole scrape
 */
export function parseExposition(text: string): Exposition {
  const samples: Sample[] = [];
  const types = new Map<string, string>();
  for (const line of text.split('\n').filter((candidate) => candidate.trim() !== '')) {
    if (line.startsWith('#')) {
      const [, keyword, name, type] = line.split(/\s+/);
      if (keyword === 'TYPE') types.set(name!, type!);
      continue;
    }
    const [, name, labels = '', value = ''] = LINE.exec(line) ?? [];
    if (name === undefined) throw new Error(`line cannot be read: ${line}`);
    samples.push({ name, labels: parseLabels(labels.replace(/,\s*$/, ''), line), value: parseValue(value, line) });
  }
  return { samples, types };
}
