import * as grafanaUnits from '@grafana/grafana-foundation-sdk/units';

import { type CounterUnit, grafanaUnit, perSecond, type Unit, units } from '../../metrics/unit';
import { difference, product, quotient } from '../../metrics/unit-algebra';

const all = Object.keys(units) as Unit[];

test('every unit has an id that Grafana knows', () => {
  const known = new Set<string>(Object.values(grafanaUnits));
  expect(all.filter((unit) => !known.has(grafanaUnit(unit)))).toEqual([]);
});

test.each(all)('%s divided by itself is a ratio, by a number of things it stays what it is', (unit) => {
  expect(quotient(unit, unit)).toBe('ratio');
  if (unit !== 'count') expect(quotient(unit, 'count')).toBe(unit);
});

test.each(all)('%s times a ratio or a number of things stays what it is', (unit) => {
  expect(product(unit, 'ratio')).toBe(unit);
  if (unit !== 'boolean') expect(product('ratio', unit)).toBe(unit);
  if (unit !== 'ratio' && unit !== 'boolean') expect(product('count', unit)).toBe(unit);
});

test.each(all.filter((unit): unit is CounterUnit => 'perSecond' in units[unit]))(
  'a rate of %s times seconds, or divided into it, leads back',
  (unit) => {
    const rate = perSecond(unit);
    if (rate !== 'ratio') expect(quotient(unit as 'bytes', rate as 'bytesPerSecond')).toBe('seconds');
    expect(quotient(unit as 'bytes', 'seconds')).toBe(rate);
    expect(product(rate as 'bytesPerSecond', 'seconds')).toBe(unit);
  },
);

test('two moments differ by seconds', () => {
  expect(difference('timestamp', 'timestamp')).toBe('seconds');
  expect(difference('timestamp', 'seconds')).toBe('timestamp');
});

test('units without a meaning together are refused with the fix', () => {
  expect(() => quotient('timestamp', 'bytes' as 'ratio')).toThrow('no unit for timestamp with bytes: convert one of them first');
});
