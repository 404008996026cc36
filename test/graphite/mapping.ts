import { parse } from 'yaml';

/** What a name of the Graphite protocol becomes. */
export interface Mapped {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

interface MappingEntry {
  readonly match: string;
  readonly match_type?: 'glob' | 'regex';
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly action?: 'map' | 'drop';
}

interface MappingFile {
  readonly defaults?: { readonly match_type?: 'glob' | 'regex' };
  readonly mappings: readonly MappingEntry[];
}

/** What a mapping file may hold: anything else keeps the exporter from starting. */
const GLOB = /^(\*\.|[a-zA-Z_][a-zA-Z0-9_-]*\.)+(\*|[a-zA-Z_][a-zA-Z0-9_-]*)$/;
const NAME = /^([a-zA-Z_]|\$\{?\d+\}?)([a-zA-Z0-9_]|\$\{?\d+\}?)*$/;
const LABEL = /^[a-zA-Z_][a-zA-Z0-9_]+$/;
const INVALID_IN_NAME = /[^a-zA-Z0-9_:]/g;

type Captures = ReadonlyArray<string | undefined>;

/** A glob is compared part by part, and each `*` is exactly one part: its captures are numbered from 1. */
function globCaptures(glob: string, name: string): Captures | undefined {
  const [wanted, given] = [glob.split('.'), name.split('.')];
  if (wanted.length !== given.length) return undefined;
  if (wanted.some((part, index) => part !== '*' && part !== given[index])) return undefined;
  return [name, ...given.filter((_, index) => wanted[index] === '*')];
}

/** In a glob `$1` ends where its digits end. */
const fillGlob = (template: string, captures: Captures): string =>
  template.replaceAll(/\$\{?(\d+)\}?/g, (_, index: string) => captures[Number(index)] ?? '');

/** In a regular expression `$1x` is the group called `1x`, as Go expands it; only `${1}x` is the first group and an x. */
const fillRegex = (template: string, captures: Captures): string =>
  template.replaceAll(/\$(?:\{(\w+)\}|(\w+))/g, (_, braced?: string, bare?: string) => captures[Number(braced ?? bare)] ?? '');

function assertValid({ match, match_type, name, labels = {} }: MappingEntry): void {
  if (match_type === 'regex') new RegExp(match);
  else if (!GLOB.test(match)) throw new Error(`mapping "${match}": not a glob of Graphite names`);
  if (!NAME.test(name)) throw new Error(`mapping "${match}": "${name}" is no name of a metric`);
  const wrong = Object.keys(labels).find((label) => !LABEL.test(label));
  if (wrong !== undefined) throw new Error(`mapping "${match}": "${wrong}" is no name of a label`);
}

/**
 * The documented matching of graphite_exporter, which is that of statsd_exporter: globs first, in the order of the file, then regular expressions,
 * which are not anchored.
 */
export class GraphiteMapper {
  private readonly entries: ReadonlyArray<MappingEntry & { readonly match_type: 'glob' | 'regex' }>;

  /** @throws on what keeps the exporter from starting */
  constructor(yaml: string) {
    const { defaults = {}, mappings } = parse(yaml) as MappingFile;
    const entries = mappings.map((entry) => ({ ...entry, match_type: entry.match_type ?? defaults.match_type ?? ('glob' as const) }));
    entries.forEach(assertValid);
    const of = (type: string) => entries.filter(({ match_type }) => match_type === type);
    this.entries = [...of('glob'), ...of('regex')];
  }

  /** `dropped` by an entry that says so, undefined where none matches. */
  map(name: string): Mapped | 'dropped' | undefined {
    for (const { match, match_type, name: template, labels = {}, action } of this.entries) {
      const captures = match_type === 'glob' ? globCaptures(match, name) : (new RegExp(match).exec(name) ?? undefined);
      if (captures === undefined) continue;
      if (action === 'drop') return 'dropped';
      const fill = match_type === 'glob' ? fillGlob : fillRegex;
      const filled = Object.entries(labels).map(([label, value]) => [label, fill(value, captures)]);
      return { name: fill(template, captures).replaceAll(INVALID_IN_NAME, '_'), labels: Object.fromEntries(filled) as Mapped['labels'] };
    }
    return undefined;
  }
}
