import { jobNames } from '../../config/scrape-jobs';
import { screens } from '../../dashboards/screens';
import { variableName } from '../../dashboards/variable';
import { linkedDashboards } from '../../rules/dashboard-link';
import { alertsOf, recordingsOf, ruleGroups } from '../../rules/index';
import { inhibitions } from '../../rules/inhibitions';
import { linksOf } from '../../rules/links';
import { toPrometheus } from '../../rules/prometheus-file';
import { isAlert, type Alert } from '../../rules/rule';
import { orderProblemsOf, problemsOf } from '../contract/checks';
import { alertCases, lookAlikes } from './cases';
import { everything, least, ruledEnvironments } from './environments';

const templatesIn = (text: string) => [...text.matchAll(/\{\{ \$labels\.(\w+) \}\}/g)].map(([, label = '']) => label);

describe.each(ruledEnvironments)('the rules of $name', (environment) => {
  const groups = ruleGroups(environment);
  const alerts = alertsOf(groups);
  const recordings = recordingsOf(groups);

  test('ask only for what exists', () => {
    const expressions = groups.flatMap(({ rules }) =>
      rules.map((rule) =>
        isAlert(rule)
          ? {
              where: `alert ${rule.alert}`,
              expr: rule.expr.promql,
              kind: 'alert' as const,
              mentions: [...templatesIn(rule.description), ...(rule.dashboard.variables ?? [])],
            }
          : { where: rule.record, expr: rule.of.promql, kind: 'rule' as const },
      ),
    );
    expect(problemsOf(expressions, recordings)).toEqual([]);
  });

  test('read no recording that is evaluated after them', () => {
    const written = groups.map((group) => toPrometheus(group, linksOf(environment)));
    expect(orderProblemsOf(written, recordings)).toEqual([]);
  });

  test('have names of their own, and so have their groups', () => {
    const names = [...alerts.map(({ alert }) => alert), ...recordings.map(({ record }) => record), ...groups.map(({ name }) => name)];
    expect(new Set(names).size).toBe(names.length);
  });

  test('compare, select or miss something, so that an alert is not simply always there', () => {
    const unconditional = alerts.filter(({ expr }) => !/[<>]|==|!=|\babsent\(/.test(expr.promql));
    expect(unconditional.map(({ alert }) => alert)).toEqual(['Watchdog']);
  });

  test('never turn absence into a number', () => {
    const expressions = [...alerts.map(({ expr }) => expr.promql), ...recordings.map(({ of }) => of.promql)];
    expect(expressions.filter((promql) => /or\s+(on \(\)\s+)?vector\(/.test(promql))).toEqual([]);
  });

  test('come out the same every time', () => {
    const written = () => JSON.stringify(ruleGroups(environment).map((group) => toPrometheus(group, linksOf(environment))));
    expect(written()).toBe(written());
  });

  test('fit into a ConfigMap, group by group', () => {
    const sizes = groups.map((group) => JSON.stringify(toPrometheus(group, linksOf(environment))).length);
    expect(Math.max(...sizes)).toBeLessThan(500_000);
  });
});

describe('every alert', () => {
  const groups = ruleGroups(everything);
  const alerts = alertsOf(groups);
  const wrong = (isWrong: (alert: Alert) => boolean) => alerts.filter(isWrong).map(({ alert }) => alert);

  test('has a summary that stays the same while its value changes', () => {
    expect(wrong(({ summary }) => /\d|\{\{/.test(summary) || !summary.endsWith('.'))).toEqual([]);
  });

  test('says where, with the labels that it has', () => {
    const placeless = ({ expr, description }: Alert) => expr.labels.length > 0 && templatesIn(description).length === 0;
    expect(wrong(placeless)).toEqual([]);
  });

  test('about Spark keeps the team, so that it can be routed', () => {
    const spark = groups.filter(({ name }) => name.startsWith('spark-') && name !== 'spark-operator').flatMap(({ rules }) => rules);
    expect(
      spark
        .filter(isAlert)
        .filter(({ expr }) => !expr.labels.includes('team'))
        .map(({ alert }) => alert),
    ).toEqual([]);
  });

  test('is played in promtool', () => {
    const played = new Set<string>(alertCases(everything).map(({ alert }) => alert));
    // it fires always: nothing can precede or follow it
    expect(wrong(({ alert }) => !played.has(alert))).toEqual(['Watchdog']);
  });

  test('is silent on a healthy day that has the series it looks at', () => {
    const [healthy] = lookAlikes(everything);
    const there = healthy?.series.map(([selector]) => selector.replace(/\{.*/, '')) ?? [];
    const recordings = new Map(recordingsOf(groups).map(({ record, of }) => [record as string, of.reads]));
    const behind = (names: readonly string[]): string[] =>
      names.flatMap((name) => (recordings.has(name) ? behind(recordings.get(name) ?? []) : [name]));
    const read = new Set(alerts.flatMap(({ expr }) => behind(expr.reads)));
    // these exist only while something is wrong, or after it
    const onlyThen = [
      'kube_pod_completion_time',
      'kube_pod_container_status_waiting_reason',
      'kube_pod_status_reason',
      'kube_pod_status_unschedulable',
    ];
    expect([...read].filter((name) => !there.some((stored) => stored.startsWith(name))).sort()).toEqual(onlyThen);
  });

  test('of a case or look-alike exists', () => {
    const names = new Set<string>(alerts.map(({ alert }) => alert));
    const mentioned = [...alertCases(everything).map(({ alert }) => alert), ...lookAlikes(everything).flatMap(({ silent }) => silent)];
    expect(mentioned.filter((alert) => !names.has(alert))).toEqual([]);
  });

  test('links to a dashboard that is there and has the variables', () => {
    const cards: Readonly<Record<string, { readonly variables: ReadonlyArray<Parameters<typeof variableName>[0]> }>> = screens;
    const missing = Object.entries(linkedDashboards).flatMap(([uid, variables]) =>
      variables.filter((variable) => !cards[uid]?.variables.map(variableName).includes(variable)).map((variable) => `${uid}: ${variable}`),
    );
    expect(missing).toEqual([]);
    expect(Object.keys(linkedDashboards).filter((uid) => !(uid in screens))).toEqual([]);
    expect(wrong(({ dashboard: { uid, variables = [] } }) => !variables.every((name) => linkedDashboards[uid].includes(name)))).toEqual([]);
  });
});

test('rules about jobs that are not scraped are left out', () => {
  const promql = ruleGroups(least).flatMap(({ rules }) => rules.map((rule) => (isAlert(rule) ? rule.expr.promql : rule.of.promql)));
  const absent = jobNames.filter((job) => job.startsWith('minio') || job === 'argocd' || job === 'graphite-exporter');
  expect(absent).toHaveLength(5);
  expect(
    promql.filter(
      (text) =>
        /minio_|argocd_|spark_jvm_|spark_executor_(run|cpu|disk)_/.test(text) || absent.some((job) => text.includes(`job="${job}"`)),
    ),
  ).toEqual([]);
  expect(alertsOf(ruleGroups(least)).map(({ alert }) => alert)).toEqual(
    expect.arrayContaining(['SparkOperatorQueueBacklog', 'SparkSpillSuspected']),
  );
});

test('inhibitions name alerts that exist, share the labels that have to be equal, and have those that are asked of them', () => {
  const labels = new Map(alertsOf(ruleGroups(everything)).map(({ alert, expr }) => [alert, expr.labels]));
  const lacking = (alert: string, wanted: readonly string[]) =>
    wanted.filter((label) => !labels.get(alert)?.includes(label)).map((label) => `${alert}: ${label}`);
  const problems = inhibitions.flatMap(({ source, targets, equal = [], only = {} }) => [
    ...[source, ...targets].flatMap((alert) => lacking(alert, equal)),
    ...targets.flatMap((alert) => lacking(alert, Object.keys(only))),
  ]);
  expect(problems).toEqual([]);
  expect(inhibitions.flatMap(({ source, targets }) => [source, ...targets]).filter((alert) => !labels.has(alert))).toEqual([]);
});

test('no alert silences itself, by whatever way', () => {
  const targetsOf = (alert: string): string[] =>
    inhibitions.filter(({ source }) => source === alert).flatMap(({ targets }) => [...targets]);
  const reach = (alert: string, seen: ReadonlySet<string> = new Set()): ReadonlySet<string> =>
    targetsOf(alert).reduce((all, next) => (all.has(next) ? all : reach(next, new Set([...all, next]))), seen);
  expect(inhibitions.map(({ source }) => source).filter((source) => reach(source).has(source))).toEqual([]);
});
