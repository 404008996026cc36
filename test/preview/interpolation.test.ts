import fc from 'fast-check';
import { builtInVariables, chosenText, interpolate, rateIntervalSeconds, variablesIn } from '../../preview/interpolation';

/** What PromQL makes of the inside of a double-quoted string. */
const unquoted = (text: string): string => text.replace(/\\(.)/g, '$1');

test('chosen values match themselves and nothing else, whatever they contain', () => {
  const value = fc.string({ minLength: 1, maxLength: 8 }).filter((text) => !text.includes('\n'));
  fc.assert(
    fc.property(fc.uniqueArray(value, { minLength: 1, maxLength: 4 }), value, (values, other) => {
      const pattern = new RegExp(`^(?:${unquoted(chosenText(values))})$`);
      expect(values.every((one) => pattern.test(one))).toBe(true);
      expect(pattern.test(other)).toBe(values.includes(other));
    }),
  );
});

test('one value stays readable, several become alternatives', () => {
  expect(chosenText(['spark'])).toBe('spark');
  expect(chosenText(['a.b'])).toBe('a\\\\.b');
  expect(chosenText(['spark', 'minio'])).toBe('(spark|minio)');
});

test('variables are replaced in every spelling; unknown ones stay for Prometheus to refuse', () => {
  const text = 'a{n=~"$n", m=~"${m:regex}"}[$__rate_interval] + $other';
  expect(interpolate(text, { n: 'x', m: 'y', __rate_interval: '2m' })).toBe('a{n=~"x", m=~"y"}[2m] + $other');
  expect(variablesIn(text)).toEqual(['n', 'm', '__rate_interval', 'other']);
});

test('a rate always finds two samples, however dense the points are', () => {
  expect(rateIntervalSeconds({ stepSeconds: 15, scrapeSeconds: 30, rangeSeconds: 900 })).toBe(120);
  expect(rateIntervalSeconds({ stepSeconds: 300, scrapeSeconds: 30, rangeSeconds: 86_400 })).toBe(330);
  expect(builtInVariables({ stepSeconds: 60, scrapeSeconds: 30, rangeSeconds: 3600 })).toMatchObject({
    __interval: '60s',
    __range: '3600s',
    __range_ms: '3600000',
  });
});
