import type { AnyMetric } from '../../metrics/metric';
import { type LabelMatcher, valueProblems } from './known-values';
import { entriesByStoredName } from './recorded';
import { children, type SyntaxNode } from './syntax';

/** A recording, as far as those that select it need to know. */
export interface KnownRecording {
  readonly record: string;
  readonly labels: readonly string[];
  readonly kind: string;
}

/** What an expression gives: the labels its result can carry; a scalar has none to match. */
interface Result {
  readonly labels: ReadonlySet<string>;
  readonly scalar: boolean;
}

const SCALAR: Result = { labels: new Set(), scalar: true };
const vector = (labels: Iterable<string>): Result => ({ labels: new Set(labels), scalar: false });

const OF_COUNTERS = ['rate', 'irate', 'increase', 'resets'];
const SUMS_SAMPLES = 'sum_over_time';
/** Of a counter that began with the thing it describes, this is that thing's total. */
const OF_TOTALS = 'max_over_time';

interface Selector {
  readonly name: string;
  readonly matchers: readonly LabelMatcher[];
}

/** A selection from the catalogue: the entries it can mean, and the scrape jobs any of which would give it data. */
export interface MetricRead {
  readonly entries: readonly AnyMetric[];
  readonly jobs: readonly string[];
}

interface Tolerance {
  /** Values with `$` in them are Grafana variables. */
  readonly variables: boolean;
  /** A plain counter is fine: a variable only lists the values of a label. */
  readonly bareCounters: boolean;
}

/** Which of the entries of a name a selector means: those that its fixed values do not exclude. */
function meant({ matchers }: Selector, entries: readonly AnyMetric[]): MetricRead {
  const fixed = new Map(matchers.filter(({ operator }) => operator === '=').map(({ label, value }) => [label, value]));
  const job = fixed.get('job');
  const fits = ({ entry }: AnyMetric) =>
    (job === undefined || entry.job === '*' || entry.job === job) &&
    Object.entries(entry.only ?? {}).every(([label, value]) => (fixed.get(label) ?? value) === value);
  const kept = entries.filter(fits);
  return { entries: kept, jobs: [...new Set(kept.map(({ entry }) => (entry.job === '*' ? (job ?? '*') : entry.job)))] };
}

/** Walks one expression and notes everything that is wrong with it. */
export class Analysis {
  readonly problems: string[] = [];
  /** Recordings that it selects. */
  readonly recordingsRead = new Set<string>();
  readonly metricsRead: MetricRead[] = [];

  constructor(
    private readonly promql: string,
    private readonly recordings: ReadonlyMap<string, KnownRecording>,
    private readonly tolerance: Tolerance,
  ) {}

  /** Labels of the result of a node; problems on the way are noted. */
  visit(node: SyntaxNode, caller?: string): Result {
    switch (node.name) {
      case 'VectorSelector':
        return this.selection(node, caller);
      case 'AggregateExpr':
        return this.aggregation(node);
      case 'FunctionCall':
        return this.call(node);
      case 'BinaryExpr':
        return this.binary(node);
      case 'NumberDurationLiteral':
      case 'StringLiteral':
        return SCALAR;
      case 'SubqueryExpr':
        return this.visit(node.firstChild!);
      default:
        // parentheses, signs, offsets and ranges leave the labels as they are
        return this.operands(node).map((child) => this.visit(child, node.name === 'ParenExpr' ? undefined : caller))[0] ?? SCALAR;
    }
  }

  private text({ from, to }: SyntaxNode): string {
    return this.promql.slice(from, to);
  }

  /** Value of a quoted string; only double quotes have escapes worth reading. */
  private string(node: SyntaxNode): string {
    const quoted = this.text(node);
    return quoted.startsWith('"') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
  }

  private operands(node: SyntaxNode): SyntaxNode[] {
    return children(node).filter(
      ({ name }) => /(Expr|Selector|Call|Literal)$/.test(name) && name !== 'DurationExpr' && name !== 'OffsetDurationExpr',
    );
  }

  private names(clause: SyntaxNode): string[] {
    return children(clause).map((label) => this.text(label));
  }

  private demand(labels: readonly string[], available: ReadonlySet<string>, where: string): void {
    for (const label of labels)
      if (!available.has(label))
        this.problems.push(`${where} uses label "${label}", which is none of ${[...available].sort().join(', ') || '(no labels)'}`);
  }

  // --- Selectors ---------------------------------------------------------------------------------------------------

  private selection(node: SyntaxNode, caller?: string): Result {
    const selector = this.selector(node);
    const ranged = node.parent?.name === 'MatrixSelector';
    const recording = this.recordings.get(selector.name);
    if (recording) {
      this.recordingsRead.add(recording.record);
      return this.ofRecording(selector, recording, ranged ? caller : undefined);
    }
    const entries = entriesByStoredName.get(selector.name);
    if (!entries) {
      this.problems.push(`"${selector.name}" is neither in the catalogue nor a recording`);
      return vector([]);
    }
    this.metricsRead.push(meant(selector, entries));
    return this.ofMetric(selector, entries, ranged ? caller : undefined);
  }

  private selector(node: SyntaxNode): Selector {
    const matchers = node.getChild('LabelMatchers');
    return {
      name: this.text(node.getChild('Identifier')!),
      matchers: (matchers ? children(matchers) : []).map((matcher) => ({
        label: this.text(matcher.firstChild!),
        operator: this.text(matcher.getChild('MatchOp')!),
        value: this.string(matcher.getChild('StringLiteral')!),
      })),
    };
  }

  private ofRecording({ name, matchers }: Selector, { labels, kind }: KnownRecording, rangeOf?: string): Result {
    this.demand(
      matchers.map(({ label }) => label),
      new Set(labels),
      `{…} of ${name}`,
    );
    if (rangeOf && OF_COUNTERS.includes(rangeOf)) this.problems.push(`${rangeOf}() of "${name}", which is a gauge`);
    if (rangeOf === SUMS_SAMPLES && kind === 'gauge') this.problems.push(`${rangeOf}() of "${name}", whose samples do not add up`);
    return vector(labels);
  }

  private ofMetric({ name, matchers }: Selector, entries: readonly AnyMetric[], rangeOf?: string): Result {
    const bucketed = name.endsWith('_bucket') || entries.some(({ kind }) => kind === 'bareHistogram');
    const labels = new Set([...entries.flatMap((entry) => entry.labels), ...(bucketed ? ['le'] : [])]);
    for (const matcher of matchers) {
      this.demand([matcher.label], labels, `{…} of ${name}`);
      const chosenByReader = this.tolerance.variables && matcher.value.includes('$');
      if (labels.has(matcher.label) && !chosenByReader) this.problems.push(...valueProblems(name, matcher, entries));
    }
    this.kindOfUse(name, entries, rangeOf);
    return vector(labels);
  }

  private kindOfUse(name: string, entries: readonly AnyMetric[], rangeOf?: string): void {
    const counts = entries.every(({ kind }) => kind !== 'gauge' && (kind !== 'summary' || /_(sum|count)$/.test(name)));
    const total = entries.every(({ kind }) => kind === 'lifetimeCounter');
    if (rangeOf === undefined) {
      if (counts && !total && !this.tolerance.bareCounters)
        this.problems.push(`"${name}" is a counter: its plain value says nothing, use rate() or increase()`);
    } else if (counts && !OF_COUNTERS.includes(rangeOf) && !(total && rangeOf === OF_TOTALS))
      this.problems.push(`${rangeOf}() of "${name}", which is a counter`);
    else if (!counts && (OF_COUNTERS.includes(rangeOf) || rangeOf === SUMS_SAMPLES))
      this.problems.push(`${rangeOf}() of "${name}", which is a gauge`);
  }

  // --- Operators ---------------------------------------------------------------------------------------------------

  private aggregation(node: SyntaxNode): Result {
    const body = node.getChild('FunctionCallBody')!;
    const operator = this.text(node.getChild('AggregateOp')!);
    const inner = this.operands(body)
      .map((operand) => this.visit(operand))
      .at(-1)!;
    const modifier = node.getChild('AggregateModifier');
    if (!modifier) return ['topk', 'bottomk', 'limitk'].includes(operator) ? inner : vector([]);
    const listed = this.names(modifier.getChild('GroupingLabels')!);
    const without = modifier.getChild('Without') !== null;
    this.demand(listed, inner.labels, `${operator} ${without ? 'without' : 'by'}`);
    return vector(without ? [...inner.labels].filter((label) => !listed.includes(label)) : listed);
  }

  private call(node: SyntaxNode): Result {
    const name = this.text(node.getChild('FunctionIdentifier')!);
    const body = node.getChild('FunctionCallBody')!;
    const results = this.operands(body).map((operand) => this.visit(operand, name));
    const [first = SCALAR] = results;
    const strings = children(body)
      .filter((child) => child.name === 'StringLiteral')
      .map((child) => this.string(child));
    switch (name) {
      case 'time':
      case 'scalar':
        return SCALAR;
      case 'vector':
        return vector([]);
      case 'label_replace':
        this.demand([strings[2] ?? ''], first.labels, 'label_replace()');
        return vector([...first.labels, strings[0] ?? '']);
      case 'histogram_quantile':
        return this.quantile(results.at(-1)!);
      case 'absent':
        return vector([]);
      default:
        return results.find(({ scalar }) => !scalar) ?? SCALAR;
    }
  }

  private quantile({ labels }: Result): Result {
    if (!labels.has('le')) this.problems.push('histogram_quantile() of something without label "le"');
    return vector([...labels].filter((label) => label !== 'le'));
  }

  private binary(node: SyntaxNode): Result {
    const [leftNode, rightNode] = this.operands(node);
    const [left, right] = [this.visit(leftNode!), this.visit(rightNode!)];
    if (node.getChild('Or') && /^vector\s*\(/.test(this.text(rightNode!)))
      this.problems.push('"or vector(…)" shows a number where there is no data: show the absence');
    const clause = node.getChild('MatchingModifierClause');
    const sets = ['And', 'Or', 'Unless'].some((operator) => node.getChild(operator));
    const [grouping, included] = clause ? clause.getChildren('GroupingLabels').map((labels) => this.names(labels)) : [];
    if (clause && grouping) this.demand(grouping, this.shared(left, right), clause.getChild('On') ? 'on' : 'ignoring');
    const many = clause?.getChild('GroupLeft') ? left : clause?.getChild('GroupRight') ? right : undefined;
    const one = many === left ? right : left;
    if (many && included) this.demand(included, one.labels, many === left ? 'group_left' : 'group_right');
    if (many) return vector([...many.labels, ...(included ?? [])]);
    if (node.getChild('Or')) return vector([...left.labels, ...right.labels]);
    if (left.scalar && right.scalar) return SCALAR;
    if (sets || right.scalar) return left;
    if (left.scalar) return right;
    return clause?.getChild('On') && grouping ? vector(grouping) : left;
  }

  private shared(left: Result, right: Result): ReadonlySet<string> {
    return new Set([...left.labels].filter((label) => right.labels.has(label)));
  }
}
