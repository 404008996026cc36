import {
  above,
  countBy,
  isTrue,
  lastOverTime,
  maxBy,
  oneOf,
  or,
  PANEL_RANGE,
  PANEL_RATE_WINDOW,
  presentOverTime,
  rate,
  ratio,
  sumBy,
  topk,
  zeroFor,
} from '../metrics/promql';
import { applicationMetrics } from '../metrics/spark-applications';
import { executorMetrics } from '../metrics/spark-executors';
import { runningSeconds } from '../rules/applications';
import { hasConnectServers } from '../rules/connect';
import { coresRequested, coresUsed, memoryRequested } from '../rules/cost';
import { executorCount } from '../rules/executors';
import { application, executorsOnly, sparkPods } from '../rules/identity';
import { failedStates, runDuration } from '../rules/runs';
import * as t from '../rules/tuning';
import type { Content } from './dashboard';
import { row } from './grid';
import { noneAllowed, worseAbove, worseBelow } from './levels';
import { link } from './link';
import { money } from './money';
import { limit, query } from './query';
import type { DashboardSettings } from './settings';
import { historyLinks } from './outside';
import { stat } from './single-value';
import { stateTimeline } from './state-timeline';
import { applicationStatus, applicationStatusWords, connectStatus, connectStatusWords } from './status';
import { barChart, column, table } from './table';
import { timeSeries } from './time-series';
import { choice } from './variable';

const fleet = choice('namespace', 'team');
const states = applicationMetrics.state.where(fleet);
const links = [link('spark-application', 'namespace', 'app')];
const inState = (state: Parameters<typeof oneOf>) => countBy([], isTrue(states.where({ state: oneOf(...state) })));
const duration = or(runningSeconds.where(fleet), lastOverTime(runDuration.where(fleet), PANEL_RANGE));
const ended = countBy([], isTrue(states.where({ state: oneOf('COMPLETED', 'FAILED', 'SUBMISSION_FAILED') })));
const failed = countBy([], isTrue(states.where({ state: failedStates })));

/** Which applications run, how do they do, and what do they cost? */
export const sparkFleet = (settings: DashboardSettings): Content => {
  const {
    thresholds: { tuning: level, applications },
    cost,
  } = settings;
  return {
    description: 'Which applications run, how do they do, and what do they cost?',
    from: 'now-6h',
    strip: [
      stat({
        title: 'Running',
        description: 'Applications that run now. Good: those you expect at this time of day.',
        queries: [query(inState(['RUNNING']), 'running')],
        noValue: 'none',
        trend: true,
      }),
      stat({
        title: 'Waiting',
        description: 'Applications submitted that do not run yet, or wait for another try. Good: none for longer than a few minutes.',
        queries: [query(inState(['SUBMITTED', 'PENDING_RERUN', 'RESUMING']), 'waiting')],
        noValue: 'none',
      }),
      stat({
        title: 'Failed',
        description: 'Applications that failed and are still there. Good: none; the table names them, the driver log says why.',
        queries: [query(failed, 'failed')],
        levels: noneAllowed,
        noValue: 'none',
      }),
      stat({
        title: 'Success',
        description: 'Share of the ended applications, as long as their objects are kept, that completed. Good: above 95 %.',
        queries: [query(ratio(or(inState(['COMPLETED']), zeroFor(ended, 'count')), ended), 'completed')],
        levels: worseBelow(0.95, 0.8),
        noValue: 'none ended',
      }),
      stat({
        title: 'Executors',
        description: 'Executors of all chosen applications. Good: within the quota of the namespace.',
        queries: [query(sumBy([], executorCount.where(fleet)), 'executors')],
        noValue: 'none',
        trend: true,
      }),
      stat({
        title: 'Slots in use',
        description: 'Task slots that run a task, of all there are. Good: high; idle slots are paid for.',
        queries: [
          query(
            ratio(sumBy([], executorMetrics.activeTasks.where({ ...fleet, ...executorsOnly })), sumBy([], t.taskSlots.where(fleet))),
            'in use',
          ),
        ],
        levels: worseBelow(level.slotsUsedBelowRatio),
        noValue: 'no executor',
      }),
      stat({
        title: 'Cost',
        description:
          'Reserved cores and memory within the time range, times the configured prices. Good: within the budget, see cost and waste.',
        queries: [query(money(cost, [], { cores: coresRequested.where(fleet), memory: memoryRequested.where(fleet) }), 'cost')],
        noValue: 'nothing ran',
      }),
    ],
    rows: [
      row(
        'Applications',
        [
          table({
            title: 'Applications',
            description: 'All applications with how they do now. Good: no colour. Click on an application to see its run.',
            by: ['namespace', 'app', 'schedule', 'team'],
            columns: [
              column('State', applicationStatus(application, states), { states: applicationStatusWords }),
              column('Duration', maxBy(application, duration)),
              column('Starts', maxBy(application, applicationMetrics.executionAttempts.where(fleet)), {
                levels: worseAbove(applications.startAttempts + 1),
              }),
              column('Executors', maxBy(application, executorCount.where(fleet))),
              column('Slots in use', maxBy(application, t.slotUtilisation.where(fleet)), { levels: worseBelow(level.slotsUsedBelowRatio) }),
              column('GC share', maxBy(application, t.gcRatio.where(fleet)), { levels: worseAbove(level.gcAboveRatio) }),
              column('Failed tasks', maxBy(application, t.failedTaskRatio.where(fleet)), {
                levels: worseAbove(level.failedTasksAboveRatio),
              }),
              column('Cost', money(cost, application, { cores: coresRequested.where(fleet), memory: memoryRequested.where(fleet) })),
            ],
            links,
            sortBy: 'State',
            width: 24,
            height: 11,
          }),
        ],
        [
          stateTimeline({
            title: 'Course of the applications',
            description: 'States over time, a line each. Good: short waiting, then running, then completed.',
            queries: [query(applicationStatus(['namespace', 'app'], states), '{{app}}')],
            states: applicationStatusWords,
            links,
            width: 24,
          }),
        ],
      ),
      row(
        'Load',
        [
          timeSeries({
            title: 'Applications by state',
            description: 'How many applications are in which state. Good: few that are neither running nor completed.',
            queries: [query(countBy(['state'], isTrue(states)), '{{state}}')],
            stacked: true,
          }),
          timeSeries({
            title: 'Executors by application',
            description: 'Executors of the ten largest applications. Good: no single one takes all.',
            queries: [query(topk(10, maxBy(['namespace', 'app'], executorCount.where(fleet))), '{{app}}')],
            stacked: true,
            links,
          }),
          timeSeries({
            title: 'Cores used and reserved',
            description: 'Cores that all pods of Spark use and reserve. Good: close together.',
            queries: [
              query(sumBy(['team'], coresUsed.where(fleet)), 'team {{team}}'),
              limit(sumBy([], coresRequested.where(fleet)), 'reserved'),
            ],
            stacked: true,
          }),
        ],
        [
          timeSeries({
            title: 'Tasks by application',
            description: 'Tasks per second that the ten busiest applications finish. Good: steady while stages run.',
            queries: [query(topk(10, maxBy(['namespace', 'app'], t.taskRate.where(fleet))), '{{app}}')],
            links,
          }),
          timeSeries({
            title: 'Failed tasks by application',
            description: 'Task attempts per second that fail. Good: none; a few are normal when nodes go away.',
            queries: [
              query(
                topk(
                  10,
                  above(
                    sumBy(['namespace', 'app'], rate(executorMetrics.failedTasks.where({ ...fleet, ...executorsOnly }), PANEL_RATE_WINDOW)),
                    0,
                  ),
                ),
                '{{app}}',
              ),
            ],
            links,
            noValue: 'none',
          }),
          timeSeries({
            title: 'Garbage collection by application',
            description: 'Share of task time in garbage collection, the ten worst. Good: below the line.',
            queries: [query(topk(10, maxBy(['namespace', 'app'], t.gcRatio.where(fleet))), '{{app}}')],
            levels: worseAbove(level.gcAboveRatio),
            links,
          }),
        ],
      ),
      row('Who and what', [
        barChart({
          title: 'Running by team',
          description: 'Applications that run now, by team. Good: as agreed between the teams.',
          by: 'team',
          columns: [column('Applications', countBy(['team'], isTrue(states.where({ state: 'RUNNING' }))))],
          noValue: 'nothing runs',
        }),
        table({
          title: 'Versions of Spark',
          description: 'Applications by version of Spark and language, as declared. Good: few versions, none out of support.',
          by: ['spark_version', 'type'],
          columns: [column('Applications', countBy(['spark_version', 'type'], applicationMetrics.info.where(fleet)))],
        }),
        table({
          title: 'Versions that drivers report',
          description: 'Drivers by the version of Spark they run. Good: the same as declared.',
          by: ['version'],
          columns: [column('Drivers', countBy(['version'], presentOverTime(executorMetrics.sparkInfo.where(fleet), PANEL_RANGE)))],
          noValue: 'no driver in the time range',
        }),
      ]),
      ...connectRow(settings),
      ...historyRow(settings),
    ],
  };
};

/** Servers that people work with, where there is one. Their drivers and executors are in the other rows as well. */
function connectRow(settings: DashboardSettings) {
  return hasConnectServers(settings)
    ? [
        row('Spark Connect', [
          stateTimeline({
            title: 'Spark Connect servers',
            description: 'States over time, a line for each server. Good: ready; while it is not, notebooks that use it wait or fail.',
            queries: [query(connectStatus, '{{app}}')],
            states: connectStatusWords,
            links,
            width: 24,
          }),
        ]),
      ]
    : [];
}

/** The way out to the history server, where there is one: a row for each run that had a driver in the time range. */
function historyRow(settings: DashboardSettings) {
  const history = historyLinks(settings);
  const by = ['namespace', 'app', 'schedule', 'team', 'spark_app_id'] as const;
  return history.length === 0
    ? []
    : [
        row('History server', [
          table({
            title: 'Runs by their Spark id',
            description: 'Runs that had a driver in the time range. Good: those you expect. Click on an id for stages, SQL plans and skew.',
            by,
            columns: [column('Driver pods', countBy(by, presentOverTime(sparkPods.where({ ...fleet, role: 'driver' }), PANEL_RANGE)))],
            links: [...links, ...history],
            width: 24,
            noValue: 'no driver in the time range',
          }),
        ]),
      ];
}
