import { parser } from '@prometheus-io/lezer-promql';

type SyntaxNode = ReturnType<typeof parser.parse>['topNode'];

/** One comparison of an alert: what it looks at, and the bound. */
export interface Condition {
  /** How it takes part: it must hold, it is an alternative, or it must not hold. */
  readonly role: 'when' | 'and' | 'or' | 'unless';
  /** What is compared; without a comparison, what must exist. */
  readonly value: string;
  readonly operator?: string;
  /** A number, or what else it is compared with. */
  readonly bound?: number | string;
}

const OPERATORS: Readonly<Record<string, string>> = { Gtr: '>', Lss: '<', Gte: '≥', Lte: '≤', Eql: '=', Neq: '≠' };
const SETS = { And: 'and', Or: 'or', Unless: 'unless' } as const;
/** Aggregations that keep the value they pick: comparing before or after them is the same. */
const PICKING = ['max', 'min'];

/**
 * Takes an alert's expression apart, because nothing is there to be drawn while it is quiet: `a > 1 and b < 2` becomes `a` with the bound 1
 * and `b` with the bound 2. Throws when the expression does not parse.
 */
export function conditionsOf(promql: string): Condition[] {
  const top = parser.parse(promql).topNode;
  if (!top.firstChild) throw new Error(`an alert without an expression: ${promql}`);
  return new Decomposition(promql).conditions(top.firstChild, 'when');
}

class Decomposition {
  constructor(private readonly promql: string) {}

  conditions(node: SyntaxNode, role: Condition['role']): Condition[] {
    if (node.name === 'ParenExpr' && node.firstChild) return this.conditions(node.firstChild, role);
    const [left, right] = this.operands(node);
    if (node.name === 'BinaryExpr' && left && right) {
      const set = Object.entries(SETS).find(([name]) => node.getChild(name))?.[1];
      if (set) return [...this.conditions(left, role), ...this.conditions(right, role === 'unless' ? role : set)];
    }
    return [{ role, ...(this.comparison(node) ?? this.insideAggregation(node) ?? this.absence(node) ?? { value: this.text(node) }) }];
  }

  private comparison(node: SyntaxNode): Omit<Condition, 'role'> | undefined {
    const operator = Object.entries(OPERATORS).find(([name]) => node.name === 'BinaryExpr' && node.getChild(name))?.[1];
    const [left, right] = this.operands(node);
    if (operator === undefined || !left || !right) return undefined;
    return { value: this.text(left), operator, bound: this.bound(right) };
  }

  private bound(node: SyntaxNode): number | string {
    const text = this.text(node);
    return /^-?[\d.e+-]+$/i.test(text) ? Number(text) : text;
  }

  /** `max by (a) (x == 1)` is drawn as `max by (a) (x)` with the bound 1. */
  private insideAggregation(node: SyntaxNode): Omit<Condition, 'role'> | undefined {
    const operator = node.name === 'AggregateExpr' ? node.getChild('AggregateOp') : null;
    const inner = node.getChild('FunctionCallBody')?.firstChild;
    if (!operator || !inner || !PICKING.includes(this.text(operator))) return undefined;
    const found = this.comparison(inner);
    if (found === undefined) return undefined;
    return { ...found, value: `${this.promql.slice(node.from, inner.from)}${found.value}${this.promql.slice(inner.to, node.to)}` };
  }

  /** `absent(up == 1)` is drawn as `up`, which ought to be 1. */
  private absence(node: SyntaxNode): Omit<Condition, 'role'> | undefined {
    const name = node.name === 'FunctionCall' ? node.getChild('FunctionIdentifier') : null;
    const inner = node.getChild('FunctionCallBody')?.firstChild;
    const found = name && inner && this.text(name) === 'absent' ? this.comparison(inner) : undefined;
    return found?.operator === '=' ? { ...found, operator: '≠' } : undefined;
  }

  private operands(node: SyntaxNode): SyntaxNode[] {
    const found: SyntaxNode[] = [];
    for (let child = node.firstChild; child; child = child.nextSibling)
      if (/(Expr|Selector|Call|Literal)$/.test(child.name)) found.push(child);
    return found;
  }

  private text({ from, to }: SyntaxNode): string {
    return this.promql.slice(from, to);
  }
}
