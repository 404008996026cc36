import {
  divide,
  lastOverTime,
  maxBy,
  maxOverTime,
  or,
  PANEL_RANGE,
  quantileBy,
  ratio,
  sumBy,
  totalOverTime,
  avgOverTime,
} from '../metrics/promql';
import { applicationMetrics } from '../metrics/spark-applications';
import { driverMetrics as d } from '../metrics/spark-driver';
import { executorMetrics as e } from '../metrics/spark-executors';
import { runningSeconds } from '../rules/applications';
import { coresRequested, coresUsed, memoryRequested } from '../rules/cost';
import { executorCount } from '../rules/executors';
import { executorsOnly } from '../rules/identity';
import { runDuration } from '../rules/runs';
import * as t from '../rules/tuning';
import type { Content } from './dashboard';
import { row } from './grid';
import { noneAllowed, worseAbove } from './levels';
import { link } from './link';
import { coreHours, gibibyteHours, money } from './money';
import { query } from './query';
import type { DashboardSettings } from './settings';
import { stat } from './single-value';
import { stateTimeline } from './state-timeline';
import { applicationStatus, applicationStatusWords } from './status';
import { barChart, column, table } from './table';
import { timeSeries } from './time-series';
import { choice } from './variable';

const runs = choice('namespace', 'schedule');
const app = ['app'] as const;
const byRun = ['namespace', 'app'] as const;
const links = [link('spark-application', 'namespace', 'app')];

const finished = lastOverTime(runDuration.where(runs), PANEL_RANGE);
const duration = or(runningSeconds.where(runs), finished);
/** What a run did from its beginning: short runs have ended before a rate knows them. */
const totals = <By extends 'namespace' | 'app'>(by: readonly By[]) => ({
  tasks: sumBy(by, totalOverTime(e.completedTasks.where({ ...runs, ...executorsOnly }), PANEL_RANGE)),
  taskTime: sumBy(by, totalOverTime(e.taskTime.where({ ...runs, ...executorsOnly }), PANEL_RANGE)),
  gcTime: sumBy(by, totalOverTime(e.taskGcTime.where({ ...runs, ...executorsOnly }), PANEL_RANGE)),
  shuffle: sumBy(by, totalOverTime(e.shuffleReadBytes.where({ ...runs, ...executorsOnly }), PANEL_RANGE)),
});

/** Is this run as fast, as large and as cheap as the runs of the same schedule before it? */
export const sparkRuns = ({ thresholds: { applications, tuning: level }, cost }: DashboardSettings): Content => ({
  description: 'Is this run as fast, as large and as cheap as the runs of the same schedule before it?',
  from: 'now-7d',
  strip: [
    stat({
      title: 'Running now',
      description: 'Age of the run that runs now. Good: below the usual duration beside it.',
      queries: [query(maxBy([], runningSeconds.where(runs)), 'age')],
      noValue: 'no run',
    }),
    stat({
      title: 'Usual duration',
      description: 'Median of the runs that completed in the time range. Good: level from week to week.',
      queries: [query(quantileBy(0.5, [], finished), 'median')],
      noValue: 'none completed',
    }),
    stat({
      title: 'Slow runs take',
      description: '95th percentile of the runs that completed in the time range. Good: near the usual duration.',
      queries: [query(quantileBy(0.95, [], finished), 'p95')],
      noValue: 'none completed',
    }),
    stat({
      title: 'Longest of usual',
      description: 'Longest run against the median. Good: below the level at which an alert tells.',
      queries: [query(ratio(maxBy([], duration), quantileBy(0.5, [], finished)), 'longest to median')],
      levels: worseAbove(applications.durationOverHistory),
      noValue: 'none completed',
    }),
    stat({
      title: 'Cost of all runs',
      description: 'Money for reserved cores and memory in the time range. Good: what the results are worth.',
      queries: [query(money(cost, [], { cores: coresRequested.where(runs), memory: memoryRequested.where(runs) }), 'cost')],
      noValue: 'nothing ran',
    }),
  ],
  rows: [
    row(
      'Runs',
      [
        table({
          title: 'Runs',
          description:
            'Every run in the time range, newest names last. Good: rows alike; a run that differs in one column tells why it differs in duration.',
          by: ['namespace', 'app'],
          columns: [
            column('State', applicationStatus(byRun, applicationMetrics.state.where(runs)), { states: applicationStatusWords }),
            column('Duration', maxBy(byRun, duration)),
            column('Most executors', maxBy(byRun, maxOverTime(executorCount.where(runs), PANEL_RANGE))),
            column('Tasks', totals(byRun).tasks),
            column('Task time', totals(byRun).taskTime),
            column('GC share', ratio(totals(byRun).gcTime, totals(byRun).taskTime), { levels: worseAbove(level.gcAboveRatio) }),
            column('Shuffle read', totals(byRun).shuffle),
            column('Peak heap', maxBy(byRun, maxOverTime(t.heapPeakRatio.where(runs), PANEL_RANGE)), {
              levels: worseAbove(level.heapPeakAboveRatio),
            }),
            column('Failed tasks', maxBy(byRun, totalOverTime(d.failedTasks.where(runs), PANEL_RANGE)), { levels: noneAllowed }),
            column('Core-hours', coreHours(byRun, coresRequested.where(runs))),
            column('GiB-hours', gibibyteHours(byRun, memoryRequested.where(runs))),
            column('Cost', money(cost, byRun, { cores: coresRequested.where(runs), memory: memoryRequested.where(runs) })),
          ],
          links,
          sortBy: 'Application',
          width: 24,
          height: 11,
        }),
      ],
      [
        stateTimeline({
          title: 'Course of the runs',
          description: 'When each run waited, ran and ended. Good: no overlaps, short waiting.',
          queries: [query(applicationStatus(byRun, applicationMetrics.state.where(runs)), '{{app}}')],
          states: applicationStatusWords,
          links,
          width: 24,
        }),
      ],
    ),
    row(
      'Side by side',
      [
        barChart({
          title: 'Duration',
          description: 'What each run took, running ones included. Good: bars alike.',
          by: 'app',
          columns: [column('Duration', maxBy(app, duration))],
        }),
        barChart({
          title: 'Task and GC time',
          description:
            'Time that tasks took in all, and the part of it in garbage collection. Good: alike; more task time is more data or slower reading.',
          by: 'app',
          columns: [column('Task time', totals(app).taskTime), column('Garbage collection', totals(app).gcTime)],
        }),
        barChart({
          title: 'Cost of each run',
          description: 'Money for reserved cores and memory. Good: in proportion to the duration; more is more executors.',
          by: 'app',
          columns: [column('Cost', money(cost, app, { cores: coresRequested.where(runs), memory: memoryRequested.where(runs) }))],
        }),
      ],
      [
        barChart({
          title: 'Shuffle read by run',
          description: 'Bytes that went through the shuffle. Good: in proportion to the data of the run.',
          by: 'app',
          columns: [column('Shuffle read', totals(app).shuffle)],
        }),
        barChart({
          title: 'Mean task duration by run',
          description: 'Task time by number of tasks. Good: alike; longer tasks mean larger partitions or slower reading.',
          by: 'app',
          columns: [column('Mean', divide(totals(app).taskTime, totals(app).tasks))],
        }),
        barChart({
          title: 'Cores used of reserved',
          description: 'Mean share of the reserved cores that was used. Good: alike and high.',
          by: 'app',
          columns: [
            column(
              'Used',
              ratio(
                sumBy(app, avgOverTime(coresUsed.where(runs), PANEL_RANGE)),
                sumBy(app, avgOverTime(coresRequested.where(runs), PANEL_RANGE)),
              ),
            ),
          ],
        }),
      ],
    ),
    row('Trend', [
      timeSeries({
        title: 'Duration over time',
        description: 'Duration of each completed run while its object exists. Good: level; a climb of days is growing data.',
        queries: [query(maxBy(byRun, runDuration.where(runs)), '{{app}}')],
        links,
      }),
      timeSeries({
        title: 'Executors over time',
        description: 'Executors of each run. Good: the same shape every time.',
        queries: [query(maxBy(byRun, executorCount.where(runs)), '{{app}}')],
        links,
      }),
    ]),
  ],
});
