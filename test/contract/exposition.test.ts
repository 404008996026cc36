import { parseExposition } from './exposition';
import { expositions } from './recorded';

const only = (text: string) => parseExposition(text).samples;

test('a sample has a name, labels with their escapes undone, and a value', () => {
  expect(only(String.raw`http_total{path="a\"b\\c\nd", code="200",} 1.5e+03 1700000000000`)).toEqual([
    { name: 'http_total', labels: { path: 'a"b\\c\nd', code: '200' }, value: 1500 },
  ]);
  expect(only('up 1\nempty{} 0\ninf +Inf\nnan NaN').map(({ value }) => value)).toEqual([1, 0, Infinity, NaN]);
});

test('a type line says what kind of metric it is', () => {
  expect(parseExposition('# HELP a b\n# TYPE a gauge\na 1').types.get('a')).toBe('gauge');
});

test.each([
  ['a quote that Spark does not escape', 'm{application_name="a"b",executor_id="1"} 1'],
  ['a gauge without value', 'm{type="gauges"} null'],
  ['the page of a starting driver', "Spark is starting up. Please wait a while until it's ready."],
  ['a boolean', 'm true'],
])('%s breaks the scrape, so it is no page', (_, page) => {
  expect(() => parseExposition(page)).toThrow('cannot be read');
});

test('every recorded page can be read and has samples', () => {
  expect([...expositions].filter(([, { samples }]) => samples.length === 0)).toEqual([]);
});
