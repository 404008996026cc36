import { parser } from '@prometheus-io/lezer-promql';

type Tree = ReturnType<typeof parser.parse>;
export type SyntaxNode = Tree['topNode'];

/** Grafana's durations and numbers, by values that PromQL can parse and nobody would write. */
const INTERPOLATIONS: ReadonlyArray<readonly [RegExp, string]> = [
  [/\$\{?__rate_interval\}?/g, '7919s'],
  [/\$\{?__interval\}?(?!_)/g, '7907s'],
  [/\$\{?__range_s\}?/g, '7901'],
  [/\$\{?__range_ms\}?/g, '7901000'],
  [/\$\{?__range\}?/g, '7901s'],
];

/** The expression as Grafana sends it, except for variables inside quotes, which stay as they are. */
export const interpolate = (promql: string): string =>
  INTERPOLATIONS.reduce((text, [pattern, value]) => text.replaceAll(pattern, value), promql);

export const children = (node: SyntaxNode): SyntaxNode[] => {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) found.push(child);
  return found;
};

/** Parsed PromQL: its only expression, or where the grammar gave up. */
export function parsePromql(promql: string): { readonly expression: SyntaxNode } | { readonly error: string } {
  if (promql.trim() === '') return { error: 'is empty' };
  const top = parser.parse(promql).topNode;
  let error: string | undefined;
  top.cursor().iterate((node) => {
    if (node.type.isError) error ??= `does not parse at "${promql.slice(node.from, node.from + 30)}"`;
  });
  const expression = top.firstChild;
  return error === undefined && expression ? { expression } : { error: error ?? 'is only a comment' };
}
