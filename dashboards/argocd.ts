import { argoCdMetrics as a } from '../metrics/argocd';
import { containerMetrics } from '../metrics/containers';
import {
  countBy,
  histogramQuantile,
  increase,
  matching,
  not,
  oneOf,
  PANEL_RANGE,
  PANEL_RATE_WINDOW,
  present,
  rate,
  sumBy,
} from '../metrics/promql';
import { components } from '../config/components';
import type { Content } from './dashboard';
import { row } from './grid';
import { heatmap } from './heatmap';
import { noneAllowed, worseAbove } from './levels';
import { query } from './query';
import { barChart, column, table } from './table';
import { stat } from './single-value';
import { timeSeries } from './time-series';
import { choice } from './variable';

const project = choice('project');
const applications = a.applicationInfo.where(project);
const bad = oneOf('Failed', 'Error');
const pods = { namespace: components.argoCdConfig.namespace, container: present, image: present };

/** Is the cluster what Git says, and if not, why? */
export const argoCd = (): Content => ({
  description: 'Is the cluster what Git says, and if not, why?',
  strip: [
    stat({
      title: 'Applications',
      description: 'Applications of the chosen projects. Good: as many as the platform has components.',
      queries: [query(countBy([], applications), 'applications')],
    }),
    stat({
      title: 'Out of sync',
      description: 'Applications whose objects differ from Git. Good: none for longer than a sync takes.',
      queries: [query(countBy([], applications.where({ sync_status: not('Synced') })), 'out of sync')],
      levels: noneAllowed,
      noValue: 'none',
    }),
    stat({
      title: 'Not healthy',
      description: 'Applications that are degraded, missing or unknown. Good: none; the table names them. Suspended is no illness.',
      queries: [query(countBy([], applications.where({ health_status: oneOf('Degraded', 'Missing', 'Unknown') })), 'not healthy')],
      levels: noneAllowed,
      noValue: 'none',
    }),
    stat({
      title: 'Automatic sync off',
      description: 'Applications that somebody takes care of by hand. Good: none; it is easily forgotten after an incident.',
      queries: [query(countBy([], applications.where({ autosync_enabled: 'false' })), 'by hand')],
      levels: worseAbove(1),
      noValue: 'none',
    }),
    stat({
      title: 'Failed syncs',
      description: 'Syncs that failed in the time range. Good: none; the message stands in the Application.',
      queries: [query(sumBy([], increase(a.syncs.where({ ...project, phase: bad }), PANEL_RANGE)), 'failed')],
      levels: noneAllowed,
      noValue: 'none',
    }),
    stat({
      title: 'Failed fetches from Git',
      description: 'Fetches from repositories that failed in the time range. Good: none; otherwise check address, credentials and egress.',
      queries: [query(sumBy([], increase(a.gitFetchFailures, PANEL_RANGE)), 'failed')],
      levels: noneAllowed,
      noValue: 'none',
    }),
  ],
  rows: [
    row(
      'Applications',
      [
        table({
          title: 'State of every application',
          description: 'Sync and health of each Application. Good: Synced and Healthy in every row.',
          by: ['name', 'project', 'sync_status', 'health_status', 'autosync_enabled'],
          columns: [column('Objects', sumBy(['name', 'project', 'sync_status', 'health_status', 'autosync_enabled'], applications))],
          width: 14,
        }),
        barChart({
          title: 'Applications by health',
          description: 'How many applications are in which health. Good: all Healthy; Progressing is normal during a roll-out.',
          by: 'health_status',
          columns: [column('Applications', countBy(['health_status'], applications))],
        }),
      ],
      [
        timeSeries({
          title: 'Syncs by result',
          description:
            'Syncs of the last interval. Good: Succeeded, and only when something was merged; a steady stream means that something fights with Argo CD.',
          queries: [query(sumBy(['phase'], increase(a.syncs.where(project), PANEL_RATE_WINDOW)), '{{phase}}')],
          bars: true,
          stacked: true,
        }),
        timeSeries({
          title: 'Out of sync over time',
          description: 'Applications that differ from Git. Good: short peaks at each deployment, then 0.',
          queries: [query(countBy(['sync_status'], applications), '{{sync_status}}')],
          stacked: true,
        }),
      ],
    ),
    row('Controller', [
      heatmap({
        title: 'Duration of comparisons',
        description: 'Time to compare an Application with the cluster. Good: dark cells below a second; large charts take longer.',
        of: a.reconcileDuration,
      }),
      timeSeries({
        title: 'Queue depth',
        manyLines: true,
        description: 'Objects waiting to be reconciled. Good: it goes back to 0 between two refreshes.',
        queries: [query(sumBy(['name'], a.queueDepth), '{{name}}')],
      }),
      timeSeries({
        title: 'Cache requests',
        description:
          'Requests to Redis per second by whether they failed. Good: no failure; without its cache everything is rendered anew.',
        queries: [query(sumBy(['failed'], rate(a.redisRequests, PANEL_RATE_WINDOW)), 'failed: {{failed}}')],
      }),
    ]),
    row('Git and pods', [
      timeSeries({
        title: 'Requests to Git',
        description: 'Requests per second by repository and type. Good: many ls-remote, few fetches.',
        queries: [query(sumBy(['repo', 'request_type'], rate(a.gitRequests, PANEL_RATE_WINDOW)), '{{request_type}} {{repo}}')],
      }),
      timeSeries({
        title: 'Slowest 5 % of requests to Git',
        description: '95th percentile of the duration of Git requests. Good: a few seconds.',
        queries: [
          query(histogramQuantile(0.95, { of: a.gitDuration, by: ['request_type'], window: PANEL_RATE_WINDOW }), '{{request_type}}'),
        ],
      }),
      timeSeries({
        title: 'Memory of Argo CD',
        manyLines: true,
        description: 'Memory that its pods hold. Good: steady and below their limits.',
        queries: [query(sumBy(['pod'], containerMetrics.workingSet.where({ ...pods, pod: matching('argocd-.+') })), '{{pod}}')],
      }),
    ]),
  ],
});
