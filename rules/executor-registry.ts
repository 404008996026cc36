import type { Thresholds } from '../config/schema/thresholds';
import {
  above,
  add,
  and,
  below,
  convert,
  rate,
  ratio,
  recording,
  reinterpret,
  type RuleExpression,
  sumBy,
  totalOf,
  type Unit,
} from '../metrics/promql';
import { executorRegistryMetrics as m } from '../metrics/spark-executor-registry';
import { applicationScreen } from './dashboard-link';
import { application } from './identity';
import { alert, group } from './rule';
import type { RuleSettings } from './settings';
import type { TuningCheckName } from './tuning-levels';

/** Long enough for a few long tasks: everything is counted when a task ends. */
const WINDOW = '10m';

const runRate = sumBy(application, rate(m.runTime, WINDOW));

export const runSeconds = recording({
  record: 'spok:app_task_run_seconds:sum',
  of: convert(sumBy(application, totalOf(m.runTime)), 'seconds'),
  about: 'Run time of the tasks of all executors, those that died within `spark.executorMetrics.sampleExpiry` included.',
});

export const cpuRatio = recording({
  record: 'spok:app_task_cpu:ratio_rate10m',
  of: ratio(
    reinterpret(
      convert(sumBy(application, rate(m.cpuTime, WINDOW)), 'cores'),
      'ratio',
      'a slot that computes all the time keeps one core busy',
    ),
    convert(runRate, 'ratio'),
  ),
  about: 'Share of the run time of tasks in which they computed; the rest is waiting, and the work of Python.',
});

export const fetchWaitRatio = recording({
  record: 'spok:app_shuffle_fetch_wait:ratio_rate10m',
  of: ratio(sumBy(application, rate(m.shuffleFetchWait, WINDOW)), runRate),
  about: 'Share of the run time of tasks in which they waited for shuffle blocks of other executors.',
});

export const deserializeRatio = recording({
  record: 'spok:app_task_deserialize:ratio_rate10m',
  of: ratio(sumBy(application, rate(m.deserializeTime, WINDOW)), add(runRate, sumBy(application, rate(m.deserializeTime, WINDOW)))),
  about: 'Share of the time of tasks that went into unpacking them.',
});

export const diskSpillRate = recording({
  record: 'spok:app_disk_spilled_bytes:rate10m',
  of: sumBy(application, rate(m.diskSpilled, WINDOW)),
  about: 'Bytes per second that tasks spilled to disk.',
});

export const spilledOfShuffled = recording({
  record: 'spok:app_disk_spilled_of_shuffled:ratio_rate10m',
  of: ratio(
    diskSpillRate,
    add(
      sumBy(application, rate(m.shuffleBytesWritten, WINDOW)),
      add(sumBy(application, rate(m.shuffleLocalBytesRead, WINDOW)), sumBy(application, rate(m.shuffleRemoteBytesRead, WINDOW))),
    ),
  ),
  about: 'Bytes spilled to disk, compared with the shuffle bytes read and written.',
});

export const executorRegistryRecordings = [runSeconds, cpuRatio, fetchWaitRatio, deserializeRatio, diskSpillRate, spilledOfShuffled];

/** What a run must show beside the figure of a rule: alert and light of the tuning panel ask for the same. */
export const registryConditions = (limit: Thresholds['tuning']) => {
  const worked = above(runSeconds, limit.minimumTaskSeconds);
  return {
    spillToDisk: above(diskSpillRate, limit.spillWorthNoticingBytesPerSecond),
    fetchWait: worked,
    cpuEfficiency: worked,
  } satisfies Partial<Record<TuningCheckName, RuleExpression<Unit, (typeof application)[number]>>>;
};

/** What only the executors know of themselves: these rules exist where `spark.executorMetrics` is on. */
export const executorRegistryRules = ({ thresholds: { tuning: limit } }: Pick<RuleSettings, 'thresholds'>) => {
  const also = registryConditions(limit);
  return group({
    name: 'spark-executor-registry',
    rules: [
      ...executorRegistryRecordings,
      alert({
        alert: 'SparkSpillHigh',
        expr: and(above(spilledOfShuffled, limit.spilledOfShuffledAboveRatio), also.spillToDisk),
        for: '5m',
        severity: 'info',
        summary: 'Tasks spill to disk much of what they shuffle.',
        description: ({ namespace, app, team }, value) =>
          `Tasks of ${app} in ${namespace} (team ${team}) spill ${value.percentage} of their shuffle to disk: raise spark.sql.shuffle.partitions or spark.executor.memory, or lower spark.executor.cores.`,
        dashboard: applicationScreen,
      }),
      alert({
        alert: 'SparkShuffleFetchWaitHigh',
        expr: and(above(fetchWaitRatio, limit.fetchWaitAboveRatio), also.fetchWait),
        for: '10m',
        severity: 'info',
        summary: 'Tasks wait for shuffle blocks of other executors.',
        description: ({ namespace, app, team }, value) =>
          `Tasks of ${app} in ${namespace} (team ${team}) spend ${value.percentage} of their time waiting for shuffle blocks: use fewer and larger executors, or raise spark.reducer.maxSizeInFlight.`,
        dashboard: applicationScreen,
      }),
      alert({
        alert: 'SparkCpuEfficiencyLow',
        expr: and(below(cpuRatio, limit.cpuEfficiencyBelowRatio), also.cpuEfficiency),
        for: '15m',
        severity: 'info',
        summary: 'Tasks wait more than they compute.',
        description: ({ namespace, app, team }, value) =>
          `Tasks of ${app} in ${namespace} (team ${team}) compute only ${value.percentage} of their time: look at the object store, the shuffle and Python, and lower coreRequest of the executors.`,
        dashboard: applicationScreen,
      }),
    ],
  });
};
