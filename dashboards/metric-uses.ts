import type { Environment } from '../config/schema';
import type { Use } from '../metrics/documentation';
import { ruleGroups } from '../rules';
import { isAlert } from '../rules/rule';
import { dashboards } from './index';

/** Who reads which series in an environment: every recording, alert, panel and variable. */
export function metricUses(environment: Environment): Use[] {
  const rules = ruleGroups(environment).flatMap((group) => group.rules);
  return [
    ...rules.map((rule) =>
      isAlert(rule)
        ? { where: `alert ${rule.alert}`, reads: rule.expr.reads }
        : { where: `recording ${rule.record}`, reads: rule.of.reads },
    ),
    ...dashboards(environment).flatMap(({ uid, queries }) => queries.map(({ reads }) => ({ where: `dashboard ${uid}`, reads }))),
  ];
}
