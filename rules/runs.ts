import { targetMetrics } from '../metrics/prometheus';
import {
  and,
  countBy,
  isTrue,
  maxBy,
  maxOverTime,
  not,
  now,
  oneOf,
  or,
  present,
  ratio,
  recording,
  subtract,
  sumBy,
  sumOverTime,
  tally,
  unless,
  zeroFor,
  type FixedWindow,
} from '../metrics/promql';
import { applicationMetrics } from '../metrics/spark-applications';
import { application } from './identity';
import { RUNS_INTERVAL, RUNS_INTERVAL_SECONDS } from './interval';
import { group } from './rule';

const { state, termination, lastSubmission } = applicationMetrics;

const ofSchedule = ['namespace', 'schedule', 'team'] as const;
export const failedStates = oneOf('FAILED', 'SUBMISSION_FAILED');
const finalStates = oneOf('COMPLETED', 'FAILED', 'SUBMISSION_FAILED');

/**
 * Runs that came into one of the states since the last evaluation: runs are objects, and their states no counters. A restart of
 * kube-state-metrics gives its series another `instance`, and after a gap nothing is known about the evaluation before: neither may count
 * every finished run again. A run that was seen before it ended counts in any case, such as the first after an installation; one whose submission
 * failed between two scrapes was never seen so.
 */
const arrivals = (states: typeof finalStates) => {
  const inState = state.where({ state: states, schedule: present });
  const watched = isTrue(targetMetrics.up.where({ job: 'kube-state-metrics' }).offset(RUNS_INTERVAL));
  const reached = isTrue(maxOverTime(inState, RUNS_INTERVAL));
  const arrived = unless(reached, isTrue(inState.offset(RUNS_INTERVAL)), { on: ['namespace', 'app', 'state'] });
  const unfinished = state.where({ state: not(finalStates), schedule: present });
  const seenBefore = or(isTrue(maxOverTime(unfinished, RUNS_INTERVAL)), isTrue(unfinished.offset(RUNS_INTERVAL)));
  const known = or(seenBefore, and(reached, watched, { on: [] }));
  return countBy(ofSchedule, maxBy([...ofSchedule, 'app', 'state'], and(arrived, known, { on: ['namespace', 'app'] })));
};

export const runsFailed = tally({
  record: 'spok:schedule_runs_failed:count5m',
  of: arrivals(failedStates),
  about: 'Runs of a schedule that failed since the last evaluation; absent when none did.',
});

export const runsFinished = tally({
  record: 'spok:schedule_runs_finished:count5m',
  of: arrivals(finalStates),
  about: 'Runs of a schedule that ended since the last evaluation; absent when none did.',
});

/** Share of the runs of a window that failed; 0 when all completed, absent when none ended. */
export const failedRunRatio = (window: FixedWindow, schedule?: string) => {
  const selected = (runs: typeof runsFailed) => (schedule === undefined ? runs : runs.where({ schedule }));
  const finished = sumBy(ofSchedule, sumOverTime(selected(runsFinished), window));
  return ratio(or(sumBy(ofSchedule, sumOverTime(selected(runsFailed), window)), zeroFor(finished, 'count')), finished);
};

export const failedRunRatioDay = recording({
  record: 'spok:schedule_run_failed:ratio_1d',
  of: failedRunRatio('1d'),
  about: 'Share of the runs of a schedule that failed within a day.',
});

export const failedRunRatioWeek = recording({
  record: 'spok:schedule_run_failed:ratio_7d',
  of: failedRunRatio('7d'),
  about: 'Share of the runs of a schedule that failed within a week.',
});

export const failedRunRatioMonth = recording({
  record: 'spok:schedule_run_failed:ratio_30d',
  of: failedRunRatio('30d'),
  about: 'Share of the runs of a schedule that failed within thirty days, as far back as data is kept.',
});

const completed = isTrue(state.where({ state: 'COMPLETED' }));

export const lastSuccess = recording({
  record: 'spok:schedule_last_success_timestamp_seconds:max',
  of: maxBy(ofSchedule, and(termination.where({ schedule: present }), completed, { on: ['namespace', 'app'] })),
  about: 'When the last successful run of a schedule ended, among the runs that are still there.',
});

export const lastSuccessAge = recording({
  record: 'spok:schedule_last_success_age_seconds:min',
  // the week bridges the time in which only failed runs are kept
  of: subtract(now, maxBy(ofSchedule, maxOverTime(lastSuccess, '7d'))),
  about: 'Time since the last successful run of a schedule ended, if that was within a week.',
});

export const runDuration = recording({
  record: 'spok:app_run_duration_seconds:max',
  of: maxBy(application, and(subtract(termination, lastSubmission), completed, { on: ['namespace', 'app'] })),
  about: 'Duration of a run that completed.',
});

/** Finished runs, counted once each: the pace of the group is part of their meaning, and nothing but sums over time may read them. */
export const runRules = () => group({ name: 'spark-runs', intervalSeconds: RUNS_INTERVAL_SECONDS, rules: [runsFailed, runsFinished] });

export const scheduleRecordings = [failedRunRatioDay, failedRunRatioWeek, failedRunRatioMonth, lastSuccess, lastSuccessAge, runDuration];
