import { GraphiteMapper } from './mapping';

const mapper = (mappings: object[], rest: object = {}) => new GraphiteMapper(JSON.stringify({ ...rest, mappings }));

test('a star is exactly one part of the name, and its captures are numbered', () => {
  const one = mapper([{ match: 'shop.*.orders.*', name: 'orders_${2}_total', labels: { country: '$1', both: '${1}_$2' } }]);
  expect(one.map('shop.de.orders.paid')).toEqual({ name: 'orders_paid_total', labels: { country: 'de', both: 'de_paid' } });
  expect(
    ['shop.de.orders', 'shop.de.orders.paid.count', 'a.shop.de.orders.paid', 'shop.de.basket.paid'].map((name) => one.map(name)),
  ).toEqual(Array.from({ length: 4 }));
});

test('the first glob that matches wins, and globs go before regular expressions', () => {
  const two = mapper([
    { match: 'a\\.(.+)', match_type: 'regex', name: 'by_regex' },
    { match: 'a.driver', name: 'first' },
    { match: 'a.*', name: 'second' },
  ]);
  expect(['a.driver', 'a.1', 'a.b.c'].map((name) => two.map(name))).toEqual(
    ['first', 'second', 'by_regex'].map((name) => ({ name, labels: {} })),
  );
});

test('a regular expression matches anywhere, and its groups are expanded as Go does it', () => {
  const regex = mapper([{ match: 'servers\\.([a-z]+)', match_type: 'regex', name: 'load_${1}', labels: { host: '$1', none: '$1x' } }]);
  expect(regex.map('dc1.servers.alpha.load')).toEqual({ name: 'load_alpha', labels: { host: 'alpha', none: '' } });
});

test('the file may say that all are regular expressions, and that an entry drops', () => {
  const dropping = mapper([{ match: '^debug\\.', name: 'x', action: 'drop' }], { defaults: { match_type: 'regex' } });
  expect([dropping.map('debug.a'), dropping.map('a.debug.b')]).toEqual(['dropped', undefined]);
});

test.each([
  [{ match: 'single', name: 'a' }, 'not a glob'],
  [{ match: 'a.b*', name: 'a' }, 'not a glob'],
  [{ match: 'a.1.b', name: 'a' }, 'not a glob'],
  [{ match: 'a.*', name: 'a-b' }, 'no name of a metric'],
  [{ match: 'a.*', name: 'a', labels: { x: '$1' } }, 'no name of a label'],
])('%j keeps the exporter from starting', (entry, message) => {
  expect(() => mapper([entry])).toThrow(message);
});
