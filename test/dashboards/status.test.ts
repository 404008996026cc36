import { steps, worseAbove, worseBelow } from '../../dashboards/levels';
import { colours } from '../../dashboards/palette';
import { applicationPhases } from '../../dashboards/status';
import { tuningChecks } from '../../dashboards/tuning-checks';
import { applicationStates } from '../../metrics/custom-resource-state';
import { registryConditions } from '../../rules/executor-registry';
import { alertsOf, ruleGroups } from '../../rules/index';
import { tuningConditions } from '../../rules/tuning';
import { settings } from './provisioned';

const flat = (promql: string): string => promql.replaceAll(/\s+/g, '');

test('every state of an application belongs to exactly one phase', () => {
  const states = applicationPhases.flatMap(({ states }) => [...states]);
  expect([...states].sort()).toEqual([...applicationStates].sort());
});

test('every tuning light names a setting, and no other light has its name', () => {
  const checks = settings.flatMap(tuningChecks);
  const names = tuningChecks(settings[0]!).map(({ check }) => check);
  expect(new Set(names).size).toBe(names.length);
  for (const { setting } of checks) expect(setting).toMatch(/\b(spark|executor|driver)\./);
});

test('a light asks for what its alert also asks for: neither speaks up without the other', () => {
  for (const environment of settings) {
    const { tuning } = environment.thresholds;
    const alerts = alertsOf(ruleGroups(environment)).map(({ expr }) => flat(expr.promql));
    const lights = tuningChecks(environment).map(({ of }) => flat(of.promql));
    const asked = { ...tuningConditions(tuning), ...(environment.spark.executorMetrics.sink === 'graphite' && registryConditions(tuning)) };
    for (const condition of Object.values(asked).map(({ promql }) => flat(promql))) {
      expect(alerts.filter((promql) => promql.includes(condition))).not.toEqual([]);
      expect(lights.filter((promql) => promql.includes(condition))).not.toEqual([]);
    }
  }
});

test('more is worse: from good over warning to critical', () => {
  expect(steps(worseAbove(0.8, 0.9))).toEqual([
    { value: null, color: colours.good },
    { value: 0.8, color: colours.warning },
    { value: 0.9, color: colours.critical },
  ]);
});

test('less is worse: from critical over warning to good', () => {
  expect(steps(worseBelow(0.2, 0.1))).toEqual([
    { value: null, color: colours.critical },
    { value: 0.1, color: colours.warning },
    { value: 0.2, color: colours.good },
  ]);
});
