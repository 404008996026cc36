/** Expressions that read no series. */
import { numeral, precedences, term, type Term } from './expression';
import type { Unit } from './unit';

/** A fixed number with its unit, e.g. a price or a limit. */
export const constant = <U extends Unit>(value: number, unit: U): Term<'scalar', U, never, 'anywhere'> =>
  term({
    form: 'scalar',
    unit,
    labels: [],
    scope: 'anywhere',
    reads: [],
    promql: numeral(value),
    // a sign binds more loosely than a power, the only operator above a product
    precedence: value < 0 ? precedences.product : precedences.atom,
  });

/** Now, as Prometheus evaluates. */
export const now: Term<'scalar', 'timestamp', never, 'anywhere'> = term({
  form: 'scalar',
  unit: 'timestamp',
  labels: [],
  scope: 'anywhere',
  reads: [],
  promql: 'time()',
});

/** One sample of value 1 without labels, always: the heart of a dead man's switch. */
export const always: Term<'vector', 'boolean', never, 'anywhere'> = term({
  ...constant(1, 'boolean'),
  form: 'vector',
  promql: 'vector(1)',
});
