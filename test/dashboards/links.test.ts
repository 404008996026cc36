import { dashboards, type DashboardSettings, HOME, screens } from '../../dashboards';
import { linkedDashboards } from '../../rules/dashboard-link';
import { variableName, type VariableKey } from '../../dashboards/variable';
import { bare, everyDashboard, jsonOf, panelsOf, settings, type DashboardJson, type PanelJson } from './provisioned';

const variablesOf = (uid: string): string[] =>
  [...((screens as Record<string, { variables: readonly VariableKey[] } | undefined>)[uid]?.variables ?? [])].map(variableName);

const everyLink = (panel: PanelJson): string[] => [
  ...(panel.fieldConfig?.defaults.links ?? []).map(({ url }) => url),
  ...(panel.fieldConfig?.overrides ?? []).flatMap(({ properties }) =>
    properties.filter(({ id }) => id === 'links').flatMap(({ value }) => (value as Array<{ url: string }>).map(({ url }) => url)),
  ),
];

/** Those within Grafana. */
const dataLinks = (panel: PanelJson): string[] => everyLink(panel).filter((url) => url.startsWith('/'));
const outsideLinks = (environment: DashboardSettings): string[] =>
  dashboards(environment)
    .flatMap((dashboard) => panelsOf(dashboard).flatMap(everyLink))
    .filter((url) => !url.startsWith('/'));

const targetOf = (url: string): string => /^\/d\/([a-z-]+)/.exec(url)?.[1] ?? url;

describe.each([...settings, bare].map((environment) => [environment.name, environment] as const))('in %s', (_, environment) => {
  const all = dashboards(environment);
  const uids: string[] = all.map(({ uid }) => uid);

  test('every link leads to a dashboard that is there', () => {
    for (const dashboard of all) {
      const targets = [...jsonOf(dashboard).links.flatMap(({ url }) => url ?? []), ...panelsOf(dashboard).flatMap(dataLinks)].map(targetOf);
      expect(targets.filter((target) => !uids.includes(target))).toEqual([]);
    }
  });

  test('every dashboard can be reached from the home by its buttons', () => {
    const byUid = new Map(all.map((dashboard) => [dashboard.uid as string, dashboard]));
    const reached = new Set<string>();
    const visit = (uid: string): void => {
      const dashboard = byUid.get(uid);
      if (!dashboard || reached.has(uid)) return;
      reached.add(uid);
      jsonOf(dashboard).links.forEach(({ url }) => url && visit(targetOf(url)));
    };
    visit(HOME);
    expect([...reached].sort()).toEqual([...uids].sort());
  });
});

describe.each(everyDashboard)('%s', (_, dashboard) => {
  const json: DashboardJson = jsonOf(dashboard);
  const names = json.templating.list.map(({ name }) => name);

  test('takes time and variables along', () => {
    for (const { includeVars, keepTime } of json.links) expect([includeVars, keepTime]).toEqual([true, true]);
    for (const url of panelsOf(dashboard).flatMap(dataLinks)) {
      expect(url).toContain('${datasource:queryparam}');
      expect(url).toContain('${__url_time_range}');
    }
  });

  test('fills only variables that the target has', () => {
    for (const url of panelsOf(dashboard).flatMap(dataLinks)) {
      const filled = [...url.matchAll(/var-(\w+)=|\$\{(\w+):queryparam\}/g)]
        .map(([, one, other]) => one ?? other ?? '')
        .filter((name) => name !== 'datasource');
      expect(filled.filter((name) => !variablesOf(targetOf(url)).includes(name))).toEqual([]);
    }
  });

  test('uses every variable that it defines, and defines every one that it uses', () => {
    const { templating, ...rest } = json;
    const used = new Set(
      [...JSON.stringify([rest.panels, rest.annotations]).matchAll(/\$\{?([a-z_]+)/g)]
        .map(([, name = '']) => name)
        .filter((name) => !name.startsWith('__')),
    );
    expect([...used].sort()).toEqual([...names].sort());
    expect(templating.list.length).toBe(new Set(names).size);
  });

  test('offers the data source first, and choices that follow the time range', () => {
    const [first, ...others] = json.templating.list;
    expect(first).toMatchObject({ name: 'datasource', type: 'datasource' });
    for (const { type, refresh, label, includeAll, multi, allValue } of others) {
      expect([type, refresh]).toEqual(['query', 2]);
      expect(label).toMatch(/^[A-Z]/);
      expect(includeAll).toBe(multi);
      if (multi) expect(allValue).toMatch(/^\.[+*]$/);
    }
  });

  test('narrows each choice by those before it', () => {
    const earlier: string[] = [];
    for (const { name, type, query } of json.templating.list) {
      if (type !== 'query') continue;
      const text = (query as { query: string }).query;
      for (const [, used = ''] of text.matchAll(/\$(\w+)/g)) expect(earlier).toContain(used);
      earlier.push(name);
    }
  });
});

test.each(Object.entries(linkedDashboards))('alerts that point to %s find it, with the variables they fill', (uid, variables) => {
  expect(Object.keys(screens)).toContain(uid);
  expect(variables.filter((name) => !variablesOf(uid).includes(name))).toEqual([]);
});

describe('ways out of Grafana', () => {
  const page = 'https://history.example.org/history/${__data.fields.spark_app_id}/';
  const withHistory = { ...bare, sparkHistoryServer: { ...bare.sparkHistoryServer, publicUrl: 'https://history.example.org/' } };

  test('lead to the page of the very run, from its own screen and from the fleet', () => {
    const from = dashboards(withHistory).filter((dashboard) => panelsOf(dashboard).flatMap(everyLink).includes(page));
    expect(from.map(({ uid }) => uid)).toEqual(['spark-fleet', 'spark-application']);
    expect([...new Set(outsideLinks(withHistory))]).toEqual([page]);
  });

  test('lead to the logs of a pod, at the chosen time', () => {
    const urlTemplate = 'https://logs.example.org/{namespace}/{pod}/{application}?from={from}&to={to}';
    expect(outsideLinks({ ...bare, logs: { urlTemplate } })).toEqual([
      'https://logs.example.org/${__data.fields.namespace}/${__data.fields.pod}/${__data.fields.app}?from=${__from}&to=${__to}',
    ]);
  });

  test('are not there where they would lead nowhere', () => {
    expect(bare.ingress).toBeUndefined();
    expect(outsideLinks(bare)).toEqual([]);
  });
});
