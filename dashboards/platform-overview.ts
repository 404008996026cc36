import { historyServerAddress } from '../config/outside-addresses';
import { argoCdMetrics } from '../metrics/argocd';
import { clusterMetrics, podMetrics } from '../metrics/kubernetes';
import { targetMetrics } from '../metrics/prometheus';
import { above, countBy, equals, increase, isTrue, maxBy, minBy, not, oneOf, PANEL_RANGE, ratio, sumBy, topk } from '../metrics/promql';
import { applicationMetrics } from '../metrics/spark-applications';
import { coresRequested, coresUsed, coresWasted, memoryRequested, memoryWasted } from '../rules/cost';
import { executorCount } from '../rules/executors';
import { usedRatio } from '../rules/minio';
import { failedStates, lastSuccessAge } from '../rules/runs';
import type { Content } from './dashboard';
import { row } from './grid';
import { mustBeOn, noneAllowed, worseAbove, worseBelow } from './levels';
import { link } from './link';
import { money } from './money';
import { limit, query } from './query';
import type { DashboardSettings } from './settings';
import { stat } from './single-value';
import { stateTimeline } from './state-timeline';
import { yesOrNo } from './states';
import { applicationStatus, applicationStatusWords } from './status';
import { barChart, column, table } from './table';
import { text } from './text';
import { timeSeries } from './time-series';
import { choice } from './variable';

const spark = choice('namespace');
const states = applicationMetrics.state.where(spark);
const firing = targetMetrics.alerts.where({ alertstate: 'firing' });
const reserved = { cores: coresRequested.where(spark), memory: memoryRequested.where(spark) };
const unused = { cores: coresWasted.where(spark), memory: memoryWasted.where(spark) };

function health({ thresholds: { minio }, cost, objectStore, argoCdMetrics: { scrape } }: DashboardSettings) {
  return [
    stat({
      title: 'Critical alerts',
      description: 'Critical alerts that fire. Good: none. Otherwise begin with the first row of the table below.',
      queries: [query(countBy([], firing.where({ severity: 'critical' })), 'critical')],
      levels: noneAllowed,
      noValue: 'none',
    }),
    stat({
      title: 'Warnings',
      description: 'Warnings that fire. Good: none; they wait for working hours.',
      queries: [query(countBy([], firing.where({ severity: 'warning' })), 'warnings')],
      levels: worseAbove(1),
      noValue: 'none',
    }),
    stat({
      title: 'Running applications',
      description: 'Spark applications that run now. Good: those you expect at this time of day.',
      queries: [query(countBy([], isTrue(states.where({ state: 'RUNNING' }))), 'running')],
      links: [link('spark-fleet')],
      noValue: 'none',
    }),
    stat({
      title: 'Failed runs',
      description: 'Spark applications that failed and are still there. Good: none.',
      queries: [query(countBy([], isTrue(states.where({ state: failedStates }))), 'failed')],
      levels: noneAllowed,
      links: [link('spark-fleet')],
      noValue: 'none',
    }),
    ...(objectStore.mode === 'minio'
      ? [
          stat({
            title: 'Store used',
            description: 'Share of the usable capacity of MinIO. Good: below the level.',
            queries: [query(maxBy([], usedRatio), 'used')],
            levels: worseAbove(minio.usedAboveRatio, minio.usedCriticalRatio),
            links: [link('minio')],
          }),
        ]
      : []),
    ...(scrape
      ? [
          stat({
            title: 'Not as in Git',
            description: 'Applications of Argo CD that are out of sync or not healthy. Good: none.',
            queries: [
              query(countBy([], argoCdMetrics.applicationInfo.where({ sync_status: not('Synced') })), 'out of sync'),
              query(countBy([], argoCdMetrics.applicationInfo.where({ health_status: oneOf('Degraded', 'Missing') })), 'not healthy'),
            ],
            levels: noneAllowed,
            links: [link('argocd')],
            noValue: 'none',
          }),
        ]
      : []),
    stat({
      title: 'Cost',
      description: 'Reserved cores and memory of Spark within the time range, at the configured prices. Good: within the budget.',
      links: [link('spark-cost')],
      noValue: 'nothing ran',
      queries: [query(money(cost, [], reserved), 'cost')],
    }),
  ];
}

/** Is anything wrong, and what costs what? */
export const platformOverview = (settings: DashboardSettings): Content => ({
  description: 'Is anything wrong, and what costs what? The home of all dashboards.',
  from: 'now-24h',
  strip: health(settings),
  rows: [
    row(
      'Is anything wrong',
      [
        table({
          title: 'Alerts that fire',
          description: 'Every alert that fires, advice left out, with where. Good: only the Watchdog, which proves that alerting works.',
          by: ['alertname', 'severity', 'namespace', 'app', 'schedule', 'team'],
          columns: [
            column(
              'Firing',
              sumBy(
                ['alertname', 'severity', 'namespace', 'app', 'schedule', 'team'],
                firing.where({ severity: oneOf('critical', 'warning', 'none') }),
              ),
            ),
          ],
          noValue: 'not even the Watchdog: alerting is broken',
          width: 10,
        }),
        table({
          title: 'Targets by job',
          description: 'Whether Prometheus reaches everything. Good: all up; what is not scraped cannot alert.',
          by: ['job'],
          columns: [
            column('Up', ratio(sumBy(['job'], targetMetrics.up), countBy(['job'], targetMetrics.up)), { levels: worseBelow(1, 0.5) }),
            column('Targets', countBy(['job'], targetMetrics.up)),
          ],
          sortBy: 'Up',
          ascending: true,
          links: [link('prometheus', 'job')],
          width: 8,
        }),
        timeSeries({
          title: 'Alerts over time',
          description: 'Alerts that fire, by severity. Good: level at the one Watchdog.',
          queries: [query(countBy(['severity'], firing), '{{severity}}')],
          stacked: true,
        }),
      ],
      [
        stateTimeline({
          title: 'Spark applications',
          description: 'Course of every application. Good: short waiting, then running, then completed; a click opens the run.',
          queries: [query(applicationStatus(['namespace', 'app'], states), '{{app}}')],
          states: applicationStatusWords,
          links: [link('spark-application', 'namespace', 'app')],
          width: 16,
        }),
        table({
          title: 'Age of results by schedule',
          description: 'Time since the last successful run. Good: below the period of the schedule.',
          by: ['namespace', 'schedule'],
          columns: [column('Last success ago', maxBy(['namespace', 'schedule'], lastSuccessAge.where(spark)))],
          links: [link('spark-schedules', 'namespace', 'schedule')],
          noValue: 'no schedule has succeeded yet',
        }),
      ],
    ),
    row('What costs what', [
      barChart({
        title: 'Cost by team',
        description: 'Money for reserved cores and memory in the time range, and the part that was not used. Good: little unused.',
        by: 'team',
        columns: [column('Cost', money(settings.cost, ['team'], reserved)), column('Unused', money(settings.cost, ['team'], unused))],
        noValue: 'nothing ran',
      }),
      table({
        title: 'Dearest applications',
        description: 'The ten applications that cost most in the time range. Good: those that matter most.',
        by: ['namespace', 'app'],
        columns: [column('Cost', topk(10, money(settings.cost, ['namespace', 'app'], reserved)))],
        links: [link('spark-application', 'namespace', 'app')],
        noValue: 'nothing ran',
      }),
      timeSeries({
        title: 'Cores of Spark',
        description: 'Cores that Spark uses and reserves. Good: close together.',
        queries: [query(sumBy([], coresUsed.where(spark)), 'used'), limit(sumBy([], coresRequested.where(spark)), 'reserved')],
      }),
    ]),
    row('The ground', [
      stat({
        title: 'Nodes ready',
        description: 'Nodes that take pods. Good: all there are.',
        queries: [query(countBy([], isTrue(clusterMetrics.nodeCondition.where({ condition: 'Ready', status: 'true' }))), 'ready')],
        levels: worseBelow(1),
        links: [link('kubernetes')],
      }),
      stat({
        title: 'Restarts',
        description: 'Containers that restarted in the time range. Good: none.',
        queries: [
          query(countBy([], above(sumBy(['namespace', 'pod', 'container'], increase(podMetrics.restarts, PANEL_RANGE)), 0)), 'containers'),
        ],
        levels: worseAbove(1),
        links: [link('kubernetes')],
        noValue: 'none',
      }),
      stat({
        title: 'Operator',
        description: 'Whether the Spark operator answers. Good: up; otherwise nothing new starts.',
        queries: [query(minBy([], targetMetrics.up.where({ job: 'spark-operator' })), 'operator')],
        states: yesOrNo('up', 'down'),
        levels: mustBeOn,
        links: [link('spark-operator')],
      }),
      stat({
        title: 'Targets down',
        description: 'Targets whose last scrape failed, Spark drivers left out. Good: none.',
        queries: [query(countBy([], equals(targetMetrics.up.where({ job: not(oneOf('spark-driver', 'spark-executors')) }), 0)), 'down')],
        levels: noneAllowed,
        links: [link('prometheus')],
        noValue: 'none',
      }),
      stat({
        title: 'Executors',
        description: 'Executors of all applications. Good: within the quota.',
        queries: [query(sumBy([], executorCount.where(spark)), 'executors')],
        links: [link('spark-capacity')],
        trend: true,
        noValue: 'none',
      }),
    ]),
    ...historyRow(settings),
  ],
});

/** Finished applications are best read in Spark's own history server. */
function historyRow(settings: DashboardSettings) {
  const address = historyServerAddress(settings);
  if (address === undefined) return [];
  return [
    row('Further', [
      text({
        title: 'Where else to look',
        description: 'Places that know what metrics cannot tell.',
        content: `[Spark history server](${address}/): stages, SQL plans and skew of finished applications.`,
        height: 3,
        width: 24,
      }),
    ]),
  ];
}
