import { outsideJobs } from '../config/scrape-jobs';
import { type Component, components } from '../config/components';
import { catalogue } from '../metrics/catalogue';
import type { AnyRecording } from '../metrics/promql';
import { applicationRules } from './applications';
import { argoCdRules } from './argocd';
import { budgetRules } from './budgets';
import { connectRules } from './connect';
import { costRules } from './cost';
import { executorRegistryRules } from './executor-registry';
import { executorRules } from './executors';
import { identityRules } from './identity';
import { minioRules } from './minio';
import { minioQuotaRules } from './minio-quotas';
import { monitoringRules } from './monitoring';
import { objectiveRules } from './objectives';
import { operatorRules } from './operator';
import { platformRules } from './platform';
import { type Alert, type AlertNameOf, isAlert, type Rule, type RuleGroup } from './rule';
import { scheduleRules } from './schedules';
import { runRules } from './runs';
import type { RuleSettings } from './settings';
import { streamingRules } from './streaming';
import { tuningRules } from './tuning-alerts';

/** Every group there can be; recordings come before what reads them. */
const groups = (settings: RuleSettings) =>
  [
    identityRules(),
    runRules(),
    objectiveRules(settings),
    applicationRules(settings),
    scheduleRules(settings),
    executorRules(settings),
    costRules(settings),
    budgetRules(settings),
    tuningRules(settings),
    executorRegistryRules(settings),
    streamingRules(settings),
    connectRules(settings),
    minioRules(settings),
    minioQuotaRules(settings),
    operatorRules(settings),
    platformRules(settings),
    argoCdRules(),
    monitoringRules(settings),
  ] as const;

/** Name of an alert: what an inhibition or a test may mention. */
export type AlertName = AlertNameOf<ReturnType<typeof groups>[number]>;

/** Scrape jobs that an environment lacks. */
function absentJobs({ objectStore, argoCdMetrics, spark }: RuleSettings): readonly string[] {
  const scraped = ({ workloads }: Component) => workloads.flatMap(({ metrics }) => metrics.map(({ job }) => job));
  return [
    ...(objectStore.mode === 'minio' ? [] : scraped(components.minio)),
    ...(spark.executorMetrics.sink === 'graphite' ? [] : scraped(components.graphiteExporter)),
    ...(argoCdMetrics.scrape ? [] : [outsideJobs.argoCd]),
  ];
}

/** Jobs that store a series: one, unless several programs use the same name, which the selection then tells apart. */
const jobsOf = (name: string): ReadonlySet<string> =>
  new Set(catalogue.filter((metric) => metric.name === name).map(({ entry }) => entry.job));

/** Whether an expression selects a series that nobody scrapes: by its name, by a matcher, or through a recording. */
function isBlind(rule: Rule, absent: readonly string[], blind: ReadonlySet<string>): boolean {
  const { promql, reads } = isAlert(rule) ? rule.expr : rule.of;
  return (
    absent.some((job) => promql.includes(`job="${job}"`)) ||
    reads.some((name) => {
      const jobs = jobsOf(name);
      return blind.has(name) || (jobs.size === 1 && [...jobs].some((job) => absent.includes(job)));
    })
  );
}

/** Leaves out what could never have data. */
function seeing(all: readonly RuleGroup[], absent: readonly string[]): RuleGroup[] {
  const blind = new Set<string>();
  const kept = all.map((group) => ({
    ...group,
    rules: group.rules.filter((rule) => {
      const without = isBlind(rule, absent, blind);
      if (without && !isAlert(rule)) blind.add(rule.record);
      return !without;
    }),
  }));
  return kept.filter(({ rules }) => rules.length > 0);
}

/** The rules of an environment. Rules about series that it does not scrape are left out: they would be silent for ever and look like peace. */
export const ruleGroups = (settings: RuleSettings): RuleGroup[] => seeing(groups(settings), absentJobs(settings));

/** The recordings among some groups. */
export const recordingsOf = (all: readonly RuleGroup[]): AnyRecording[] =>
  all.flatMap(({ rules }) => rules).filter((rule): rule is AnyRecording => !isAlert(rule));

/** The alerts among some groups. */
export const alertsOf = (all: readonly RuleGroup[]): Alert[] => all.flatMap(({ rules }) => rules).filter(isAlert);
