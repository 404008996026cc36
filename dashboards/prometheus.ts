import { alertmanagerMetrics as am } from '../metrics/alertmanager';
import { grafanaMetrics as g } from '../metrics/grafana';
import { prometheusMetrics as p, targetMetrics as t } from '../metrics/prometheus';
import {
  clampMin,
  constant,
  countBy,
  divide,
  equals,
  histogramQuantile,
  increase,
  maxBy,
  minBy,
  now,
  PANEL_RANGE,
  PANEL_RATE_WINDOW,
  rate,
  ratio,
  subtract,
  sumBy,
  topk,
} from '../metrics/promql';
import type { Content } from './dashboard';
import { row } from './grid';
import { mustBeOn, noneAllowed, worseAbove, worseBelow } from './levels';
import { limit, query } from './query';
import type { DashboardSettings } from './settings';
import { barGauge, stat } from './single-value';
import { yesOrNo } from './states';
import { column, table } from './table';
import { timeSeries } from './time-series';
import { choice } from './variable';

const job = choice('job');

/** Prometheus calls a group by its file and its name, with a semicolon between. */
const RULE_GROUP_NAME = '.*;(.*)';

/** Can the monitoring be trusted: does it see everything, keep up, and reach people? */
export const prometheus = ({
  thresholds: { monitoring: m },
  prometheus: { sampleLimit, remoteWrite },
  alertmanager,
}: DashboardSettings): Content => ({
  description: 'Can the monitoring be trusted: does it see everything, keep up, and reach people?',
  strip: [
    stat({
      title: 'Targets down',
      description: 'Targets whose last scrape failed. Good: none; a Spark driver that starts or ends may be down for a minute.',
      queries: [query(countBy([], equals(t.up.where(job), 0)), 'down')],
      levels: noneAllowed,
      noValue: 'none',
    }),
    stat({
      title: 'Series in memory',
      description: 'Series that Prometheus holds, about 4 KiB each. Good: below the level; the bars below show which job they come from.',
      queries: [query(maxBy([], p.headSeries), 'series')],
      levels: worseAbove(m.series * 0.8, m.series),
      trend: true,
    }),
    stat({
      title: 'Rule failures',
      description: 'Rule evaluations that failed in the time range. Good: none; a failing rule can hide an alert.',
      queries: [query(sumBy([], increase(p.ruleFailures, PANEL_RANGE)), 'failed')],
      levels: noneAllowed,
    }),
    stat({
      title: 'Alerts firing',
      description: 'Alerts that fire now, the Watchdog included. Good: 1, the Watchdog, which proves that alerting works.',
      queries: [query(countBy([], t.alerts.where({ alertstate: 'firing' })), 'firing')],
      levels: worseBelow(1),
      noValue: 'not even the Watchdog',
      missing: 'critical',
    }),
    stat({
      title: 'Notifications failed',
      description: 'Notifications that did not reach their receiver in the time range. Good: none; otherwise check its address and secret.',
      queries: [query(sumBy([], increase(am.notificationsFailed, PANEL_RANGE)), 'failed')],
      levels: noneAllowed,
      noValue: 'none',
    }),
    stat({
      title: 'Configuration loaded',
      description:
        'Whether Prometheus and Alertmanager run with their newest configuration. Good: yes; otherwise they run with the one before.',
      queries: [query(minBy([], p.configReloadOk), 'Prometheus'), query(minBy([], am.configReloadOk), 'Alertmanager')],
      states: yesOrNo('yes', 'no'),
      levels: mustBeOn,
    }),
  ],
  rows: [
    row(
      'Targets',
      [
        table({
          title: 'Scrapes by job',
          description: 'How well each job is scraped. Good: all targets up, scrapes far below ten seconds, samples far below the limit.',
          by: ['job'],
          columns: [
            column('Targets', countBy(['job'], t.up.where(job))),
            column('Up', ratio(sumBy(['job'], t.up.where(job)), countBy(['job'], t.up.where(job))), { levels: worseBelow(1, 0.5) }),
            column('Slowest scrape', maxBy(['job'], t.scrapeDuration.where(job)), { levels: worseAbove(m.scrapeSeconds) }),
            column('Samples scraped', sumBy(['job'], t.samplesScraped.where(job))),
            column('Samples stored', sumBy(['job'], t.samplesStored.where(job))),
            column('Of the sample limit', divide(maxBy(['job'], t.samplesScraped.where(job)), constant(sampleLimit, 'count'))),
          ],
          sortBy: 'Samples stored',
          width: 14,
        }),
        barGauge({
          title: 'Cardinality by job',
          description: 'Series that each job stores. Good: no surprise at the top; a job that grew has a new label with many values.',
          queries: [query(topk(12, sumBy(['job'], t.samplesStored.where(job))), '{{job}}')],
        }),
      ],
      [
        timeSeries({
          title: 'Series stored by job',
          manyLines: true,
          description: 'The same over time. Good: it follows the number of Spark pods and falls again.',
          queries: [query(sumBy(['job'], t.samplesStored.where(job)), '{{job}}')],
          stacked: true,
        }),
        timeSeries({
          title: 'New series by job',
          manyLines: true,
          description: 'Series that came into being with each scrape: churn. Good: peaks when applications start, little in between.',
          queries: [query(sumBy(['job'], t.seriesAdded.where(job)), '{{job}}')],
        }),
        timeSeries({
          title: 'Slowest scrape by job',
          manyLines: true,
          description: 'Duration of the slowest scrape. Good: below the line; a busy driver answers slowly.',
          queries: [query(maxBy(['job'], t.scrapeDuration.where(job)), '{{job}}')],
          levels: worseAbove(m.scrapeSeconds),
        }),
      ],
    ),
    row(
      'Storage',
      [
        timeSeries({
          title: 'Samples stored',
          description: 'Samples per second. Good: steady for a steady number of pods.',
          queries: [query(sumBy(['type'], rate(p.samplesAppended, PANEL_RATE_WINDOW)), '{{type}}')],
        }),
        timeSeries({
          title: 'Series in memory over time',
          description: 'Series in memory of each replica. Good: below the line, and level from day to day.',
          queries: [query(maxBy(['pod'], p.headSeries), '{{pod}}')],
          levels: worseAbove(m.series),
        }),
        timeSeries({
          title: 'Disk',
          description: 'Disk taken by blocks and by the write-ahead log, and the size above which old blocks go. Good: below the limit.',
          queries: [
            query(maxBy(['pod'], p.blocksBytes), 'blocks of {{pod}}'),
            query(maxBy(['pod'], p.walBytes), 'log of {{pod}}'),
            limit(maxBy([], p.retentionLimitBytes), 'retention'),
          ],
        }),
      ],
      [
        timeSeries({
          title: 'New series per second',
          description: 'Series that Prometheus had never seen: what makes it grow. Good: peaks only when applications start.',
          queries: [query(sumBy(['pod'], rate(p.seriesCreated, PANEL_RATE_WINDOW)), '{{pod}}')],
        }),
        timeSeries({
          title: 'Samples thrown away',
          description:
            'Duplicate samples, and pages above the sample limit. Good: none; duplicates mean that relabelling made two series one.',
          queries: [
            query(sumBy([], rate(p.duplicateTimestamps, PANEL_RATE_WINDOW)), 'duplicates'),
            query(sumBy([], rate(p.sampleLimitExceeded, PANEL_RATE_WINDOW)), 'pages above the limit'),
          ],
        }),
        timeSeries({
          title: 'Storage problems',
          description: 'Compactions that failed and corruptions of the write-ahead log. Good: none; otherwise look at the volume.',
          queries: [
            query(sumBy([], increase(p.compactionsFailed, PANEL_RATE_WINDOW)), 'compactions'),
            query(sumBy([], increase(p.walCorruptions, PANEL_RATE_WINDOW)), 'corruptions'),
          ],
        }),
      ],
    ),
    row('Rules and queries', [
      timeSeries({
        title: 'Rule groups: time taken of interval',
        manyLines: true,
        namePart: RULE_GROUP_NAME,
        description: 'Duration of the last evaluation as a share of the interval. Good: below 50 %; at 100 % evaluations are missed.',
        queries: [
          query(topk(10, ratio(maxBy(['rule_group'], p.ruleGroupDuration), maxBy(['rule_group'], p.ruleGroupInterval))), '{{rule_group}}'),
        ],
        levels: worseAbove(0.5, 1),
      }),
      timeSeries({
        title: 'Missed evaluations',
        manyLines: true,
        namePart: RULE_GROUP_NAME,
        description: 'Evaluations left out because the one before took too long. Good: none.',
        queries: [query(sumBy(['rule_group'], increase(p.ruleIterationsMissed, PANEL_RATE_WINDOW)), '{{rule_group}}')],
      }),
      timeSeries({
        title: 'Slowest 5 % of queries',
        manyLines: true,
        description: '95th percentile of API requests. Good: below a second; dashboards wait for these.',
        queries: [query(histogramQuantile(0.95, { of: p.httpDuration, by: ['handler'], window: PANEL_RATE_WINDOW }), '{{handler}}')],
      }),
    ]),
    row(
      'Alerts and notifications',
      [
        table({
          title: 'Alerts firing now',
          description: 'Every alert that fires, with where. Good: only the Watchdog; each has a runbook behind its link in Alertmanager.',
          by: ['alertname', 'severity', 'namespace', 'app', 'team'],
          columns: [
            column('Firing', sumBy(['alertname', 'severity', 'namespace', 'app', 'team'], t.alerts.where({ alertstate: 'firing' }))),
          ],
        }),
        timeSeries({
          title: 'Alerts in Alertmanager',
          description: 'Alerts by state. Good: few active; suppressed ones are inhibited or silenced.',
          queries: [query(sumBy(['state'], am.alerts), '{{state}}')],
          stacked: true,
        }),
      ],
      [
        timeSeries({
          title: 'Notifications by integration',
          description: 'Notifications per second that left, and those that failed. Good: none fails.',
          queries: [
            query(sumBy(['integration'], rate(am.notifications, PANEL_RATE_WINDOW)), 'sent by {{integration}}'),
            query(sumBy(['integration', 'reason'], rate(am.notificationsFailed, PANEL_RATE_WINDOW)), 'failed: {{integration}} {{reason}}'),
          ],
        }),
        timeSeries({
          title: 'Slowest 5 % of notifications',
          description: '95th percentile of the time a notification takes. Good: a few seconds.',
          queries: [
            query(
              histogramQuantile(0.95, { of: am.notificationLatency, by: ['integration'], window: PANEL_RATE_WINDOW }),
              '{{integration}}',
            ),
          ],
        }),
        timeSeries({
          title: 'Way from Prometheus to Alertmanager',
          description: 'Alerts per second sent, failed and lost. Good: nothing failed, nothing lost.',
          queries: [
            query(sumBy([], rate(p.notificationsSent, PANEL_RATE_WINDOW)), 'sent'),
            query(sumBy([], rate(p.notificationErrors, PANEL_RATE_WINDOW)), 'failed'),
            query(sumBy([], rate(p.notificationsDropped, PANEL_RATE_WINDOW)), 'lost'),
          ],
        }),
      ],
      [
        stat({
          title: 'Alertmanagers known',
          description: 'Alertmanagers that Prometheus sends to. Good: at least 1, as many as there are replicas.',
          queries: [query(minBy([], p.alertmanagersDiscovered), 'known')],
          levels: mustBeOn,
        }),
        ...(alertmanager.replicas > 1
          ? [
              stat({
                title: 'Replicas that see each other',
                description: 'Alertmanagers that the loneliest one sees, itself included. Good: all; otherwise notifications come twice.',
                queries: [query(minBy([], am.clusterMembers), 'replicas')],
                levels: worseBelow(alertmanager.replicas),
              }),
            ]
          : []),
        stat({
          title: 'Queue of alerts',
          description: 'How full the queue of alerts to be sent is. Good: near 0.',
          queries: [query(ratio(maxBy([], p.notificationQueue), maxBy([], p.notificationQueueCapacity)), 'full')],
          levels: worseAbove(0.5, 0.9),
        }),
        stat({
          title: 'Silences',
          description: 'Silences by state. Good: active ones that somebody can explain.',
          queries: [query(sumBy(['state'], am.silences), '{{state}}')],
        }),
        stat({
          title: 'Dashboards in Grafana',
          description: 'Dashboards that Grafana has. Good: all of ours, which proves that provisioning works.',
          queries: [query(maxBy([], g.dashboards), 'dashboards')],
        }),
      ],
    ),
    ...(remoteWrite.length > 0
      ? [
          row('Remote write', [
            timeSeries({
              title: 'Delay of remote write',
              description:
                'Age of the newest sample that arrived at the other side. Good: seconds; above the line the other side is missing data.',
              queries: [query(maxBy(['remote_name'], clampMin(subtract(now, p.remoteHighestSent), 0)), '{{remote_name}}')],
              levels: worseAbove(m.remoteWriteSeconds),
            }),
            timeSeries({
              title: 'Samples pending and lost',
              description: 'Samples that wait to be sent. Good: it goes back to 0.',
              queries: [query(sumBy(['remote_name'], p.remotePending), '{{remote_name}}')],
            }),
          ]),
        ]
      : []),
    row('Grafana', [
      timeSeries({
        title: 'Slowest 5 % of Grafana requests',
        description: '95th percentile of requests to Grafana by status. Good: below two seconds.',
        queries: [
          query(histogramQuantile(0.95, { of: g.requestDuration, by: ['status_code'], window: PANEL_RATE_WINDOW }), '{{status_code}}'),
        ],
      }),
    ]),
  ],
});
