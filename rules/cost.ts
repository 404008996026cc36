import type { Environment } from '../config/schema';
import { containerMetrics } from '../metrics/containers';
import { podMetrics } from '../metrics/kubernetes';
import {
  above,
  add,
  and,
  clampMin,
  constant,
  convert,
  evenlySampled,
  integrateOverTime,
  joinOn,
  maxBy,
  multiply,
  or,
  present,
  rate,
  ratio,
  subtract,
  sumBy,
  type RuleExpression,
  type Window,
} from '../metrics/promql';
import { runningSparkPods, sparkPods, whose } from './identity';
import { alert, group } from './rule';
import type { RuleSettings } from './settings';
import { COST_INTERVAL_SECONDS } from './interval';

/** What a core and a GiB of memory cost for an hour. */
export type Prices = Pick<Environment['cost'], 'pricePerCoreHour' | 'pricePerGibHour'>;

const ofPod = [...whose, 'role'] as const;
const byRole = ['namespace', ...ofPod] as const;
const pod = ['namespace', 'pod'] as const;
const container = ['namespace', 'pod', 'container'] as const;
const everySeconds = COST_INTERVAL_SECONDS;
/** Containers proper: `container=""` is the control group of the whole pod. */
const proper = { container: present, image: present };

export const coresRequested = evenlySampled({
  record: 'spok:app_cpu_request_cores:sum',
  of: sumBy(byRole, joinOn(pod, maxBy(container, podMetrics.cpuRequests), runningSparkPods, { groupLeft: ofPod })),
  everySeconds,
  about: 'Cores that the running pods of an application reserve: what it costs.',
});

export const memoryRequested = evenlySampled({
  record: 'spok:app_memory_request_bytes:sum',
  of: sumBy(byRole, joinOn(pod, maxBy(container, podMetrics.memoryRequests), runningSparkPods, { groupLeft: ofPod })),
  everySeconds,
  about: 'Memory that the running pods of an application reserve: what it costs.',
});

export const coresUsed = evenlySampled({
  record: 'spok:app_cpu_usage_cores:sum',
  of: sumBy(byRole, joinOn(pod, sumBy(container, rate(containerMetrics.cpuTime.where(proper), '2m')), sparkPods, { groupLeft: ofPod })),
  everySeconds,
  about: 'Cores that the pods of an application use; the first and last minute of a pod are missing.',
});

export const memoryUsed = evenlySampled({
  record: 'spok:app_memory_working_set_bytes:sum',
  of: sumBy(byRole, joinOn(pod, maxBy(container, containerMetrics.workingSet.where(proper)), sparkPods, { groupLeft: ofPod })),
  everySeconds,
  about: 'Memory that the pods of an application hold, page cache and garbage included.',
});

export const coresWasted = evenlySampled({
  record: 'spok:app_cpu_waste_cores:sum',
  of: clampMin(subtract(coresRequested, coresUsed), 0),
  everySeconds,
  about: 'Cores that an application reserves and does not use.',
});

export const memoryWasted = evenlySampled({
  record: 'spok:app_memory_waste_bytes:sum',
  of: clampMin(subtract(memoryRequested, memoryUsed), 0),
  everySeconds,
  about: 'Memory that an application reserves and does not hold; an optimistic figure, since a heap is held once it was touched.',
});

export const costRecordings = [coresRequested, memoryRequested, coresUsed, memoryUsed, coresWasted, memoryWasted];

/** Money for reserved cores and memory over a window, by application and role. */
export const spent = <W extends Window>({ pricePerCoreHour, pricePerGibHour }: Prices, window: W) =>
  add(
    multiply(convert(integrateOverTime(coresRequested, window), 'coreHours'), constant(pricePerCoreHour, 'currencyPerCoreHour')),
    multiply(convert(integrateOverTime(memoryRequested, window), 'gibibyteHours'), constant(pricePerGibHour, 'currencyPerGibibyteHour')),
  );

/** Money for what was reserved and not used over a window, by application and role. */
export const wasted = <W extends Window>({ pricePerCoreHour, pricePerGibHour }: Prices, window: W) =>
  add(
    multiply(convert(integrateOverTime(coresWasted, window), 'coreHours'), constant(pricePerCoreHour, 'currencyPerCoreHour')),
    multiply(convert(integrateOverTime(memoryWasted, window), 'gibibyteHours'), constant(pricePerGibHour, 'currencyPerGibibyteHour')),
  );

/** Money that a team has spent over a window. */
export const teamSpent = <W extends Window>(prices: Prices, window: W) => sumBy(['team'], spent(prices, window));

interface Budget {
  readonly team: string;
  readonly dailyBudget: number;
}

/** Spending of one team in one window, and at what pace: the last hour as if it went on for a day. */
const spentBy = (prices: Prices, team: string, window: '1h' | '1d') =>
  sumBy(
    ['team'],
    add(
      multiply(
        convert(integrateOverTime(coresRequested.where({ team }), window), 'coreHours'),
        constant(prices.pricePerCoreHour, 'currencyPerCoreHour'),
      ),
      multiply(
        convert(integrateOverTime(memoryRequested.where({ team }), window), 'gibibyteHours'),
        constant(prices.pricePerGibHour, 'currencyPerGibibyteHour'),
      ),
    ),
  );

/** Hours left at the pace of the last hour may not carry a team above its budget before the day is over. */
const burning = (prices: Prices, { team, dailyBudget }: Budget): RuleExpression<'currency', 'team'> =>
  and(
    above(multiply(spentBy(prices, team, '1h'), constant(24, 'ratio')), 2 * dailyBudget),
    above(spentBy(prices, team, '1d'), dailyBudget / 2),
  );

const exceeded = (prices: Prices, { team, dailyBudget }: Budget): RuleExpression<'currency', 'team'> =>
  above(spentBy(prices, team, '1d'), dailyBudget);

const costScreen = { uid: 'spark-cost', variables: ['team'] } as const;

const ofAll = (
  budgets: readonly Budget[],
  rule: (budget: Budget) => RuleExpression<'currency', 'team'>,
): RuleExpression<'currency', 'team'> => budgets.map(rule).reduce((all, one) => or(all, one));

const budgetAlerts = (prices: Prices, budgets: readonly Budget[]) => [
  alert({
    alert: 'SparkTeamBudgetBurning',
    expr: ofAll(budgets, (budget) => burning(prices, budget)),
    for: '15m',
    severity: 'warning',
    summary: 'A team spends more than twice as fast as its budget allows.',
    description: ({ team }, value) => `At the pace of the last hour team ${team} would spend ${value.number} in a day.`,
    dashboard: costScreen,
  }),
  alert({
    alert: 'SparkTeamBudgetExceeded',
    expr: ofAll(budgets, (budget) => exceeded(prices, budget)),
    severity: 'warning',
    summary: 'A team has spent its daily budget.',
    description: ({ team }, value) => `Spark applications of team ${team} cost ${value.number} within a day.`,
    dashboard: costScreen,
  }),
];

/** What applications reserve and use, what that costs, and whether it is worth it. */
export const costRules = ({ thresholds, cost, teams }: Pick<RuleSettings, 'thresholds' | 'cost' | 'teams'>) => {
  const budgets = Object.entries(teams).flatMap(([team, { dailyBudget }]) => (dailyBudget === undefined ? [] : [{ team, dailyBudget }]));
  return group({
    name: 'spark-cost',
    intervalSeconds: COST_INTERVAL_SECONDS,
    rules: [
      ...costRecordings,
      ...(budgets.length > 0 ? budgetAlerts(cost, budgets) : []),
      alert({
        alert: 'SparkWasteHigh',
        expr: above(ratio(sumBy(['team'], wasted(cost, '1d')), teamSpent(cost, '1d')), thresholds.wasteAboveRatio),
        for: '1h',
        severity: 'info',
        summary: 'Most of what a team pays for is not used.',
        description: ({ team }, value) => `${value.percentage} of what team ${team} reserved within a day was not used.`,
        dashboard: costScreen,
      }),
    ],
  });
};
