import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { decodeLine, encodeLine, timesOf } from '../../preview/recording';
import { choicesOf } from '../../preview/server/choices';
import { content } from '../../preview/server/content';
import { asksOf } from '../../preview/server/asks';
import { Prometheus } from '../../preview/server/prometheus';
import { Recorder } from '../../preview/server/recorder';

describe('a line', () => {
  const value = fc.oneof(
    fc.constant(null),
    fc.constantFrom('NaN', '+Inf', '-Inf', '0', '1'),
    fc.integer({ min: -99_999, max: 99_999 }).map(String),
  );

  test('is read back as it was written', () => {
    fc.assert(fc.property(fc.array(value, { maxLength: 50 }), (line) => expect(decodeLine(encodeLine(line))).toEqual(line)));
  });

  test('stores a repetition once, and six digits', () => {
    expect(encodeLine([null, null, '1', '1', '1', '0.123456789', 'NaN'])).toEqual([[null, 2], [1, 3], 0.123457, 'NaN']);
  });

  test('has a point at both ends', () => {
    expect(timesOf({ startSeconds: 60, endSeconds: 120, stepSeconds: 30 })).toEqual([60, 90, 120]);
  });
});

const shown = content('local');
const executors = shown.dashboards.find(({ json }) => json.uid === 'spark-executors')!.json;

test('choices follow each other: all values or one, narrowed down by those before', async () => {
  const asked: string[] = [];
  const choices = await choicesOf(executors, (series, label) => {
    asked.push(series);
    return Promise.resolve(label === 'namespace' ? ['spark'] : label === 'app' ? ['orders', 'sales'] : ['1']);
  });
  expect(choices).toContainEqual({ namespace: 'spark', app: 'orders', executor_id: '.+' });
  expect(choices).toHaveLength(2 * 2 * 2);
  expect(asked.some((series) => series.includes('namespace=~"spark"'))).toBe(true);
});

test('without any value a single variable is empty, and all is still all', async () => {
  const choices = await choicesOf(executors, () => Promise.resolve([]));
  expect(choices).toEqual([{ namespace: '.+', app: '', executor_id: '.+' }]);
});

describe('the recorder', () => {
  let server: Server;
  const asked: string[] = [];

  const answerTo = (path: string, query: string): unknown => {
    asked.push(query);
    if (path.endsWith('buildinfo')) return { version: '3.5.0' };
    if (path.includes('/label/')) return ['one'];
    if (path.endsWith('query_range'))
      return {
        resultType: 'matrix',
        result: [
          {
            metric: { b: 'x', a: 'y' },
            values: [
              [60, '7'],
              [120, '7'],
            ],
          },
        ],
      };
    return { resultType: 'vector', result: [{ metric: { job: 'minio' }, value: [120, '3'] }] };
  };

  beforeAll(async () => {
    server = createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
      const data = answerTo(pathname, searchParams.get('query') ?? searchParams.get('match[]') ?? '');
      response.end(JSON.stringify({ status: 'success', data }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  test('asks every question of dashboards and alerts, with nothing left to fill in, and stores equal answers once', async () => {
    const some = { ...shown, dashboards: shown.dashboards.filter(({ json }) => json === executors), alerts: shown.alerts.slice(0, 3) };
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const run = { origin: 'a test', startSeconds: 60, endSeconds: 120, stepSeconds: 30 };
    const recording = await new Recorder(new Prometheus(url), some, run).recording();
    expect(asked.filter((query) => query.includes('$'))).toEqual([]);
    const questions = new Set(recording.questions.map(({ kind, expr }) => `${kind} ${expr}`));
    expect(asksOf(some).flatMap(({ asks }) => asks.filter(({ kind, expr }) => !questions.has(`${kind} ${expr}`)))).toEqual([]);
    expect(recording).toMatchObject({ origin: 'a test', prometheus: '3.5.0', environment: 'local', jobs: { minio: 3 } });
    expect(recording.lines).toEqual([[7, null, 7]]);
    expect(recording.labels).toContainEqual({ a: 'y', b: 'x' });
    expect(recording.questions.every(({ answers }) => answers.length === 1)).toBe(true);
  }, 20_000);
});
