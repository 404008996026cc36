import type { Scope } from './expression';

/** How a label has to look. A plain string or number in `where` means: equal to it. */
export interface Matcher<S extends Scope = Scope> {
  readonly operator: '=' | '!=' | '=~' | '!~';
  readonly value: string;
  readonly scope: S;
}

/** Characters that mean something in RE2, the regular expressions of Prometheus. */
const literal = (value: string): string => value.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);

/** The label is one of these values. */
export const oneOf = (...values: readonly [string, ...string[]]): Matcher<'anywhere'> => ({
  operator: '=~',
  value: values.map(literal).join('|'),
  scope: 'anywhere',
});

/** The whole label matches a regular expression (RE2, anchored on both ends). */
export const matching = (regex: string): Matcher<'anywhere'> => ({ operator: '=~', value: regex, scope: 'anywhere' });

/** The label is there and not empty. */
export const present: Matcher<'anywhere'> = { operator: '!=', value: '', scope: 'anywhere' };

/** The label is one of those chosen in a dashboard variable, by the variable's name without `$`. */
export const variable = (name: string): Matcher<'panelOnly'> => ({ operator: '=~', value: `$${name}`, scope: 'panelOnly' });

const opposite = { '=': '!=', '!=': '=', '=~': '!~', '!~': '=~' } as const;

/** The contrary of a matcher or of an exact value. */
export function not(value: string): Matcher<'anywhere'>;
export function not<S extends Scope>(matcher: Matcher<S>): Matcher<S>;
export function not(value: string | Matcher): Matcher {
  const matcher = toMatcher(value);
  return { ...matcher, operator: opposite[matcher.operator] };
}

export const toMatcher = (value: string | number | Matcher): Matcher =>
  typeof value === 'object' ? value : { operator: '=', value: String(value), scope: 'anywhere' };
