import { link } from '../../dashboards/link';
import { query } from '../../dashboards/query';
import { barGauge } from '../../dashboards/single-value';
import { column, table } from '../../dashboards/table';
import { timeSeries } from '../../dashboards/time-series';
import { executorMetrics } from '../../metrics/spark-executors';
import { maxBy, sumBy } from '../../metrics/promql';

const heap = maxBy(['namespace', 'app'], executorMetrics.heapPeak);
const tasks = sumBy(['namespace', 'app'], executorMetrics.activeTasks);
const texts = { title: 'Heap', description: 'd' };
const context = { variables: ['namespace', 'app'], screens: new Set(['spark-application'] as const), currency: 'EUR' };

describe('the compiler refuses', () => {
  test('a legend with a label that the expression lost', () => {
    // @ts-expect-error executor_id was aggregated away
    expect(query(heap, '{{executor_id}}').legend).toBe('{{executor_id}}');
  });

  test('a counter that nobody took the rate of', () => {
    // @ts-expect-error a counter is no number yet
    expect(query(executorMetrics.taskTime, 'time').legend).toBe('time');
  });

  test('a link that fills a variable which the target lacks', () => {
    // @ts-expect-error the cost dashboard is about teams
    expect(link('spark-cost', 'app').labels).toEqual(['app']);
  });

  test('a link to a dashboard that does not exist', () => {
    // @ts-expect-error no such screen
    expect(link('spark-aplication', 'app').to).toBe('spark-aplication');
  });
});

describe('synthesis refuses', () => {
  test('two units on one axis', () => {
    const mixed = timeSeries({ ...texts, queries: [query(heap, '{{app}}'), query(tasks, '{{app}}')] });
    expect(() => mixed.build(context)).toThrow('panel "Heap" mixes the units bytes, tasks: split it, or convert one');
  });

  test('a link whose label the series lost', () => {
    const lost = barGauge({
      ...texts,
      queries: [query(maxBy(['app'], heap), '{{app}}')],
      links: [link('spark-application', 'namespace', 'app')],
    });
    expect(() => lost.build(context)).toThrow('needs the label namespace');
  });

  test('a column that does not belong to the rows of its table', () => {
    expect(() => table({ ...texts, by: ['namespace', 'app'], columns: [column('Heap', maxBy(['app'], heap))] })).toThrow(
      'column "Heap" has the labels app; aggregate it by namespace, app',
    );
  });
});

test('a link passes on what both dashboards can choose, and leaves out dashboards that are not there', () => {
  const linked = { ...texts, queries: [query(heap, '{{app}}')], links: [link('spark-application', 'app'), link('minio')] };
  const links = (timeSeries(linked).build(context).fieldConfig?.defaults as { links: Array<{ url: string }> }).links;
  expect(links.map(({ url }) => url)).toEqual([
    '/d/spark-application?${datasource:queryparam}&${namespace:queryparam}&var-app=${__field.labels.app}&${__url_time_range}',
  ]);
});

test('the unit of a panel is that of its expression', () => {
  expect(timeSeries({ ...texts, queries: [query(heap, '{{app}}')] }).build(context).fieldConfig?.defaults.unit).toBe('bytes');
});
