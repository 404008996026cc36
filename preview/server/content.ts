import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checked } from '../../config/configuration';
import { environments } from '../../config/environments';
import type { Environment } from '../../config/schema';
import { dashboards } from '../../dashboards';
import { windowSeconds } from '../../metrics/promql';
import { runbookFile } from '../../rules/links';
import { alertsOf, ruleGroups } from '../../rules';
import type { Alert } from '../../rules/rule';
import { sparkApplications, sparkConnects } from '../../spark-applications';
import { withDeclarations } from '../../spark-applications/declarations';
import type { AlertPage, Content, DashboardPage } from '../api';
import type { DashboardJson } from '../dashboard-json';
import { alertScreen } from './alert-screen';

/** The settings of an environment, with what its applications declare about themselves. Throws when there is none of that name. */
function environmentOf(name: string): Environment {
  const all = checked(environments);
  const found = all.find((environment) => environment.name === name);
  if (!found) throw new Error(`there is no environment "${name}": choose one of ${all.map((environment) => environment.name).join(', ')}`);
  return withDeclarations(found, sparkApplications, sparkConnects);
}

/** Everything that the preview shows of an environment, built from the sources as they are now. */
export function content(environmentName: string): Content {
  const environment = environmentOf(environmentName);
  return {
    environment: environment.name,
    environments: environments.map(({ name }) => name),
    scrapeSeconds: windowSeconds(environment.prometheus.scrapeInterval),
    dashboards: dashboards(environment).map(({ folder, json }): DashboardPage => ({ folder, json: json as unknown as DashboardJson })),
    alerts: ruleGroups(environment).flatMap((group) => alertsOf([group]).map((alert) => alertPage(group.name, alert))),
  };
}

const runbooks = join(__dirname, '..', '..', 'runbooks');

const alertPage = (component: string, alert: Alert): AlertPage => ({
  name: alert.alert,
  component,
  severity: alert.severity,
  summary: alert.summary,
  description: alert.description,
  ...(alert.for !== undefined && { for: alert.for }),
  expr: alert.expr.promql,
  dashboard: { uid: alert.dashboard.uid, variables: alert.dashboard.variables ?? [] },
  screen: alertScreen(alert),
  runbook: readFileSync(join(runbooks, runbookFile(alert.alert)), 'utf8'),
});
