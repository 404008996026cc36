import type { RuleSettings } from '../../../rules/settings';
import { always, growing, series, type AlertCase, type Cases, type InputSeries } from '../alert-case';
import { etl, phase, podLabels, runningPod } from './subjects';

const team = 'analytics';
const ours = { ...etl, team } as const;
const requests = (resource: 'cpu' | 'memory', values: string): InputSeries => [
  series('kube_pod_container_resource_requests', {
    namespace: 'spark',
    pod: 'etl-1-exec-1',
    container: 'spark-kubernetes-executor',
    resource,
    unit: resource === 'cpu' ? 'core' : 'byte',
  }),
  values,
];
/** An executor of the team that spends its whole daily budget in so many hours. */
const spending = ({ teams, cost }: Pick<RuleSettings, 'teams' | 'cost'>, hours: number) => {
  const budget = teams[team]?.dailyBudget ?? Number.NaN;
  return { budget, cores: (budget / cost.pricePerCoreHour / hours) * 1.00001 };
};
/** `humanize` of Prometheus, for numbers below a thousand. */
const humanized = (value: number) => String(Number(value.toPrecision(4)));

export const costCases: Cases = {
  alerts: (settings) => {
    const fast = spending(settings, 4);
    const steady = spending(settings, 10);
    const ofPod = (cores: number): InputSeries[] => [
      ...runningPod('etl-1-exec-1', 'executor', ours),
      requests('cpu', `${cores}x1999 _x1`),
      requests('memory', `0x1999 _x1`),
    ];
    return [
      {
        alert: 'SparkTeamBudgetExceeded',
        every: '30s',
        // 480 samples are four hours
        from: 479,
        until: 479 + 2880 + 1600,
        series: ofPod(fast.cores),
        labels: { team },
        value: humanized(fast.budget),
      },
      {
        alert: 'SparkTeamBudgetBurning',
        every: '30s',
        // half of the budget in five hours
        from: 599,
        until: 2160,
        series: ofPod(steady.cores),
        labels: { team },
        value: humanized((steady.budget / 10) * 24),
      },
      {
        alert: 'SparkApplicationOverBudget',
        every: '30s',
        // 480 samples are four hours
        from: 479,
        until: 479 + 2880 + 1600,
        series: [
          ...runningPod('etl-1-exec-1', 'executor', { ...ours, schedule: 'orders-aggregate' }),
          requests('cpu', `${((settings.spark.budgets['orders-aggregate'] ?? 0) / settings.cost.pricePerCoreHour / 4) * 1.00001}x1999 _x1`),
          requests('memory', `0x1999 _x1`),
        ],
        labels: { namespace: 'spark', application: 'orders-aggregate', team },
        value: '100%',
      },
      {
        alert: 'SparkWasteHigh',
        every: '30s',
        from: 3,
        until: 1000,
        series: [
          ...runningPod('etl-1-exec-1', 'executor', ours),
          requests('cpu', always(8) as string),
          requests('memory', always(0) as string),
          [
            series('container_cpu_usage_seconds_total', {
              namespace: 'spark',
              pod: 'etl-1-exec-1',
              container: 'spark-kubernetes-executor',
              image: 'spark',
            }),
            '0+24x300 7200+240x900',
          ],
          [
            series('container_memory_working_set_bytes', {
              namespace: 'spark',
              pod: 'etl-1-exec-1',
              container: 'spark-kubernetes-executor',
              image: 'spark',
            }),
            always(0),
          ],
        ],
        labels: { team },
        value: '89.4%',
      },
    ] satisfies AlertCase[];
  },
  lookAlikes: [
    {
      name: 'a finished pod keeps its requests and costs nothing',
      silent: ['SparkApplicationOverBudget', 'SparkTeamBudgetExceeded', 'SparkTeamBudgetBurning', 'SparkCoresOverprovisioned'],
      every: '30s',
      series: [
        podLabels('etl-1-exec-1', 'executor', always(1), { ...ours, schedule: 'orders-aggregate' }),
        phase('etl-1-exec-1', 'Running', always(0)),
        phase('etl-1-exec-1', 'Succeeded'),
        requests('cpu', always(1e6) as string),
        requests('memory', always(1e15) as string),
        [
          series('container_cpu_usage_seconds_total', {
            namespace: 'spark',
            pod: 'etl-1-exec-1',
            container: 'spark-kubernetes-executor',
            image: 'spark',
          }),
          growing(1),
        ],
      ],
      evaluations: 600,
    },
  ],
};
