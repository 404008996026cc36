import { catalogue } from '../../metrics/catalogue';
import { jobNames } from '../../config/scrape-jobs';
import { dashboards } from '../../dashboards';
import { alertsOf, recordingsOf, ruleGroups } from '../../rules';
import { jobProblemsOf, problemsOf, seriesBehind, type CheckedExpression } from '../contract/checks';
import type { Alert } from '../../rules/rule';
import { bare, jsonOf, panelsOf, settings } from './provisioned';

const environments = [...settings, bare].map((environment) => [environment.name, environment] as const);

describe.each(environments)('panels, variables and annotations of %s', (_, environment) => {
  const recordings = recordingsOf(ruleGroups(environment));
  const recordingByName = new Map(recordings.map((recording) => [recording.record as string, recording]));
  const all = dashboards(environment);
  const queries = all.flatMap(({ queries }) => queries);
  const expressions: CheckedExpression[] = queries.map(({ where, kind, expr }) => ({
    where,
    expr,
    kind: kind === 'variable' ? 'variable' : 'panel',
  }));

  test('ask only for what exists', () => {
    expect(problemsOf(expressions, recordings)).toEqual([]);
  });

  test('compare no number with a number, which the grammar allows and Prometheus does not', () => {
    expect(expressions.filter(({ expr }) => /\(\s*-?[\d.e+-]+ [<>=!]+ -?[\d.e+-]+\s*\)/.test(expr)).map(({ where }) => where)).toEqual([]);
  });

  test('are all in the list of queries', () => {
    const listed = new Set(queries.map(({ expr }) => expr));
    const written = all.flatMap((dashboard) => [
      ...panelsOf(dashboard).flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
      ...jsonOf(dashboard).annotations.list.map(({ expr }) => expr),
    ]);
    expect(written.filter((expr) => !listed.has(expr))).toEqual([]);
  });

  test('need no scrape job that is off', () => {
    const off = [
      ...(environment.argoCdMetrics.scrape ? [] : ['argocd']),
      ...(environment.objectStore.mode === 'minio' ? [] : jobNames.filter((job) => job.startsWith('minio-'))),
    ];
    // a name that several jobs share always comes with its job
    const shared = new Set(catalogue.filter(({ entry }) => entry.sharedName).map(({ name }) => name));
    const unshared = expressions.filter((_expression, index) => !queries[index]?.reads.some((name) => shared.has(name)));
    expect(
      jobProblemsOf(
        unshared,
        recordings,
        jobNames.filter((job) => !off.includes(job)),
      ),
    ).toEqual([]);
    expect(queries.filter(({ expr }) => off.some((job) => expr.includes(`job="${job}"`)))).toEqual([]);
  });

  test('read only recordings that are evaluated', () => {
    const known = new Set([...catalogue.map(({ name }) => name), ...recordingByName.keys()]);
    expect(queries.flatMap(({ where, reads }) => reads.filter((name) => !known.has(name)).map((name) => `${where}: ${name}`))).toEqual([]);
  });

  test('show what every alert is about', () => {
    const shown = new Set(expressions.flatMap((expression) => [...seriesBehind(expression, recordings)]));
    const behind = ({ expr }: Alert) => [...seriesBehind({ where: '', expr: expr.promql, kind: 'alert' }, recordings)];
    // the Watchdog is about nothing: it always fires
    const unseen = alertsOf(ruleGroups(environment)).filter(
      (alert) => behind(alert).length > 0 && !behind(alert).some((name) => shown.has(name)),
    );
    expect(unseen.map(({ alert }) => alert)).toEqual([]);
  });

  test('say "peak" where a number never falls again', () => {
    const peaks = new Set(catalogue.filter(({ entry }) => entry.peak).map(({ name }) => name));
    const unsaid = all.flatMap((dashboard) =>
      panelsOf(dashboard).flatMap((panel) => {
        const read = (panel.targets ?? []).flatMap(({ expr }) => [...seriesBehind({ where: '', expr, kind: 'panel' }, recordings)]);
        const said = JSON.stringify([panel.title, panel.targets?.map(({ legendFormat, expr }) => [legendFormat, expr])]);
        return read.some((name) => peaks.has(name)) && !/peak/i.test(said) ? [`${dashboard.uid}: ${panel.title}`] : [];
      }),
    );
    expect(unsaid).toEqual([]);
  });

  test('say "estimate" where a number is a prediction', () => {
    const predicted = all.flatMap((dashboard) =>
      panelsOf(dashboard).filter(({ targets = [] }) => targets.some(({ expr }) => /predict_linear|deriv\(/.test(expr))),
    );
    for (const { title, description = '' } of predicted) expect(`${title} ${description}`).toMatch(/estimate/);
  });

  test('leave the driver out where its row means something else', () => {
    // for the driver, task time is the uptime of the application and task GC time that of its whole JVM
    const misleading = queries.filter(
      ({ expr }) =>
        /metrics_executor_(totalDuration_seconds_total|totalGCTime_seconds_total)\{/.test(expr) &&
        ![...expr.matchAll(/metrics_executor_(?:totalDuration|totalGCTime)_seconds_total\{([^}]*)\}/g)].every(([, matchers = '']) =>
          matchers.includes('executor_id!="driver"'),
        ),
    );
    expect(misleading.map(({ where }) => where)).toEqual([]);
  });
});
