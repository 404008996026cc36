import { bareHistogram, counter, gauge, histogram, info, lifetimeCounter } from '../../metrics/metric';
import * as q from '../../metrics/promql';

const common = { about: 'a', source: 's', tier: 'native', proof: { reason: 'made up for the test' } } as const;
const executors = { ...common, job: 'spark-executors', labels: ['executor_id'] } as const;
const bytesRead = counter({ ...executors, name: 'read_bytes_total', unit: 'bytes' });
const failed = lifetimeCounter({ ...executors, name: 'failed_total', unit: 'tasks' });
const started = lifetimeCounter({ ...executors, name: 'started_total', unit: 'tasks' });
const heap = gauge({ ...executors, name: 'heap_bytes', unit: 'bytes' });
const blocks = gauge({ ...executors, name: 'heap_bytes', unit: 'mebibytes' });
const latency = histogram({ ...common, job: 'spark-operator', name: 'latency_seconds', unit: 'seconds', labels: ['verb'] });
const ttfb = bareHistogram({ ...common, job: 'minio-cluster', name: 'ttfb_distribution', unit: 'seconds', labels: ['api'] });
const queue = gauge({ ...common, job: 'argocd', sharedName: true, name: 'workqueue_depth', unit: 'count', labels: ['name'] });
const pods = info({ ...common, job: 'kube-state-metrics', name: 'pods', labels: ['namespace', 'pod', 'app', 'team'] });
const app = ['app'] as const;

test.each<[string, q.PanelExpression, string]>([
  [
    'exact values and their contraries',
    heap.where({ app: 'etl', executor_id: q.not('driver') }),
    'heap_bytes{app="etl", executor_id!="driver"}',
  ],
  [
    'alternatives, with regular expression characters escaped',
    heap.where({ app: q.oneOf('a.b', 'c') }),
    String.raw`heap_bytes{app=~"a\\.b|c"}`,
  ],
  ['the job, where several jobs have the name', queue, 'workqueue_depth{job="argocd"}'],
  ['a rate', q.rate(bytesRead, '5m'), 'rate(read_bytes_total[5m])'],
  ['an offset behind the range', q.increase(bytesRead.offset('1d'), '5m'), 'increase(read_bytes_total[5m] offset 1d)'],
  [
    'a panel window',
    q.rate(bytesRead.where({ app: q.variable('app') }), q.PANEL_RATE_WINDOW),
    'rate(read_bytes_total{app=~"$app"}[$__rate_interval])',
  ],
  ['a share of a constant, which Prometheus cannot filter', q.ratio(heap, q.constant(1024, 'bytes')), 'heap_bytes / 1024'],
  ['an aggregation over everything', q.sumBy([], heap), 'sum(heap_bytes)'],
  [
    'a quantile of a histogram',
    q.histogramQuantile(0.9, { of: latency, by: ['verb'], window: '5m' }),
    'histogram_quantile(0.9, sum by (verb, le) (rate(latency_seconds_bucket[5m])))',
  ],
  [
    'a quantile of buckets without suffix',
    q.histogramQuantile(0.9, { of: ttfb, by: [], window: '5m' }),
    'histogram_quantile(0.9, sum by (le) (rate(ttfb_distribution[5m])))',
  ],
  [
    'the mean of a histogram',
    q.divide(q.rate(q.sumOf(latency), '5m'), q.rate(q.observationsOf(latency), '5m')),
    'rate(latency_seconds_sum[5m]) / (rate(latency_seconds_count[5m]) > 0)',
  ],
  [
    'a ratio that leaves out an empty whole',
    q.ratio(q.sumBy(app, q.totalOf(failed)), q.sumBy(app, q.totalOf(started))),
    'sum by (app) (failed_total) / (sum by (app) (started_total) > 0)',
  ],
  [
    'the total that each thing reached, also one that is gone',
    q.sumBy(app, q.totalOverTime(failed, '7d')),
    'sum by (app) (max_over_time(failed_total[7d]))',
  ],
  [
    'many to one when one side has fewer labels',
    q.divide(q.maxBy(['namespace', 'app'], heap), q.maxBy(app, heap)),
    'max by (namespace, app) (heap_bytes) / on (app) group_left () (max by (app) (heap_bytes) > 0)',
  ],
  [
    'one to many the other way round',
    q.divide(q.maxBy(app, heap), q.maxBy(['namespace', 'app'], heap)),
    'max by (app) (heap_bytes) / on (app) group_right () (max by (namespace, app) (heap_bytes) > 0)',
  ],
  ['no matching against a constant', q.subtract(q.constant(1, 'bytes'), heap), '1 - heap_bytes'],
  [
    'parentheses where an operand binds more loosely',
    q.multiply(q.add(heap, heap), q.constant(2, 'count')),
    '(heap_bytes + heap_bytes) * 2',
  ],
  [
    'parentheses on the right of an equally binding operator',
    q.subtract(heap, q.subtract(heap, heap)),
    'heap_bytes - (heap_bytes - heap_bytes)',
  ],
  ['no parentheses on its left', q.subtract(q.subtract(heap, heap), heap), 'heap_bytes - heap_bytes - heap_bytes'],
  ['a conversion of a sum', q.convert(q.subtract(q.now, q.constant(5, 'seconds')), 'timestampMilliseconds'), '(time() - 5) * 1000'],
  ['set operators on labels', q.and(heap, pods, { on: ['app'] }), 'heap_bytes and on (app) pods'],
  [
    'set operators on the smaller set of labels',
    q.unless(heap, q.maxBy(app, heap)),
    'heap_bytes unless on (app) max by (app) (heap_bytes)',
  ],
  ['set operators on nothing', q.and(heap, pods, { on: [] }), 'heap_bytes and on () pods'],
  [
    'or on whole label sets',
    q.or(q.maxBy(['app'], heap), q.maxBy(['app', 'namespace'], heap)),
    'max by (app) (heap_bytes) or max by (app, namespace) (heap_bytes)',
  ],
  ['or inside and', q.and(q.or(heap, heap), heap), '(heap_bytes or heap_bytes) and heap_bytes'],
  [
    'zeros where a part is missing',
    q.or(q.sumBy(app, heap), q.zeroFor(q.maxBy(app, pods), 'bytes')),
    'sum by (app) (heap_bytes) or 0 * max by (app) (pods)',
  ],
  [
    'a join',
    q.joinOn(['namespace', 'pod'], heap, pods, { groupLeft: ['team'] }),
    'heap_bytes * on (namespace, pod) group_left (team) pods',
  ],
  ['absence', q.absent(q.isTrue(pods)), 'absent(pods == 1)'],
  ['a copied label', q.relabel(heap, { from: 'app', to: 'name' }), 'label_replace(heap_bytes, "name", "$1", "app", "(.+)")'],
])('PromQL has %s', (_, expression, promql) => {
  expect(expression.promql).toBe(promql);
});

test('a long expression is broken before its operators and inside its parentheses', () => {
  const share = q.ratio(
    q.sumBy(['namespace', 'app', 'team'], q.totalOf(failed)),
    q.sumBy(['namespace', 'app', 'team'], q.totalOf(started)),
  );
  expect(q.maxBy(['namespace', 'app'], q.complement(share)).promql).toBe(`max by (namespace, app) (
  1
  - sum by (namespace, app, team) (failed_total) / (sum by (namespace, app, team) (started_total) > 0)
)`);
});

test('an expression tells which series it reads', () => {
  expect(q.histogramQuantile(0.9, { of: latency, by: [], window: '5m' }).reads).toEqual(['latency_seconds']);
  expect(q.add(q.rate(bytesRead, '5m'), q.rate(bytesRead, '1h')).reads).toEqual(['read_bytes_total']);
  expect(q.and(heap, pods, { on: ['app'] }).reads).toEqual(['heap_bytes', 'pods']);
});

test('whatever is made of a selection is an expression, no selection, and reads the same series', () => {
  const made = [
    q.topk(3, heap),
    q.clampMin(heap, 0),
    q.absolute(heap),
    q.delta(heap, '5m'),
    q.convert(blocks, 'bytes'),
    q.reinterpret(heap, 'count', 'for the test'),
    q.relabel(heap, { from: 'app', to: 'name' }),
    q.zeroFor(heap, 'count'),
    q.above(heap, 1),
    q.ratio(heap, heap),
    q.maxBy(app, heap),
  ];
  for (const { reads, form, ...rest } of made)
    expect([reads, form, Object.keys(rest).sort()]).toEqual([
      ['heap_bytes'],
      'vector',
      ['labels', 'precedence', 'promql', 'scope', 'unit'],
    ]);
});

test.each<[string, q.PanelExpression]>([
  ['irate(read_bytes_total[5m])', q.irate(bytesRead, '5m')],
  ['resets(read_bytes_total[5m])', q.resets(bytesRead, '5m')],
  ['changes(heap_bytes[5m])', q.changes(heap, '5m')],
  ['avg_over_time(heap_bytes[5m])', q.avgOverTime(heap, '5m')],
  ['max_over_time(heap_bytes[5m])', q.maxOverTime(heap, '5m')],
  ['min_over_time(heap_bytes[5m])', q.minOverTime(heap, '5m')],
  ['last_over_time(heap_bytes[5m])', q.lastOverTime(heap, '5m')],
  ['count_over_time(heap_bytes[5m])', q.countOverTime(heap, '5m')],
  ['present_over_time(heap_bytes[5m])', q.presentOverTime(heap, '5m')],
  ['deriv(heap_bytes[6h])', q.deriv(heap, '6h')],
  ['predict_linear(heap_bytes[6h], 86400)', q.predictLinear(heap, '6h', 86_400)],
  ['min by (app) (heap_bytes)', q.minBy(app, heap)],
  ['avg by (app) (heap_bytes)', q.avgBy(app, heap)],
  ['count by (app) (heap_bytes)', q.countBy(app, heap)],
  ['quantile by (app) (0.5, heap_bytes)', q.quantileBy(0.5, app, heap)],
  ['clamp_max(heap_bytes, 1)', q.clampMax(heap, 1)],
  ['heap_bytes >= 1', q.atLeast(heap, 1)],
  ['heap_bytes <= 1', q.atMost(heap, 1)],
  ['heap_bytes < 1', q.below(heap, 1)],
])('%s', (promql, expression) => {
  expect(expression.promql).toBe(promql);
});

test('a number that PromQL cannot use is refused', () => {
  expect(() => q.constant(Number.NaN, 'count')).toThrow('NaN is no number a rule can use');
});

test('an evenly sampled recording is integrated with the pace of its samples', () => {
  const recorded = q.evenlySampled({ record: 'app:heap_bytes:max', of: q.maxBy(app, heap), about: 'Heap', everySeconds: 30 });
  const area = q.convert(q.integrateOverTime(recorded, '1h'), 'gibibyteHours');
  expect([area.unit, area.promql]).toEqual(['gibibyteHours', 'sum_over_time(app:heap_bytes:max[1h]) * 30 / 3600 / 1073741824']);
});
