import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sparkApplications } from '../../spark-applications';
import type { SparkApplicationInput } from '../../spark-applications/application';
import { orders, ordersAggregate, ordersClean, ordersIngest } from '../../spark-applications/orders/application';
import { ordersLive } from '../../spark-applications/orders-live/application';
import { ordersReport } from '../../spark-applications/orders-report/application';
import { storePaths } from '../../spark-applications/platform';
import { local } from './platform';

const codeOf = ({ mainFile }: SparkApplicationInput) => readFileSync(join(__dirname, '../../spark-applications', mainFile), 'utf8');
const argumentsOf = ({ arguments: given }: SparkApplicationInput) =>
  typeof given === 'function' ? given(storePaths(local.objectStore)) : (given ?? []);
const valueOf = (option: string, declaration: SparkApplicationInput) => {
  const given = argumentsOf(declaration);
  return given[given.indexOf(option) + 1];
};

describe.each(sparkApplications.map((declaration) => [declaration.name, declaration] as const))('%s', (_, declaration) => {
  test('passes what its program knows', () => {
    const isSql = declaration.language === 'sql';
    const known = [...codeOf(declaration).matchAll(isSql ? /\$\{(\w+)\}/g : /add_argument\("(--[\w-]+)"/g)].map(([, name]) => name);
    const given = argumentsOf(declaration).flatMap((argument) =>
      isSql ? argument.split('=').slice(0, 1) : argument.startsWith('--') ? [argument] : [],
    );
    expect(given.length).toBeGreaterThan(0);
    expect(given.filter((name) => !known.includes(name))).toEqual([]);
  });

  // a name set by the program would part the series of the driver from the application that the operator knows
  test('leaves its name to whoever submits it', () => {
    expect(codeOf(declaration)).not.toContain('appName');
  });
});

test('the stages of the pipeline are those of its program, in its order', () => {
  const stages = [...(/STAGES = \{(.*)\}/.exec(codeOf(orders))?.[1] ?? '').matchAll(/"(\w+)"/g)].map(([, stage]) => stage);
  expect(argumentsOf(orders).slice(0, 3)).toEqual(stages);
  expect([ordersIngest, ordersClean, ordersAggregate].map((declaration) => argumentsOf(declaration)[0])).toEqual(stages);
});

test('the first load leaves alone the days that the schedules write', () => {
  for (const schedule of [ordersIngest, ordersClean, ordersAggregate])
    expect(Number(valueOf('--days', schedule))).toBeLessThanOrEqual(Number(valueOf('--skip-days', orders)));
});

test('the report reads what the pipeline writes, and the stream writes elsewhere', () => {
  expect(valueOf('--curated', ordersReport)).toBe(valueOf('--curated', ordersAggregate));
  expect(valueOf('--store', ordersLive)).not.toBe(valueOf('--curated', orders));
});
