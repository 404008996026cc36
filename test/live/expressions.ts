import { parse } from 'yaml';
import { prometheus } from '../../config/components';
import { children, interpolate, parsePromql, type SyntaxNode } from '../contract/syntax';
import { objectsOf, type Rendered } from './rendered';

/** Where an expression stands, and what it is. */
export interface ShownExpression {
  readonly place: string;
  readonly expression: string;
  readonly isAlert?: boolean;
}

/** Every query of every dashboard, from the ConfigMaps that Grafana reads. */
export function dashboardExpressions(rendered: Rendered): ShownExpression[] {
  return objectsOf(rendered, 'ConfigMap')
    .flatMap(({ data }) => Object.entries<string>(data ?? {}))
    .filter(([file, content]) => file.endsWith('.json') && content.includes('"panels"'))
    .flatMap(([file, content]) => panelsOf(parse(content)).flatMap((panel) => queriesOf(file, panel)));
}

const panelsOf = ({ panels = [] }: any): any[] => panels.flatMap((panel: any) => [panel, ...panelsOf(panel)]);

const queriesOf = (file: string, { title, targets = [] }: any): ShownExpression[] =>
  targets
    .filter(({ expr }: any) => typeof expr === 'string')
    .map(({ expr, refId }: any) => ({ place: `${file.replace('.json', '')} / ${title} / ${refId}`, expression: withEverything(expr) }));

/** As Grafana would send it for a range of half an hour with every variable set to "All". */
const withEverything = (expression: string): string =>
  interpolate(
    expression
      .replaceAll(/\$\{?__rate_interval\}?/g, '2m')
      .replaceAll(/\$\{?__interval\}?(?!_)/g, '30s')
      .replaceAll(/\$\{?__range_s\}?/g, '1800')
      .replaceAll(/\$\{?__range\}?/g, '30m'),
  ).replaceAll(/=~?"[^"]*\$[^"]*"/g, '=~".*"');

/** Every rule, from the ConfigMaps that Prometheus reads. */
export function ruleExpressions(rendered: Rendered): ShownExpression[] {
  return objectsOf(rendered, 'ConfigMap')
    .filter(({ metadata }) => metadata.name.startsWith(`${prometheus.name}-rules-`))
    .flatMap(({ data }) => Object.values<string>(data ?? {}))
    .flatMap((content) =>
      (parse(content).groups as any[]).flatMap(({ name, rules }) => rules.map((rule: any) => ({ ...rule, group: name }))),
    )
    .map(({ group, record, alert, expr }) => ({ place: `${group} / ${record ?? alert}`, expression: expr, isAlert: alert !== undefined }));
}

/** What a rule or a query must find for it to work: an alert gives nothing on a good day, but what it looks at must be there. */
export const needsOf = ({ place, expression, isAlert }: ShownExpression): ShownExpression[] =>
  isAlert
    ? selectorsOf(expression).map((selector) => ({ place: `${place} / ${selector}`, expression: selector }))
    : [{ place, expression }];

function selectorsOf(expression: string): string[] {
  const parsed = parsePromql(expression);
  if ('error' in parsed) throw new Error(`${expression} ${parsed.error}`);
  const found = (node: SyntaxNode): string[] =>
    node.name === 'VectorSelector' ? [expression.slice(node.from, node.to)] : children(node).flatMap(found);
  return [...new Set(found(parsed.expression))];
}

/** Everything that has to give data: recordings, panels, and what alerts look at. */
export const neededExpressions = (rendered: Rendered): ShownExpression[] =>
  [...ruleExpressions(rendered), ...dashboardExpressions(rendered)].flatMap(needsOf);
