import { secondsOf } from '../config/schema/values';
import {
  above,
  clampMin,
  complement,
  constant,
  countBy,
  divide,
  isTrue,
  maxBy,
  now,
  or,
  PANEL_RANGE,
  present,
  subtract,
  sumBy,
  sumOverTime,
  zeroFor,
  type PanelExpression,
} from '../metrics/promql';
import { applicationMetrics, scheduleMetrics as s } from '../metrics/spark-applications';
import { runningSeconds } from '../rules/applications';
import {
  failedRunRatioDay,
  failedRunRatioMonth,
  failedRunRatioWeek,
  lastSuccessAge,
  runDuration,
  runsFailed,
  runsFinished,
} from '../rules/runs';
import type { Content } from './dashboard';
import { row } from './grid';
import { noneAllowed, worseAbove, worseBelow } from './levels';
import { link } from './link';
import { query } from './query';
import type { DashboardSettings } from './settings';
import { stat } from './single-value';
import { stateTimeline } from './state-timeline';
import { applicationStatus, applicationStatusWords } from './status';
import { column, table } from './table';
import { text } from './text';
import { timeSeries } from './time-series';
import { choice } from './variable';

const chosen = choice('namespace', 'team', 'schedule');
const by = ['namespace', 'schedule', 'team'] as const;
const links = [link('spark-runs', 'namespace', 'schedule')];

const finished = sumBy(by, sumOverTime(runsFinished.where(chosen), PANEL_RANGE));
const failed = or(sumBy(by, sumOverTime(runsFailed.where(chosen), PANEL_RANGE)), zeroFor(finished, 'count'));
const untilNext = subtract(maxBy(by, s.nextRun.where(chosen)), now);
const overdue = clampMin(subtract(now, maxBy(by, s.nextRun.where(chosen))), 0);

type Objectives = DashboardSettings['spark']['objectives'];
type OfSchedule = (typeof by)[number];

/** One expression over all schedules that have an objective; nothing without any. */
function ofAll(objectives: Objectives, one: (schedule: string) => PanelExpression<'ratio', OfSchedule>) {
  const [first, ...others] = Object.keys(objectives).map(one);
  return first && others.reduce((all, other) => or(all, other), first);
}

/** Share of the allowed failures of thirty days that is left. */
const budgetLeft = (objectives: Objectives) =>
  ofAll(objectives, (schedule) => {
    const allowed = 1 - (objectives[schedule]?.successRatio ?? 1);
    return complement(divide(maxBy(by, failedRunRatioMonth.where({ ...chosen, schedule })), constant(Number(allowed.toFixed(6)), 'ratio')));
  });

/** Age of the last success as a share of what was promised. */
const ageOfFreshness = (objectives: Objectives) =>
  ofAll(objectives, (schedule) =>
    divide(
      maxBy(by, lastSuccessAge.where({ ...chosen, schedule })),
      constant(secondsOf(objectives[schedule]?.freshness ?? '1d'), 'seconds'),
    ),
  );

function objectiveRow({ spark: { objectives } }: DashboardSettings) {
  const [left, age] = [budgetLeft(objectives), ageOfFreshness(objectives)];
  if (!left || !age)
    return row('Objectives', [
      text({
        title: 'No objective yet',
        description: 'How to promise something about a schedule, so that this row shows whether it is kept.',
        content:
          'No schedule has an objective. Set `spark.objectives` in the configuration of the environment: how often it runs, which share of runs completes, and how old its result may be.',
        height: 4,
        width: 24,
      }),
    ]);
  return row('Objectives', [
    table({
      title: 'Objectives',
      description:
        'What is left of the failures allowed in thirty days, and the age of the last success against what was promised. Good: no colour.',
      by: ['namespace', 'schedule', 'team'],
      columns: [
        column('Allowance left', left, { levels: worseBelow(0.25, 0) }),
        column('Age of promised', age, { levels: worseAbove(0.8, 1) }),
      ],
      links,
      sortBy: 'Age of promised',
    }),
    timeSeries({
      title: 'Allowance of failures left',
      description: 'Share of the failures allowed in thirty days that is left. Good: above 25 %; below 0 the objective is missed.',
      queries: [query(left, '{{schedule}}')],
      levels: worseBelow(0.25, 0),
      links,
    }),
    timeSeries({
      title: 'Age of results against promise',
      description: 'Age of the last success as a share of the promised freshness. Good: a saw-tooth below the line.',
      queries: [query(age, '{{schedule}}')],
      levels: worseAbove(0.8, 1),
      links,
    }),
  ]);
}

/** Do the schedules run when they should, and do they keep what was promised? */
export const sparkSchedules = (settings: DashboardSettings): Content => {
  const { schedules: level, applications } = settings.thresholds;
  return {
    description: 'Do the schedules run when they should, and do they keep what was promised?',
    from: 'now-7d',
    strip: [
      stat({
        title: 'Schedules',
        description: 'Schedules there are. Good: all that you declared.',
        queries: [query(countBy([], maxBy(by, isTrue(s.state.where({ ...chosen, state: 'Scheduled' })))), 'scheduled')],
        noValue: 'none',
      }),
      stat({
        title: 'Refused',
        description: 'Schedules that failed validation and will never run. Good: none; mostly a wrong cron expression.',
        queries: [query(countBy([], isTrue(s.state.where({ ...chosen, state: 'FailedValidation' }))), 'refused')],
        levels: noneAllowed,
        noValue: 'none',
      }),
      stat({
        title: 'Suspended',
        description: 'Schedules that are suspended. Good: none that somebody has forgotten.',
        queries: [query(sumBy([], s.suspended.where(chosen)), 'suspended')],
        levels: worseAbove(1),
        noValue: 'none',
      }),
      stat({
        title: 'Most overdue start',
        description:
          'Time since a planned start that has not happened. Good: below the level; the operator looks at each schedule about once a minute.',
        queries: [query(maxBy([], overdue), 'overdue')],
        levels: worseAbove(level.missedAfterSeconds),
        noValue: 'none',
      }),
      stat({
        title: 'Runs ended',
        description: 'Runs that ended in the time range. Good: as many as the schedules ask for.',
        queries: [query(sumBy([], finished), 'runs')],
        noValue: 'none',
      }),
      stat({
        title: 'Runs failed',
        description: 'Runs that failed in the time range. Good: none.',
        queries: [query(sumBy([], failed), 'failed')],
        levels: worseAbove(1, applications.failuresPerDay),
        noValue: 'none',
      }),
    ],
    rows: [
      row(
        'Schedules',
        [
          table({
            title: 'Every schedule',
            description: 'Each schedule as it is now. Good: no colour. Click on a schedule to compare its runs.',
            by: ['namespace', 'schedule', 'team'],
            columns: [
              column('Next run in', untilNext),
              column('Last success ago', maxBy(by, lastSuccessAge.where(chosen))),
              column('Runs', finished),
              column('Failed', failed, { levels: worseAbove(1, applications.failuresPerDay) }),
              column('Failed in a day', maxBy(by, failedRunRatioDay.where(chosen)), { levels: worseAbove(0.05, 0.5) }),
              column('Failed in a week', maxBy(by, failedRunRatioWeek.where(chosen)), { levels: worseAbove(0.05, 0.5) }),
              column('Longest run', maxBy(by, runDuration.where(chosen))),
              column('Suspended', maxBy(by, s.suspended.where(chosen)), {
                states: { 0: { text: 'no', colour: 'good' }, 1: { text: 'yes', colour: 'warning' } },
              }),
            ],
            links,
            sortBy: 'Next run in',
            ascending: true,
            width: 24,
            height: 9,
          }),
        ],
        [
          stateTimeline({
            title: 'Runs of the schedules',
            description: 'When each run waited, ran and ended. Good: one after the other, no failed one.',
            queries: [
              query(
                applicationStatus(['namespace', 'app'], applicationMetrics.state.where(chosen).where({ schedule: present })),
                '{{app}}',
              ),
            ],
            states: applicationStatusWords,
            links: [link('spark-application', 'namespace', 'app')],
            width: 24,
          }),
        ],
      ),
      objectiveRow(settings),
      row(
        'Course',
        [
          timeSeries({
            title: 'Age of the last success',
            description:
              'Time since the last successful run ended. Good: a saw-tooth as high as the period; a climb beyond means that results are old.',
            queries: [query(maxBy(by, lastSuccessAge.where(chosen)), '{{schedule}}')],
            links,
          }),
          timeSeries({
            title: 'Failed share within a week',
            description: 'Share of the runs of a week that failed. Good: none.',
            queries: [query(maxBy(by, failedRunRatioWeek.where(chosen)), '{{schedule}}')],
            links,
            noValue: 'no run ended',
          }),
          timeSeries({
            title: 'Duration of runs',
            description: 'What runs take, running ones included. Good: level; a run longer than the period delays the next.',
            queries: [
              query(maxBy(by, runDuration.where(chosen)), 'completed: {{schedule}}'),
              query(maxBy(by, above(runningSeconds.where(chosen), 0)), 'running: {{schedule}}'),
            ],
            links,
          }),
        ],
        [
          table({
            title: 'Cron expressions',
            description: 'When each schedule runs, and what it does when a run still goes on. Good: Forbid for jobs that write.',
            by: ['namespace', 'schedule', 'cron', 'time_zone', 'concurrency_policy'],
            columns: [
              column('Declared', maxBy(['namespace', 'schedule', 'cron', 'time_zone', 'concurrency_policy'], s.info.where(chosen))),
            ],
            links,
          }),
          timeSeries({
            title: 'Last start',
            description: 'Time since each schedule last started a run. Good: never longer than its period.',
            queries: [query(subtract(now, maxBy(by, s.lastRun.where(chosen))), '{{schedule}}')],
            links,
          }),
        ],
      ),
    ],
  };
};
