import {
  add,
  and,
  avgOverTime,
  constant,
  maxBy,
  maxOverTime,
  multiply,
  or,
  PANEL_RANGE,
  ratio,
  reinterpret,
  sumBy,
  topk,
  zeroFor,
  type PanelExpression,
} from '../metrics/promql';
import { applicationBudget, applicationSpent, declaredApplication } from '../rules/budgets';
import { coresRequested, coresUsed, coresWasted, memoryRequested, memoryUsed, memoryWasted } from '../rules/cost';
import { application, whose } from '../rules/identity';
import { executorHeap, heapPeakRatio } from '../rules/tuning';
import type { Content } from './dashboard';
import { row } from './grid';
import { worseAbove } from './levels';
import { link } from './link';
import { coreHours, gibibyteHours, money } from './money';
import { limit, query } from './query';
import type { DashboardSettings } from './settings';
import { stat } from './single-value';
import { barChart, column, table } from './table';
import { timeSeries } from './time-series';
import { choice } from './variable';

const chosen = choice('namespace', 'team');
const cores = coresRequested.where(chosen);
const memory = memoryRequested.where(chosen);
const reserved = { cores, memory };
const unused = { cores: coresWasted.where(chosen), memory: memoryWasted.where(chosen) };
const ofSchedule = ['namespace', 'schedule', 'team', 'owner', 'cost_centre'] as const;
const ofApplication = ['namespace', ...whose] as const;
const links = [link('spark-application', 'namespace', 'app')];

/** What the largest executor needed. */
const neededHeap = multiply(
  maxBy(application, maxOverTime(executorHeap.where(chosen), PANEL_RANGE)),
  maxBy(application, maxOverTime(heapPeakRatio.where(chosen), PANEL_RANGE)),
);
/** The cores that were used. */
const usedCores = sumBy(application, avgOverTime(coresUsed.where(chosen), PANEL_RANGE));

/** The daily budgets by the hour, for the teams that have one and run something. */
function budgets(teams: DashboardSettings['teams']): PanelExpression<'currencyPerHour', 'team'> | undefined {
  const lines = Object.entries(teams).flatMap(([team, { dailyBudget }]) => {
    if (dailyBudget === undefined) return [];
    const perHour = constant(Number((dailyBudget / 24).toFixed(4)), 'currencyPerHour');
    return [add(zeroFor(sumBy(['team'], coresRequested.where({ team })), 'currencyPerHour'), perHour)];
  });
  const [first, ...others] = lines;
  return first && others.reduce<PanelExpression<'currencyPerHour', 'team'>>((all, one) => or(all, one), first);
}

/** What applications with a budget have spent of it within a day. */
function budgetRow({ cost, spark }: DashboardSettings) {
  const budget = applicationBudget(cost, spark.budgets);
  if (budget === undefined) return [];
  const mine = maxBy(declaredApplication, applicationSpent(cost).where(chosen));
  const allowed = maxBy(declaredApplication, budget.where(chosen));
  return [
    row('Budgets', [
      table({
        title: 'Budgets by application',
        description:
          'What applications with a budget have cost within a day, and what they may cost. Good: below 80 % of the budget. A schedule is one application.',
        by: ['namespace', 'application', 'team'],
        columns: [
          column('Of the budget', ratio(mine, allowed), { levels: worseAbove(0.8, 1) }),
          column('Spent within a day', and(mine, allowed)),
          column('Daily budget', allowed),
        ],
        width: 12,
        noValue: 'nothing ran',
      }),
      timeSeries({
        title: 'Spent within a day by application',
        description: 'Cost of the last 24 hours and the budget for them. Good: each line below its budget.',
        queries: [query(and(mine, allowed), '{{application}}'), limit(allowed, 'budget of {{application}}')],
        width: 12,
      }),
    ]),
  ];
}

/** What do applications, schedules and teams cost, how much of it is wasted, and what would the right size be? */
export const sparkCost = (settings: DashboardSettings): Content => {
  const { cost, teams, thresholds } = settings;
  const { pricePerCoreHour, pricePerGibHour } = cost;
  const perHour = <By extends 'team' | 'schedule' | 'role'>(by: readonly By[]) =>
    add(
      multiply(sumBy(by, cores), constant(pricePerCoreHour, 'currencyPerCoreHour')),
      reinterpret(
        multiply(sumBy(by, memory), constant(pricePerGibHour / 2 ** 30, 'ratio')),
        'currencyPerHour',
        'bytes times the price of a byte for an hour',
      ),
    );
  const headroom = constant(thresholds.advice.headroom, 'ratio');
  const waste = worseAbove(thresholds.wasteAboveRatio * 0.7, thresholds.wasteAboveRatio);
  const budget = budgets(teams);
  return {
    description: 'What do applications, schedules and teams cost, how much of it is wasted, and what would the right size be?',
    from: 'now-7d',
    strip: [
      stat({
        title: 'Cost',
        description: 'Money for reserved cores and memory in the time range, at the configured prices. Good: within the budget.',
        queries: [query(money(cost, [], reserved), 'cost')],
        noValue: 'nothing ran',
      }),
      stat({
        title: 'Unused part',
        description:
          'Money for cores and memory that were reserved and not used: an estimate, since a heap once touched counts as used. Good: little.',
        queries: [query(money(cost, [], unused), 'unused')],
        noValue: 'nothing ran',
      }),
      stat({
        title: 'Waste',
        description: 'Unused part of the cost. Good: below a third; the right-sizing table says where to begin.',
        queries: [query(ratio(money(cost, [], unused), money(cost, [], reserved)), 'of the cost')],
        levels: waste,
        noValue: 'nothing ran',
      }),
      stat({
        title: 'Now per hour',
        description: 'Money that the pods of this moment cost per hour. Good: 0 when nothing should run.',
        queries: [query(perHour([]), 'per hour')],
        noValue: 'nothing runs',
      }),
      stat({
        title: 'Core-hours',
        description: 'Core-hours reserved in the time range. Good: steady from week to week.',
        queries: [query(coreHours([], cores), 'core-hours')],
        noValue: 'nothing ran',
      }),
      stat({
        title: 'GiB-hours',
        description: 'GiB-hours of memory reserved in the time range. Good: steady from week to week.',
        queries: [query(gibibyteHours([], memory), 'GiB-hours')],
        noValue: 'nothing ran',
      }),
    ],
    rows: [
      row(
        'By team, cost centre and schedule',
        [
          barChart({
            title: 'Cost by team',
            description: 'Money in the time range, and the unused part of it. Good: in proportion to what the team delivers.',
            by: 'team',
            columns: [column('Cost', money(cost, ['team'], reserved)), column('Unused', money(cost, ['team'], unused))],
          }),
          barChart({
            title: 'Cost by cost centre',
            description:
              'Money in the time range by the account that it goes to, and the unused part of it. Good: no cost without an account.',
            by: 'cost_centre',
            columns: [column('Cost', money(cost, ['cost_centre'], reserved)), column('Unused', money(cost, ['cost_centre'], unused))],
          }),
        ],
        [
          table({
            title: 'Cost by schedule',
            description: 'What each schedule cost in the time range. Good: no surprise at the top. Click on one to compare its runs.',
            by: ofSchedule,
            columns: [
              column('Cost', money(cost, ofSchedule, reserved)),
              column('Waste', ratio(money(cost, ofSchedule, unused), money(cost, ofSchedule, reserved)), { levels: waste }),
              column('Core-hours', coreHours(ofSchedule, cores)),
            ],
            links: [link('spark-runs', 'namespace', 'schedule')],
            width: 24,
          }),
        ],
        [
          timeSeries({
            title: 'Cost per hour by team',
            description: 'What the pods of a team cost per hour, and its daily budget by the hour. Good: on average below the budget.',
            queries: [query(perHour(['team']), '{{team}}'), ...(budget ? [limit(budget, 'budget of {{team}}')] : [])],
            stacked: true,
          }),
          timeSeries({
            title: 'Cost per hour by role',
            description: 'Drivers and executors. Good: drivers are a small part; many small applications spend most on drivers.',
            queries: [query(perHour(['role']), '{{role}}')],
            stacked: true,
          }),
        ],
      ),
      ...budgetRow(settings),
      row('Applications', [
        table({
          title: 'Cost by application',
          description: 'What each run cost in the time range and how much of it was unused. Good: no colour.',
          by: ofApplication,
          columns: [
            column('Cost', topk(50, money(cost, ofApplication, reserved))),
            column('Unused', money(cost, ofApplication, unused)),
            column('Waste', ratio(money(cost, ofApplication, unused), money(cost, ofApplication, reserved)), { levels: waste }),
            column('Core-hours', coreHours(ofApplication, cores)),
            column('GiB-hours', gibibyteHours(ofApplication, memory)),
          ],
          links,
          width: 24,
          height: 10,
        }),
      ]),
      row('Right size', [
        table({
          title: 'Suggested size by application',
          description:
            'What was reserved, what was needed, and a suggestion above it, with room for a larger run: set executor memory to the suggested heap and cores to what is used. Estimates from peaks: try them once. Good: suggestions near what is reserved.',
          by: ['namespace', 'app', 'schedule', 'team'],
          columns: [
            column('Heap of an executor', maxBy(application, maxOverTime(executorHeap.where(chosen), PANEL_RANGE))),
            column('Peak heap', maxBy(application, maxOverTime(heapPeakRatio.where(chosen), PANEL_RANGE)), {
              levels: worseAbove(thresholds.tuning.heapPeakAboveRatio),
            }),
            column('Suggested heap', multiply(neededHeap, headroom)),
            column('Cores reserved', sumBy(application, avgOverTime(cores, PANEL_RANGE))),
            column('Cores used', usedCores),
            column('Suggested cores', multiply(usedCores, headroom)),
          ],
          links,
          sortBy: 'Cores reserved',
          width: 24,
          height: 10,
        }),
      ]),
      row('Use', [
        timeSeries({
          title: 'Cores: reserved, used',
          description: 'Cores that all pods of Spark reserve and use. Good: close together.',
          queries: [query(sumBy([], coresUsed.where(chosen)), 'used'), limit(sumBy([], cores), 'reserved')],
        }),
        timeSeries({
          title: 'Memory: reserved, held',
          description: 'Memory that all pods of Spark reserve and hold. Good: close together.',
          queries: [query(sumBy([], memoryUsed.where(chosen)), 'held'), limit(sumBy([], memory), 'reserved')],
        }),
        timeSeries({
          title: 'Unused cores by application',
          description: 'Cores reserved and not used, the ten worst. Good: few for long: tune these first.',
          queries: [query(topk(10, sumBy(['namespace', 'app'], coresWasted.where(chosen))), '{{app}}')],
          levels: worseAbove(thresholds.tuning.coresWorthSaving),
          links,
        }),
      ]),
    ],
  };
};
