import { committed } from './committed';
import { type PlacedObject, rendered } from './rendering';
import { variants } from './variants';

/** File without the hash that a ConfigMap's name may end in, so that a changed one is not taken for another. */
const fileOf = ({ path }: PlacedObject): string => path.replace(/^[^/]+\//, '').replace(/-[0-9a-f]{10}\.yaml$/, '-<hash>.yaml');

const withoutHash = (text: string): string => text.replace(/-[0-9a-f]{10}$/, '-<hash>').replace(/@sha256:[0-9a-f]{64}/, '@<digest>');

/** Members of an object or list by name: an item of a list by its own name or by what it says, so that a new one does not shift the others. */
const members = (value: object): Map<string, unknown> =>
  new Map(
    Object.entries(value).map(([key, inner]: [string, unknown]) => [Array.isArray(value) && isNested(inner) ? titleOf(inner) : key, inner]),
  );

const titleOf = (item: object): string => ('name' in item && typeof item.name === 'string' ? item.name : JSON.stringify(item));

const isNested = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** A text as its words or lines, so that only the changed ones show. */
const parts = (value: unknown): string[] =>
  value === undefined ? [] : isNested(value) ? ['{…}'] : withoutHash(JSON.stringify(value).replace(/^"|"$/g, '')).split(/\\n| (?=-D)/);

/** How a value differs: `-` what was there, `+` what is there now, by JSON pointer. */
function changes(old: unknown, now: unknown, pointer = ''): string[] {
  if (isNested(old) && isNested(now)) {
    const [was, is] = [members(old), members(now)];
    return [...new Set([...was.keys(), ...is.keys()])].sort().flatMap((key) => changes(was.get(key), is.get(key), `${pointer}/${key}`));
  }
  const [was, is] = [parts(old), parts(now)];
  return [
    ...was.filter((part) => !is.includes(part)).map((part) => `- ${pointer}: ${part.trim()}`),
    ...is.filter((part) => !was.includes(part)).map((part) => `+ ${pointer}: ${part.trim()}`),
  ];
}

/** Long texts with tests of their own: that they changed says enough here. */
const TEXTS = /ConfigMap\.(grafana-dashboard-|prometheus-rules-|alertmanager-config-)/;

/** How one platform differs from another: objects that came or went by name, the others by what changed in them. */
function difference(before: readonly PlacedObject[], after: readonly PlacedObject[]): Record<string, string | string[]> {
  const [old, now] = [before, after].map((objects) => new Map(objects.map((object) => [fileOf(object), object])));
  const files = [...new Set([...old!.keys(), ...now!.keys()])].sort();
  return Object.fromEntries(
    files.flatMap((file): Array<[string, string | string[]]> => {
      const [was, is] = [old!.get(file), now!.get(file)];
      if (!was || !is) return [[file, was ? 'gone' : 'new']];
      if (TEXTS.test(file)) return was.content === is.content ? [] : [[file, 'changed']];
      const lines = changes(was.manifest, is.manifest);
      return lines.length > 0 ? [[file, lines]] : [];
    }),
  );
}

const local = committed.find(({ title }) => title === 'local')!;

test.each(Object.entries(variants))('%s: what it changes in the local platform', (title, variant) => {
  const { objects } = rendered(title, variant);
  expect(difference(local.objects, objects)).toMatchSnapshot();
});
