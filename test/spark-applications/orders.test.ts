import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { storePaths } from '../../spark-applications/platform';
import { orders, ordersDaily } from '../../spark-applications/orders/application';
import { local } from './platform';

const code = readFileSync(join(__dirname, '../../spark-applications', orders.mainFile), 'utf8');
const options = [...code.matchAll(/add_argument\("(--[\w-]+)"/g)].map(([, option]) => option);
const argumentsOf = ({ arguments: given }: typeof orders) =>
  typeof given === 'function' ? given(storePaths(local.objectStore)) : (given ?? []);

test.each([orders, ordersDaily])('$name passes options that its program knows', (declaration) => {
  const flags = argumentsOf(declaration).filter((argument) => argument.startsWith('--'));
  expect(flags.length).toBeGreaterThan(0);
  expect(flags.filter((flag) => !options.includes(flag))).toEqual([]);
});

test('the two never write to the same place', () => {
  const [once, daily] = [orders, ordersDaily].map((declaration) => argumentsOf(declaration)[1]);
  expect([once, daily]).toEqual(['s3a://spark-data/orders', 's3a://spark-data/orders-daily']);
});

// a name set by the program would part the series of the driver from the application that the operator knows
test('the program leaves its name to whoever submits it', () => {
  expect(code).not.toContain('appName');
});
