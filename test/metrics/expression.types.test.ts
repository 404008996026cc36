import { counter, gauge, histogram, info, lifetimeCounter } from '../../metrics/metric';
import * as q from '../../metrics/promql';

const common = { about: 'a', source: 's', tier: 'native', proof: { reason: 'made up for the test' } } as const;
const executors = { ...common, job: 'spark-executors', labels: ['executor_id'] } as const;
const bytesRead = counter({ ...executors, name: 'read_bytes_total', unit: 'bytes' });
const taskTime = counter({ ...executors, name: 'task_seconds_total', unit: 'seconds' });
const tasksFailed = lifetimeCounter({ ...executors, name: 'failed_tasks_total', unit: 'tasks' });
const tasksStarted = lifetimeCounter({ ...executors, name: 'tasks_total', unit: 'tasks' });
const heap = gauge({ ...executors, name: 'heap_bytes', unit: 'bytes' });
const slots = gauge({ ...executors, name: 'slots', unit: 'tasks' });
const startedAt = gauge({ ...executors, name: 'started_seconds', unit: 'timestamp' });
const latency = histogram({ ...common, job: 'spark-operator', name: 'latency_seconds', unit: 'seconds', labels: ['verb'] });
const pods = info({ ...common, job: 'kube-state-metrics', name: 'pods', labels: ['namespace', 'pod', 'app', 'team'] });

const inRule = (expression: q.RuleExpression) => expression.promql;
const inPanel = (expression: q.PanelExpression) => expression.promql;
const seconds = (expression: q.RuleExpression<'seconds'>) => expression.promql;

/** The compiler is the judge: each line marked as an error must be one, else `npm run types` fails. */
describe('an expression that makes no sense does not compile', () => {
  test('a series of a kind that the function is not for', () => {
    const unused = () => [
      // @ts-expect-error -- a gauge has no rate
      q.rate(heap, '5m'),
      // @ts-expect-error -- a gauge is no counter
      q.increase(slots, '5m'),
      // @ts-expect-error -- the mean of a counter's raw values means nothing
      q.avgOverTime(bytesRead, '5m'),
      // @ts-expect-error -- the sum of a gauge depends on how often it was scraped
      q.sumOverTime(heap, '5m'),
      // @ts-expect-error -- nor is its area known without the pace of its samples
      q.integrateOverTime(heap, '5m'),
      // @ts-expect-error -- a raw counter is no number: take its rate
      q.sumBy(['app'], bytesRead),
      // @ts-expect-error -- only a counter that starts with its application has a total
      q.totalOf(bytesRead),
      // @ts-expect-error -- nor is its highest value anything
      q.totalOverTime(bytesRead, '5m'),
      // @ts-expect-error -- a quantile needs buckets
      q.histogramQuantile(0.9, { of: heap, by: [], window: '5m' }),
    ];
    expect(unused).toBeDefined();
  });

  test('a label that the series does not carry', () => {
    const unused = () => [
      // @ts-expect-error -- no such label
      heap.where({ drive: '/data' }),
      // @ts-expect-error -- no such label to group by
      q.sumBy(['drive'], heap),
      // @ts-expect-error -- the aggregation dropped it
      q.sumBy(['executor_id'], q.sumBy(['app'], heap)),
      // @ts-expect-error -- a quantile cannot be grouped by a label of another series
      q.histogramQuantile(0.9, { of: latency, by: ['app'], window: '5m' }),
      // @ts-expect-error -- the right side does not carry it
      q.joinOn(['namespace', 'executor_id'], heap, pods, { groupLeft: ['team'] }),
      // @ts-expect-error -- it cannot be taken from there either
      q.joinOn(['namespace', 'pod'], heap, pods, { groupLeft: ['executor_id'] }),
      // @ts-expect-error -- neither side's labels contain the other's
      q.divide(q.sumBy(['app'], heap), q.sumBy(['team'], heap)),
      // @ts-expect-error -- nothing to match on
      q.and(heap, q.sumBy(['app'], pods), { on: ['team'] }),
      // @ts-expect-error -- no such label to copy
      q.relabel(heap, { from: 'drive', to: 'disk' }),
    ];
    expect(unused).toBeDefined();
  });

  test('units that do not go together', () => {
    const unused = () => [
      // @ts-expect-error -- bytes plus tasks
      q.add(heap, slots),
      // @ts-expect-error -- bytes are no share of tasks
      q.ratio(heap, slots),
      // @ts-expect-error -- a moment divided by bytes
      q.divide(startedAt, heap),
      // @ts-expect-error -- two moments cannot be added
      q.add(startedAt, startedAt),
      // @ts-expect-error -- nor a set of them
      q.sumBy(['app'], startedAt),
      // @ts-expect-error -- compared with another unit
      q.above(heap, q.constant(5, 'seconds')),
      // @ts-expect-error -- bytes are not on the scale of seconds
      q.convert(heap, 'seconds'),
      // @ts-expect-error -- a rate of bytes is not a number of seconds
      seconds(q.rate(bytesRead, '5m')),
    ];
    expect(unused).toBeDefined();
  });

  test('a Grafana variable or window in a rule', () => {
    const unused = () => [
      // @ts-expect-error -- Prometheus does not know $__rate_interval
      inRule(q.rate(bytesRead, q.PANEL_RATE_WINDOW)),
      // @ts-expect-error -- nor does it know dashboard variables
      inRule(heap.where({ app: q.variable('app') })),
      // @ts-expect-error -- however deep it is buried
      inRule(q.above(q.sumBy(['app'], q.divide(heap, heap.where({ app: q.variable('app') }))), 1)),
      // @ts-expect-error -- a recording is a rule
      q.recording({ record: 'a:b:c', of: heap.where({ app: q.variable('app') }), about: '' }),
      // @ts-expect-error -- a window has a unit
      q.rate(bytesRead, '5'),
    ];
    expect(unused).toBeDefined();
  });
});

describe('an expression that makes sense compiles, with the unit and labels of its result', () => {
  const busy: q.RuleExpression<'ratio', 'app'> = q.sumBy(['app'], q.rate(taskTime.where({ executor_id: q.not('driver') }), '5m'));
  const failed: q.RuleExpression<'ratio', 'app' | 'team'> = q.ratio(
    q.sumBy(['app', 'team'], q.totalOf(tasksFailed)),
    q.sumBy(['app', 'team'], q.totalOf(tasksStarted)),
  );
  const age: q.RuleExpression<'seconds', 'app'> = q.subtract(q.now, q.maxBy(['app'], startedAt));
  const meanTask: q.RuleExpression<'seconds', 'app'> = q.divide(busy, q.sumBy(['app'], q.rate(tasksStarted, '5m')));
  const perTeam: q.RuleExpression<'bytes', 'namespace' | 'team'> = q.sumBy(
    ['namespace', 'team'],
    q.joinOn(['namespace', 'pod'], q.maxBy(['namespace', 'pod'], heap), pods, { groupLeft: ['team'] }),
  );

  test('rates, ratios, ages and joins', () => {
    expect([busy, failed, age, meanTask, perTeam].map(({ unit, labels }) => [unit, ...labels].join(' '))).toEqual([
      'ratio app',
      'ratio app team',
      'seconds app',
      'seconds app',
      'bytes namespace team',
    ]);
  });

  test('a rule expression may be shown in a panel', () => {
    expect(inPanel(busy)).toBe(inRule(busy));
  });
});
