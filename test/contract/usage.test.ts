import { dashboards } from '../../dashboards';
import { alertsOf, recordingsOf, ruleGroups } from '../../rules';
import { ruledEnvironments } from '../rules/environments';
import { type CheckedExpression, unusedEntries } from './checks';

test('every catalogue entry is shown on some screen or watched by some alert', () => {
  const unused = ruledEnvironments.map((environment) => {
    const groups = ruleGroups(environment);
    const alerts = alertsOf(groups).map(({ alert, expr }): CheckedExpression => ({ where: alert, expr: expr.promql, kind: 'alert' }));
    const queries = dashboards(environment).flatMap((dashboard) => [...dashboard.queries]);
    return new Set(unusedEntries([...alerts, ...queries], recordingsOf(groups)));
  });
  const [first = new Set<string>(), ...others] = unused;
  // what one environment leaves out, another may have: remote write, several replicas, Spark Connect
  expect([...first].filter((entry) => others.every((other) => other.has(entry)))).toEqual([]);
});
