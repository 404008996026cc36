import type { Environment } from '../config/schema';
import type { Prices } from '../rules/cost';
import type { SparkApplication, SparkApplicationInput } from '../spark-applications/application';
import { applicationsIn } from '../spark-applications/in-environment';
import { sparkPlatform } from '../spark-applications/platform';
import { coresNotUsed, driverCores, driverScheduler, listenerQueue, throttled } from './cores';
import { cpuEfficiency, fetchWait, spillToDisk } from './executor-registry';
import { type Evidence, evidenceOf, tooLittle } from './evidence';
import { idleSlots, skew, unneededExecutors } from './executors';
import { type Check, changesOf, type Judgement, settled } from './judgement';
import { cachePressure, driverMemory, garbageCollection, heapTooLarge, heapTooSmall, nearMemoryLimit } from './memory';
import { type Bill, billOf, totalOf } from './money';
import type { Recorded, Run } from './runs';
import { scheduleOverlap } from './schedule';
import { type Change, problemsOf, savingsOf, type Subject } from './subject';
import { failedTasks, spill, tasksTooSmall, tooFewPartitions } from './tasks';

/** Every question, and for each setting first those that raise it. */
export const checks: readonly Check[] = [
  spillToDisk,
  garbageCollection,
  heapTooSmall,
  nearMemoryLimit,
  heapTooLarge,
  cachePressure,
  throttled,
  idleSlots,
  unneededExecutors,
  fetchWait,
  cpuEfficiency,
  coresNotUsed,
  skew,
  spill,
  tooFewPartitions,
  tasksTooSmall,
  failedTasks,
  driverScheduler,
  listenerQueue,
  driverMemory,
  driverCores,
  scheduleOverlap,
];

/** Cores and memory that were used, as a share of what was requested; absent where nothing was recorded. */
export interface Use {
  readonly driverCores?: number;
  readonly driverMemory?: number;
  readonly executorCores?: number;
  readonly executorMemory?: number;
}

/** Money over the window, for a run and for a day. */
export interface Money {
  readonly window: number;
  readonly perRun: number;
  readonly perDay: number;
}

/** What is known about one application. */
export interface ApplicationReport {
  readonly application: string;
  readonly team: string;
  readonly evidence: Evidence;
  readonly use: Use;
  readonly spent: Money;
  readonly wasted: Money;
  /** Why nothing is advised; absent when there is enough data and the application is declared. */
  readonly silent?: string;
  readonly judgements: readonly Judgement[];
  /** Everything that should change, for the patch. */
  readonly changes: readonly Change[];
  /** What all changes together save, if the runs take as long. */
  readonly saves?: Money;
}

/** What was measured in a window, and what should change. */
export interface Report {
  readonly environment: string;
  readonly since: string;
  readonly at: string;
  readonly watchedSeconds: number;
  readonly currency: string;
  readonly prices: Prices;
  readonly applications: readonly ApplicationReport[];
}

/** What a report is about. */
export interface ReportRequest {
  readonly environment: Environment;
  readonly declarations: readonly SparkApplicationInput[];
  readonly recorded: Recorded;
  readonly since: string;
  readonly at: Date;
  /** Names of applications; empty: all that are declared or were seen. */
  readonly applications: readonly string[];
}

/** Judges every application that is declared or was seen. Throws a `ConfigurationError` when the declarations are wrong. */
export function report(request: ReportRequest): Report {
  const { environment, recorded, since, at } = request;
  const { currency, pricePerCoreHour, pricePerGibHour } = environment.cost;
  const present = applicationsIn(sparkPlatform(environment), request.declarations);
  const names = new Set([...present.map(({ name }) => name), ...recorded.runs.map(({ application }) => application)]);
  const wanted = [...names].filter((name) => request.applications.length === 0 || request.applications.includes(name)).sort();
  return {
    environment: environment.name,
    since,
    at: at.toISOString(),
    watchedSeconds: recorded.watchedSeconds,
    currency,
    prices: { pricePerCoreHour, pricePerGibHour },
    applications: wanted.map((name) =>
      applicationReport(
        request,
        name,
        present.find((one) => one.name === name),
      ),
    ),
  };
}

function applicationReport(request: ReportRequest, name: string, application: SparkApplication | undefined): ApplicationReport {
  const { environment, recorded } = request;
  const runs = recorded.runs.filter((run) => run.application === name);
  const evidence = evidenceOf(runs);
  const inMoney = (window: number): Money => ({
    window,
    perRun: evidence.runs === 0 ? 0 : window / evidence.runs,
    perDay: recorded.watchedSeconds === 0 ? 0 : (window / recorded.watchedSeconds) * 86_400,
  });
  const bill = billOf(runs, environment.cost, 'Requested');
  const facts = {
    application: name,
    team: runs[0]?.team ?? application?.team ?? '',
    evidence,
    use: useOf(runs),
    spent: inMoney(totalOf(bill)),
    wasted: inMoney(totalOf(billOf(runs, environment.cost, 'Wasted'))),
  };
  const subject = application && subjectOf(request, application, runs);
  const silent = subject === undefined ? `it is not declared in ${environment.name}` : tooLittle(evidence, environment.thresholds.advice);
  if (subject === undefined || silent !== undefined) return { ...facts, silent: silent ?? '', judgements: [], changes: [] };
  const judgements = settled(checks.map((check) => check(subject)));
  const changes = possible(subject, changesOf(judgements));
  return { ...facts, judgements, changes, ...(changes.length > 0 && { saves: inMoney(savingsOf(subject, changes)) }) };
}

/** Changes that can run together: each alone can, but two that raise something may exceed the quota; then the later one waits. */
const possible = (subject: Subject, changes: readonly Change[]): Change[] =>
  changes.reduce<Change[]>((kept, change) => (problemsOf(subject, [...kept, change]).length > 0 ? kept : [...kept, change]), []);

function subjectOf({ environment, declarations, at }: ReportRequest, application: SparkApplication, runs: readonly Run[]): Subject {
  const declaration = declarations.find(({ name }) => name === application.name);
  if (declaration === undefined) throw new Error(`${application.name} runs in ${environment.name} without a declaration`);
  const { thresholds, cost } = environment;
  return { declaration, application, platform: sparkPlatform(environment), thresholds, prices: cost, runs, at };
}

function useOf(runs: readonly Run[]): Use {
  const share = (part: keyof Bill) => {
    const [used, requested] = (['Used', 'Requested'] as const).map((of) =>
      runs.reduce((sum, { figures }) => sum + (figures[`${part}${of}`] ?? 0), 0),
    );
    return used !== undefined && requested !== undefined && requested > 0 ? { [part]: used / requested } : {};
  };
  return { ...share('driverCores'), ...share('driverMemory'), ...share('executorCores'), ...share('executorMemory') };
}
