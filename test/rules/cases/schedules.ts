import { always, series, wrongly, type Cases, type InputSeries, type Values } from '../alert-case';
import { etl, ofSchedule, stateOf, up } from './subjects';

const schedule = (name: string, values: Values): InputSeries => [series(`kube_scheduledsparkapplication_${name}`, ofSchedule), values];
const watched = up('kube-state-metrics');
/** A run that fails at that evaluation and stays as an object. */
const failingRun = (number: number, at: number): InputSeries => stateOf('FAILED', `_x${at - 1} 0 1x600`, { ...etl, app: `etl-${number}` });
/** The same, seen as it ran. */
const runningUntilItFails = (number: number, at: number): InputSeries[] => [
  stateOf('RUNNING', `_x${at - 1} 1 0x600`, { ...etl, app: `etl-${number}` }),
  failingRun(number, at),
];
const completingRun = (number: number, at: number): InputSeries[] => [
  stateOf('COMPLETED', `_x${at - 1} 0 1x600`, { ...etl, app: `etl-${number}` }),
];
const objective = { namespace: 'spark', schedule: 'orders-aggregate', team: 'analytics' } as const;
/** Runs of a daily schedule, one letter each: `c`ompleted or `f`ailed, as they are counted. */
const counted = (runs: string): InputSeries[] => {
  const perDay = 288;
  const ticks = (counts: (run: string) => boolean) =>
    Array.from(runs, (run) => (counts(run) ? `1 _x${perDay - 1}` : `_x${perDay}`)).join(' ');
  return [
    [series('spok:schedule_runs_failed:count5m', objective), ticks((run) => run === 'f')],
    [series('spok:schedule_runs_finished:count5m', objective), ticks(() => true)],
  ];
};

export const scheduleCases: Cases = {
  alerts: () => [
    {
      alert: 'SparkScheduleMissed',
      // due after ten minutes, late five minutes later
      from: 16,
      until: 40,
      series: [schedule('status_next_run_time', '600x39 86400x60')],
      labels: ofSchedule,
      value: '11m 0s',
    },
    {
      alert: 'SparkScheduleStale',
      // hourly; the last success ended at the start
      from: 121,
      until: 150,
      series: [
        stateOf('COMPLETED', always(1)),
        [series('kube_sparkapplication_status_termination_time', etl), '0x149 9000x60'],
        schedule('status_last_run_time', always(0)),
        schedule('status_next_run_time', always(3600)),
      ],
      labels: ofSchedule,
      value: '2h 11m 0s',
    },
    {
      alert: 'SparkScheduleFailingRepeatedly',
      every: '5m',
      from: 60,
      // a day after the first of them
      until: 308,
      series: [watched, failingRun(1, 20), failingRun(2, 40), failingRun(3, 60)],
      labels: ofSchedule,
      value: '3',
    },
    {
      alert: 'SparkScheduleFailingRepeatedly',
      // nothing is known of kube-state-metrics before: what was seen as it ran counts all the same
      every: '5m',
      from: 60,
      until: 308,
      series: [...runningUntilItFails(1, 20), ...runningUntilItFails(2, 40), ...runningUntilItFails(3, 60)],
      labels: ofSchedule,
      value: '3',
    },
    { alert: 'SparkScheduleSuspended', every: '5m', series: [schedule('spec_suspend', wrongly(1, 0))], labels: ofSchedule },
    {
      alert: 'SparkScheduleRunsOverlap',
      series: [stateOf('RUNNING', always(1)), stateOf('RUNNING', wrongly(1, 0), { ...etl, app: 'etl-2' })],
      labels: ofSchedule,
      value: '2',
    },
    {
      alert: 'SparkScheduleInvalid',
      series: [
        [series('kube_scheduledsparkapplication_status_schedule_state', { ...ofSchedule, state: 'FailedValidation' }), wrongly(1, 0)],
      ],
      labels: ofSchedule,
    },
    {
      alert: 'SparkScheduleBudgetBurningFast',
      every: '5m',
      // the third of the last three days makes it three of twelve and more
      from: 10 * 288,
      until: 13 * 288,
      series: counted('ccccccccfffcc'),
      labels: objective,
      value: '27.27%',
    },
    {
      alert: 'SparkScheduleBudgetBurningSlow',
      every: '5m',
      from: 6 * 288,
      until: 18 * 288,
      series: counted('ccccccfccccccccccccccc'),
      labels: objective,
      value: '14.29%',
    },
    {
      alert: 'SparkScheduleNotFresh',
      every: '5m',
      // 26 hours after the start
      from: 313,
      until: 330,
      series: [
        stateOf('COMPLETED', always(1), { ...objective, app: 'orders-aggregate-1' }),
        [series('kube_sparkapplication_status_termination_time', { ...objective, app: 'orders-aggregate-1' }), `0x329 ${329 * 300}x50`],
      ],
      labels: objective,
      value: '1d 2h 5m 0s',
    },
  ],
  lookAlikes: [
    {
      name: 'a schedule that is late because its run before is still running has missed nothing',
      silent: ['SparkScheduleMissed'],
      series: [schedule('status_next_run_time', always(600)), stateOf('RUNNING', always(1))],
    },
    {
      name: 'a suspended schedule misses nothing and does not grow stale',
      silent: ['SparkScheduleMissed', 'SparkScheduleStale'],
      series: [
        schedule('status_next_run_time', always(600)),
        schedule('status_last_run_time', always(0)),
        schedule('spec_suspend', always(1)),
        stateOf('COMPLETED', always(1)),
        [series('kube_sparkapplication_status_termination_time', etl), always(0)],
      ],
      evaluations: 200,
    },
    {
      name: 'a restart of kube-state-metrics does not count finished runs again',
      silent: ['SparkScheduleFailingRepeatedly', 'SparkScheduleBudgetBurningFast'],
      every: '5m',
      series: [
        up('kube-state-metrics', '1x49 stale'),
        up('kube-state-metrics', '_x50 1x100', { instance: 'ksm-2' }),
        ...[1, 2, 3].flatMap((number) => [
          stateOf('FAILED', '1x49 stale', { ...etl, app: `etl-${number}` }),
          stateOf('FAILED', '_x50 1x100', { ...etl, app: `etl-${number}`, instance: 'ksm-2' }),
        ]),
      ],
    },
    {
      name: 'after a gap of kube-state-metrics the runs that had failed before are not counted again',
      silent: ['SparkScheduleFailingRepeatedly'],
      every: '5m',
      series: [
        up('kube-state-metrics', '1x29 _x20 1x100'),
        ...[1, 2, 3].map((number) => stateOf('FAILED', '1x29 _x20 1x100', { ...etl, app: `etl-${number}` })),
      ],
    },
    {
      name: 'one failed run among many is within the budget',
      silent: ['SparkScheduleBudgetBurningFast', 'SparkScheduleFailingRepeatedly'],
      every: '5m',
      series: counted('cccccccccccfcc'),
      evaluations: 14 * 288,
    },
    {
      name: 'a schedule in its first weeks, all runs completed',
      silent: ['SparkScheduleBudgetBurningFast', 'SparkScheduleBudgetBurningSlow', 'SparkScheduleStale'],
      every: '5m',
      series: [watched, ...completingRun(1, 10), ...completingRun(2, 50)],
    },
  ],
};
