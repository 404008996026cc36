import {
  above,
  add,
  constant,
  convert,
  integrateOverTime,
  multiply,
  or,
  present,
  ratio,
  recording,
  relabel,
  sumBy,
  zeroFor,
  type LabelOf,
  type RuleExpression,
  type Series,
} from '../metrics/promql';
import { coresRequested, memoryRequested, type Prices } from './cost';
import { COST_INTERVAL_SECONDS } from './interval';
import { alert, group } from './rule';
import type { RuleSettings } from './settings';

/** An application as it was declared: all runs of a schedule are one. */
export const declaredApplication = ['namespace', 'application', 'team'] as const;
type OfApplication = (typeof declaredApplication)[number];

interface Reserved {
  readonly cores: Series<'evenlySampled', 'cores', LabelOf<typeof coresRequested>>;
  readonly memory: Series<'evenlySampled', 'bytes', LabelOf<typeof memoryRequested>>;
}

/** Money of one day, by application: the name that stands in `from`. */
const moneyOfDay = (prices: Prices, { cores, memory }: Reserved, from: 'app' | 'schedule'): RuleExpression<'currency', OfApplication> => {
  const by = ['namespace', from, 'team'] as const;
  const money = add(
    multiply(sumBy(by, convert(integrateOverTime(cores, '1d'), 'coreHours')), constant(prices.pricePerCoreHour, 'currencyPerCoreHour')),
    multiply(
      sumBy(by, convert(integrateOverTime(memory, '1d'), 'gibibyteHours')),
      constant(prices.pricePerGibHour, 'currencyPerGibibyteHour'),
    ),
  );
  return sumBy(declaredApplication, relabel(money, { to: 'application', from }));
};

/** What every application has cost within a day. */
export const applicationSpent = (prices: Prices) => {
  const scheduled = { cores: coresRequested.where({ schedule: present }), memory: memoryRequested.where({ schedule: present }) };
  const single = { cores: coresRequested.where({ schedule: '' }), memory: memoryRequested.where({ schedule: '' }) };
  return recording({
    record: 'spok:application_spent_currency:sum1d',
    of: or(moneyOfDay(prices, scheduled, 'schedule'), moneyOfDay(prices, single, 'app')),
    about: 'Money for what the runs of an application reserved within a day; a schedule is one application.',
  });
};

/** What an application may cost within a day, while there is anything to compare it with. */
export function applicationBudget(prices: Prices, budgets: Readonly<Record<string, number>>) {
  const spent = applicationSpent(prices);
  const lines: Array<RuleExpression<'currency', OfApplication>> = Object.entries(budgets).map(([application, budget]) =>
    add(zeroFor(spent.where({ application }), 'currency'), constant(budget, 'currency')),
  );
  const [first, ...others] = lines;
  return (
    first &&
    recording({
      record: 'spok:application_budget_currency:daily',
      of: others.reduce((all, one) => or(all, one), first),
      about: 'Money that an application may cost within a day, as it is declared or as the environment says.',
    })
  );
}

/** Spending of applications with a budget (`dailyBudget`, `spark.budgets`); nothing where none has one. */
export const budgetRules = ({ cost, spark: { budgets } }: Pick<RuleSettings, 'cost' | 'spark'>) => {
  const [spent, budget] = [applicationSpent(cost), applicationBudget(cost, budgets)];
  return group({
    name: 'spark-budgets',
    intervalSeconds: COST_INTERVAL_SECONDS,
    rules: budget === undefined ? [] : [spent, budget, overBudget(spent, budget)],
  });
};

const overBudget = (spent: RuleExpression<'currency', OfApplication>, budget: RuleExpression<'currency', OfApplication>) =>
  alert({
    alert: 'SparkApplicationOverBudget',
    expr: above(ratio(spent, budget), 1),
    severity: 'warning',
    summary: 'A Spark application has cost more than its daily budget.',
    description: ({ namespace, application, team }, value) =>
      `${application} in ${namespace} (team ${team}) cost ${value.percentage} of its daily budget within a day.`,
    dashboard: { uid: 'spark-cost', variables: ['team'] },
  });
