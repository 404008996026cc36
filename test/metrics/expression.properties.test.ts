import fc from 'fast-check';

import { counter, gauge } from '../../metrics/metric';
import * as q from '../../metrics/promql';
import { children, parsePromql, type SyntaxNode } from '../contract/syntax';

const common = {
  job: 'spark-executors',
  labels: [],
  about: 'a',
  source: 's',
  tier: 'native',
  proof: { reason: 'made up for the test' },
} as const;
const heap = gauge({ ...common, name: 'heap', unit: 'ratio' });
const reads = counter({ ...common, name: 'reads', unit: 'seconds' });

type Ratio = q.RuleExpression<'ratio', 'app'>;
type Shape = string;

/** An expression and how it was put together, with every bracket that the grammar allows to leave out. */
interface Built {
  readonly expression: Ratio;
  readonly shape: Shape;
}

const leaf: fc.Arbitrary<Built> = fc.oneof(
  fc.constant({ expression: q.maxBy(['app'], heap), shape: 'max by (app) (heap)' }),
  fc.constantFrom('1m', '5m', '7d').map((window) => ({
    expression: q.sumBy(['app'], q.rate(reads, window as q.FixedWindow)),
    shape: `sum by (app) (rate(reads[${window}]))`,
  })),
  fc.string({ minLength: 1 }).map((pod) => ({
    expression: q.sumBy(['app'], heap.where({ pod })),
    shape: `sum by (app) (heap{pod=${JSON.stringify(pod)}})`,
  })),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => ({
    expression: q.add(q.maxBy(['app'], heap), q.constant(value, 'ratio')),
    shape: `(max by (app) (heap) + ${String(value)})`,
  })),
);

const operators: Record<string, (left: Ratio, right: Ratio) => Ratio> = {
  '+': (left, right) => q.add(left, right),
  '-': (left, right) => q.subtract(left, right),
  '*': (left, right) => q.multiply(left, right),
  '/': (left, right) => q.divide(left, right),
  '>': (left, right) => q.above(left, right),
  '<=': (left, right) => q.atMost(left, right),
  and: (left, right) => q.and(left, right),
  unless: (left, right) => q.unless(left, right),
  or: (left, right) => q.or(left, right),
};

const { any } = fc.letrec<{ any: Built }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 6, depthSize: 'medium' },
    leaf,
    fc.tuple(fc.constantFrom(...Object.keys(operators)), tie('any'), tie('any')).map(([operator, left, right]) => ({
      expression: operators[operator]!(left.expression, right.expression),
      // a division leaves out what would be divided by nothing
      shape: `(${left.shape} ${operator} ${operator === '/' ? `(${right.shape} > 0)` : right.shape})`,
    })),
    tie('any').map(({ expression, shape }) => ({ expression: q.maxBy(['app'], expression), shape: `max by (app) (${shape})` })),
    tie('any').map(({ expression, shape }) => ({ expression: q.clampMin(expression, 0), shape: `clamp_min(${shape}, 0)` })),
  ),
}));

const BINARY = /^(?:Add|Sub|Mul|Div|Gtr|Lte|And|Unless|Or)$/;

/** The tree that Prometheus sees, written with all brackets. */
function shapeOf(node: SyntaxNode, promql: string): Shape {
  const text = promql.slice(node.from, node.to);
  if (node.name === 'ParenExpr') return shapeOf(children(node)[0]!, promql);
  if (node.name === 'BinaryExpr') {
    const parts = children(node).filter(({ name }) => name !== 'MatchingModifierClause');
    const operator = parts.find(({ name }) => BINARY.test(name))!;
    const [left, right] = parts.filter((part) => part !== operator);
    return `(${shapeOf(left!, promql)} ${promql.slice(operator.from, operator.to)} ${shapeOf(right!, promql)})`;
  }
  const body = node.getChild('FunctionCallBody');
  if (!body || node.getChild('FunctionIdentifier')?.firstChild?.name === 'Rate')
    // the value of a matcher may hold brackets and spaces of its own
    return text.replaceAll(/"(?:[^"\\]|\\.)*"|\(\s+|\s+\)|\s+/g, (part) => (part.startsWith('"') ? part : part.trim() || ' '));
  const head = promql.slice(node.from, body.from).trimEnd();
  const inside = children(body)
    .map((argument) => shapeOf(argument, promql))
    .join(', ');
  return head.startsWith('clamp_min') ? `${head}(${inside})` : `${head} (${inside})`;
}

test('whatever is composed is parsed by Prometheus into the same tree, however it is bracketed and broken into lines', () => {
  fc.assert(
    fc.property(any, ({ expression, shape }) => {
      const parsed = parsePromql(expression.promql);
      if ('error' in parsed) throw new Error(`${expression.promql}\n${parsed.error}`);
      const spaces = (text: string) => text.replaceAll(/\s+/g, ' ');
      expect(spaces(shapeOf(parsed.expression, expression.promql))).toBe(spaces(shape));
    }),
    { numRuns: 500 },
  );
});
