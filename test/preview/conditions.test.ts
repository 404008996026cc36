import { conditionsOf } from '../../preview/server/conditions';
import { alertsOf, ruleGroups } from '../../rules';
import { settings } from '../dashboards/provisioned';
import { parsePromql } from '../contract/syntax';

const everyAlert = settings.flatMap((environment) => alertsOf(ruleGroups(environment)));

test('a comparison becomes a value and its bound', () => {
  expect(conditionsOf('sum(a) > 0.5')).toEqual([{ role: 'when', value: 'sum(a)', operator: '>', bound: 0.5 }]);
  expect(conditionsOf('a <= -1e3')).toEqual([{ role: 'when', value: 'a', operator: '≤', bound: -1000 }]);
});

test('sets become conditions with their role', () => {
  expect(conditionsOf('a > 1 and on (x) (b < 2 unless c == 3)')).toEqual([
    { role: 'when', value: 'a', operator: '>', bound: 1 },
    { role: 'and', value: 'b', operator: '<', bound: 2 },
    { role: 'unless', value: 'c', operator: '=', bound: 3 },
  ]);
});

test('what is not a number is drawn as a second line', () => {
  expect(conditionsOf('a > b * 2')).toEqual([{ role: 'when', value: 'a', operator: '>', bound: 'b * 2' }]);
});

test('a comparison inside max, min or absent is drawn outside', () => {
  expect(conditionsOf('max by (x) (a{y="z"} == 1)')).toEqual([{ role: 'when', value: 'max by (x) (a{y="z"})', operator: '=', bound: 1 }]);
  expect(conditionsOf('absent(up{job="a"} == 1)')).toEqual([{ role: 'when', value: 'up{job="a"}', operator: '≠', bound: 1 }]);
  expect(conditionsOf('sum(a == 1)')).toEqual([{ role: 'when', value: 'sum(a == 1)' }]);
});

test('everything that is drawn of our alerts is PromQL again', () => {
  const drawn = everyAlert.flatMap(({ expr }) => conditionsOf(expr.promql).flatMap(({ value, bound }) => [value, bound]));
  const texts = drawn.filter((text): text is string => typeof text === 'string');
  expect(texts.filter((text) => 'error' in parsePromql(text))).toEqual([]);
  expect(texts.length).toBeGreaterThanOrEqual(everyAlert.length);
});
