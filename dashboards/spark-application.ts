import { containerMetrics } from '../metrics/containers';
import { podMetrics } from '../metrics/kubernetes';
import {
  clampMin,
  convert,
  joinOn,
  lastOverTime,
  matching,
  maxBy,
  or,
  PANEL_RANGE,
  PANEL_RATE_WINDOW,
  rate,
  reinterpret,
  subtract,
  sumBy,
  totalOf,
  topk,
} from '../metrics/promql';
import { applicationMetrics } from '../metrics/spark-applications';
import { driverMetrics as d } from '../metrics/spark-driver';
import { executorMetrics as e } from '../metrics/spark-executors';
import { runningSeconds } from '../rules/applications';
import { coresRequested, coresUsed, memoryRequested, memoryUsed } from '../rules/cost';
import { executorCount } from '../rules/executors';
import { executorsOnly, sparkPods } from '../rules/identity';
import { runDuration } from '../rules/runs';
import * as t from '../rules/tuning';
import type { Content } from './dashboard';
import { row } from './grid';
import { noneAllowed, worseAbove } from './levels';
import { money } from './money';
import { limit, query } from './query';
import { hasExecutorRegistry, registryRowsOfRun } from './executor-registry';
import type { DashboardSettings } from './settings';
import { whoseRun } from './outside';
import { stat } from './single-value';
import { stateTimeline } from './state-timeline';
import { applicationStatus, applicationStatusWords, podStatus, podStatusWords } from './status';
import { column, table } from './table';
import { text } from './text';
import { timeSeries } from './time-series';
import { CLOSE_TO_APPLYING, tuningChecks, tuningLights } from './tuning-checks';
import { choice } from './variable';

const run = choice('namespace', 'app');
const executors = { ...run, ...executorsOnly };
const app = ['app'] as const;
const pod = ['namespace', 'pod'] as const;
const perSecond = PANEL_RATE_WINDOW;

/** Slots spend a second of task time per second, so a rate of task time is a number of slots. */
const asSlots = 'seconds of task time per second are the number of slots that were busy';
const busySlots = sumBy([], e.activeTasks.where(executors));
const gcSlots = reinterpret(sumBy([], rate(e.taskGcTime.where(executors), perSecond)), 'tasks', asSlots);

const podsOfRun = sparkPods.where(run);
const spark = { container: matching('spark-kubernetes-.+') };
const limitOf = (role: 'driver' | 'executor') =>
  maxBy(['role'], joinOn(pod, maxBy(pod, podMetrics.memoryLimits.where(spark)), podsOfRun.where({ role }), { groupLeft: ['role'] }));
const heldBy = (role: 'driver' | 'executor') =>
  maxBy(['role'], joinOn(pod, maxBy(pod, containerMetrics.workingSet.where(spark)), podsOfRun.where({ role }), { groupLeft: ['role'] }));
const diskOfPods = (bytes: typeof containerMetrics.readBytes) =>
  sumBy(app, joinOn(pod, sumBy(pod, rate(bytes.where(spark), perSecond)), podsOfRun, { groupLeft: ['app'] }));
const networkOfPods = (bytes: typeof containerMetrics.receivedBytes) =>
  sumBy(app, joinOn(pod, sumBy(pod, rate(bytes, perSecond)), podsOfRun, { groupLeft: ['app'] }));
const peak = (series: typeof e.heapPeak) => maxBy([], series.where(executors));

const overview = ({ thresholds: { tuning: level }, cost }: DashboardSettings) => [
  stat({
    title: 'State',
    description: 'What the operator says about the run. Good: running or completed. After a failure read the log of the driver.',
    queries: [query(applicationStatus(['app'], applicationMetrics.state.where(run)), '{{app}}')],
    states: applicationStatusWords,
  }),
  stat({
    title: 'Duration',
    description: 'Time since the run was submitted, or what it took. Good: as usual for its schedule: see Spark runs compared.',
    queries: [query(maxBy([], or(runningSeconds.where(run), lastOverTime(runDuration.where(run), PANEL_RANGE))), 'duration')],
    noValue: 'not started',
  }),
  stat({
    title: 'Executors',
    description: 'Executors registered with the driver. Good: as many as asked for, or as dynamic allocation needs.',
    queries: [query(maxBy([], executorCount.where(run)), 'executors')],
    trend: true,
  }),
  stat({
    title: 'Slots in use',
    description:
      'Share of task slots that run a task. Good: high while stages run; low over a long time means that executors idle and cost.',
    queries: [query(maxBy([], t.slotUtilisation.where(run)), 'in use')],
    noValue: 'no executor',
    trend: true,
  }),
  stat({
    title: 'Tasks failed',
    description: 'Share of the tasks of the last quarter of an hour that failed. Good: none; every failed task is done again.',
    queries: [query(maxBy([], t.failedTaskRatio.where(run)), 'failed')],
    levels: worseAbove(level.failedTasksAboveRatio / 2, level.failedTasksAboveRatio),
    noValue: 'no task',
  }),
  stat({
    title: 'GC share',
    description:
      'Share of task time that went into garbage collection. Good: below the level; otherwise give executors more memory per core.',
    queries: [query(maxBy([], t.gcRatio.where(run)), 'of task time')],
    levels: worseAbove(level.gcAboveRatio * CLOSE_TO_APPLYING, level.gcAboveRatio),
    noValue: 'no task',
  }),
  stat({
    title: 'Cost',
    description: 'Reserved cores and memory within the time range, times the prices of the configuration. Good: what the result is worth.',
    queries: [query(money(cost, [], { cores: coresRequested.where(run), memory: memoryRequested.where(run) }), 'cost')],
    noValue: 'nothing yet',
  }),
];

const timeline = row(
  'Course of the run',
  [
    stateTimeline({
      title: 'State of the application',
      description: 'States over time. Good: waiting for seconds, then running, then completed. Long waiting means no room or slow images.',
      queries: [query(applicationStatus(['app'], applicationMetrics.state.where(run)), '{{app}}')],
      states: applicationStatusWords,
    }),
    stateTimeline({
      title: 'State of its pods',
      description: 'Phases of driver and executor pods. Good: Pending only briefly; pods that come and go cost start-up time.',
      queries: [query(podStatus, '{{pod}}')],
      states: podStatusWords,
    }),
  ],
  [
    timeSeries({
      title: 'Executors over time',
      description: 'Executors there are, and those asked for. Good: the lines meet; a lasting gap means that Kubernetes has no room.',
      queries: [
        query(maxBy([], executorCount.where(run)), 'registered'),
        limit(maxBy([], applicationMetrics.executorInstances.where(run)), 'instances in the specification'),
        limit(maxBy([], d.executorsTarget.where(run)), 'target of dynamic allocation'),
      ],
    }),
    timeSeries({
      title: 'Tasks running',
      description:
        'Tasks that run, and slots there are. Good: close together; a gap while stages run is a straggler or too few partitions.',
      queries: [query(busySlots, 'running'), limit(maxBy([], t.taskSlots.where(run)), 'slots')],
    }),
    timeSeries({
      title: 'Tasks finished',
      description: 'Tasks per second that succeeded and failed. Good: none failed; very many small tasks burden the driver.',
      queries: [
        query(sumBy([], rate(e.completedTasks.where(executors), perSecond)), 'succeeded'),
        query(sumBy([], rate(e.failedTasks.where(executors), perSecond)), 'failed'),
      ],
    }),
  ],
);

const tuning = (settings: DashboardSettings) =>
  row('Tuning', [
    table({
      title: 'Tuning lights',
      description:
        'Each tuning rule: 100 % is the level from which on it applies. Good: below 80 %. Above, change the setting beside it, one at a time, and compare runs.',
      by: ['check', 'setting'],
      columns: [column('Of the level', tuningLights(tuningChecks(settings)), { levels: worseAbove(CLOSE_TO_APPLYING, 1) })],
      width: 17,
      height: 12,
      noValue: 'no metrics from the driver yet',
    }),
    text({
      title: 'How to read the lights',
      description: 'What the lights mean, and what to know before changing a setting.',
      content: [
        'A light compares the run with the level of its rule. **100 %** is where the rule applies and the alert of the same name speaks up.',
        '',
        '- Ratios need time: a run of a few minutes proves nothing.',
        '- **Peak** values never fall again while an executor lives.',
        ...(hasExecutorRegistry(settings)
          ? ['- **Tasks wait, not compute** is also the light of Python: its work is not in the CPU time of tasks.']
          : ['- **Spill (suspected)** counts bytes that executors write to disk beyond their shuffle; cached blocks look the same.']),
        '- Uneven executors can also be young ones that have just joined.',
        '- Change one setting, run again, and look at *Spark runs compared*.',
      ].join('\n'),
    }),
  ]);

const time = row(
  'Where the time goes',
  [
    timeSeries({
      title: 'Slots by what they do',
      description:
        'Slots that compute (waiting for input, shuffle and disk included), collect garbage, or idle. Good: mostly computing; idle slots are paid for, too.',
      queries: [
        query(clampMin(subtract(busySlots, gcSlots), 0), 'computing'),
        query(gcSlots, 'garbage collection'),
        query(clampMin(subtract(maxBy([], t.taskSlots.where(run)), busySlots), 0), 'idle'),
      ],
      stacked: true,
    }),
    timeSeries({
      title: 'Mean task duration',
      description: 'Mean duration of tasks that ended. Good: a few hundred milliseconds to a few minutes.',
      queries: [query(maxBy([], t.meanTaskSeconds.where(run)), 'mean')],
    }),
    timeSeries({
      title: 'Cores used and reserved',
      description: 'Cores that the pods use, and cores they reserve. Good: close together; tasks that use less wait for input.',
      queries: [query(sumBy(['role'], coresUsed.where(run)), '{{role}}'), limit(sumBy([], coresRequested.where(run)), 'reserved')],
    }),
  ],
  [
    timeSeries({
      title: 'Jobs and stages',
      description:
        'Jobs and stages that run, and stages that wait for others. Good: many waiting stages are normal, many running ones compete for slots.',
      queries: [
        query(maxBy([], d.activeJobs.where(run)), 'jobs'),
        query(maxBy([], d.runningStages.where(run)), 'stages running'),
        query(maxBy([], d.waitingStages.where(run)), 'stages waiting'),
      ],
    }),
    table({
      title: 'Jobs, stages and tasks so far',
      description:
        'Totals of the run, counted when a job ends. Good: nothing failed, few skipped tasks; killed tasks are lost executors or speculation.',
      by: ['app'],
      columns: [
        column('Jobs', maxBy(app, totalOf(d.allJobs.where(run)))),
        column('Jobs succeeded', maxBy(app, totalOf(d.succeededJobs.where(run)))),
        column('Jobs failed', maxBy(app, totalOf(d.failedJobs.where(run))), { levels: noneAllowed }),
        column('Stages', maxBy(app, totalOf(d.completedStages.where(run)))),
        column('Stages failed', maxBy(app, totalOf(d.failedStages.where(run))), { levels: noneAllowed }),
        column('Stages skipped', maxBy(app, totalOf(d.skippedStages.where(run)))),
        column('Tasks', maxBy(app, totalOf(d.completedTasks.where(run)))),
        column('Tasks failed', maxBy(app, totalOf(d.failedTasks.where(run))), { levels: noneAllowed }),
        column('Tasks killed', maxBy(app, totalOf(d.killedTasks.where(run)))),
      ],
      width: 12,
    }),
    stat({
      title: 'Last job',
      description: 'Duration of the last job that ended. Good: no surprise; the history server tells what it consisted of.',
      queries: [query(maxBy([], convert(d.lastJobDuration.where(run), 'seconds')), 'duration')],
      noValue: 'no job ended',
    }),
  ],
);

const memory = row(
  'Memory anatomy',
  [
    timeSeries({
      title: 'Peak memory of the largest executor',
      description:
        'Highest values so far of any executor: heap, unified pool with its execution and storage parts, and memory outside the heap. Good: the heap peak below its limit.',
      queries: [
        query(peak(e.heapPeak), 'heap'),
        query(peak(e.unifiedPeak), 'unified pool'),
        query(peak(e.executionPeak), 'execution'),
        query(peak(e.storagePeak), 'storage'),
        query(peak(e.offHeapPeak), 'JVM outside the heap'),
        query(peak(e.directPeak), 'direct buffers'),
        limit(maxBy([], t.executorHeap.where(run)), 'size of the heap'),
        limit(maxBy([], e.unifiedMemoryMax.where(executors)), 'size of the unified pool'),
      ],
      width: 12,
    }),
    timeSeries({
      title: 'Largest executor container',
      description: 'Memory that the largest executor container holds, and the limit at which it is killed. Good: below 95 % of the limit.',
      queries: [
        query(heldBy('executor'), 'held'),
        query(peak(e.jvmResidentPeak), 'JVM process (peak)'),
        query(peak(e.pythonResidentPeak), 'Python workers (peak)'),
        limit(limitOf('executor'), 'limit'),
      ],
      width: 12,
    }),
  ],
  [
    timeSeries({
      title: 'Driver memory',
      description:
        'Heap and other memory of the driver, and its limits. Good: the heap falls after collections; collecting large results shows here.',
      queries: [
        query(maxBy([], d.heapUsed.where(run)), 'heap'),
        query(maxBy([], d.nonHeapUsed.where(run)), 'outside the heap'),
        query(maxBy([], d.residentMemory.where(run)), 'JVM process'),
        query(maxBy([], d.pythonResidentMemory.where(run)), 'Python process'),
        query(heldBy('driver'), 'container'),
        limit(maxBy([], d.heapMax.where(run)), 'size of the heap'),
        limit(limitOf('driver'), 'limit of the container'),
      ],
    }),
    timeSeries({
      title: 'Cached blocks',
      description: 'Memory and disk taken by cached data, and the memory there is. Good: nothing on disk, and memory left for execution.',
      queries: [
        query(maxBy([], convert(d.storageMemoryUsed.where(run), 'bytes')), 'in memory'),
        query(maxBy([], convert(d.storageDiskUsed.where(run), 'bytes')), 'on disk'),
        limit(maxBy([], convert(d.storageMemoryMax.where(run), 'bytes')), 'memory there is'),
      ],
    }),
    timeSeries({
      title: 'Memory held and reserved',
      description: 'Memory that all pods hold, and what they reserve. Good: close together; the gap is paid for and not used.',
      queries: [query(sumBy(['role'], memoryUsed.where(run)), '{{role}}'), limit(sumBy([], memoryRequested.where(run)), 'reserved')],
    }),
  ],
);

const garbage = ({ thresholds: { tuning: level } }: DashboardSettings) =>
  row('Garbage collection', [
    timeSeries({
      title: 'Pauses by executor',
      description:
        'Share of the time that a JVM stood still, the ten worst. Good: below the line; the driver is one of them and hurts all.',
      queries: [query(topk(10, maxBy(['executor_id'], t.gcPauseRatio.where(run))), '{{executor_id}}')],
      levels: worseAbove(level.gcAboveRatio),
    }),
    timeSeries({
      title: 'Collections',
      description: 'Collections per second of all executors. Good: no full ones; a few full ones at the start are normal.',
      queries: [
        query(sumBy([], rate(e.minorGcCount.where(executors), perSecond)), 'young'),
        query(sumBy([], rate(e.majorGcCount.where(executors), perSecond)), 'full'),
      ],
    }),
    timeSeries({
      title: 'Time in collections',
      description:
        'JVMs that collect at once, by kind. Good: near 0; concurrent collections take cores from tasks instead of stopping them.',
      queries: [
        query(sumBy([], rate(e.minorGcTime.where(executors), perSecond)), 'young'),
        query(sumBy([], rate(e.majorGcTime.where(executors), perSecond)), 'full'),
        query(sumBy([], rate(e.concurrentGcTime.where(executors), perSecond)), 'concurrent'),
      ],
    }),
  ]);

const data = row('Shuffle and I/O', [
  timeSeries({
    title: 'Shuffle',
    description:
      'Shuffle bytes per second, added when a task ends. Good: little compared with the input; broadcast joins and filters avoid it.',
    queries: [
      query(sumBy([], rate(e.shuffleReadBytes.where(executors), perSecond)), 'read'),
      query(sumBy([], rate(e.shuffleWriteBytes.where(executors), perSecond)), 'written'),
    ],
  }),
  timeSeries({
    title: 'Input (Parquet not counted)',
    description:
      'Bytes per second that tasks read. Since Spark 4.1 vectored reads of Parquet are missing: then trust the network panel instead.',
    queries: [query(sumBy([], rate(e.inputBytes.where(executors), perSecond)), 'read')],
  }),
  timeSeries({
    title: 'Disks of the pods',
    description: 'Bytes per second on the disks of all pods. Good: writes near the shuffle writes; much more is spill or cached blocks.',
    queries: [
      query(diskOfPods(containerMetrics.readBytes), 'read'),
      query(diskOfPods(containerMetrics.writtenBytes), 'written'),
      query(maxBy([], t.diskWriteRate.where(run)), 'written by executors, mean of 10 min'),
    ],
  }),
  timeSeries({
    title: 'Network of the pods',
    description: 'Bytes per second that all pods receive and send: S3, shuffle and results. Good: below what the nodes can do.',
    queries: [query(networkOfPods(containerMetrics.receivedBytes), 'received'), query(networkOfPods(containerMetrics.sentBytes), 'sent')],
  }),
]);

const driverRow = ({ thresholds: { tuning: level } }: DashboardSettings) =>
  row('Driver', [
    timeSeries({
      title: 'Scheduler delay',
      description:
        'Time the scheduler needs for one event, 95th percentile. Good: milliseconds; above the line the driver holds up all executors.',
      queries: [query(maxBy([], convert(d.messageProcessingTimeP95.where(run), 'seconds')), 'p95')],
      levels: worseAbove(level.schedulerEventSeconds),
    }),
    timeSeries({
      title: 'Listener queues',
      description:
        'Events that wait on the listener bus. Good: near 0; a full queue drops events, and the UI and these metrics become wrong.',
      queries: [query(maxBy(['queue'], d.listenerQueueSize.where(run)), '{{queue}}')],
      levels: worseAbove(level.listenerQueueEvents),
    }),
    stat({
      title: 'Events dropped',
      description: 'Events that the listener bus lost in this run. Good: none; from the first on, task metrics are too low.',
      queries: [query(sumBy([], totalOf(d.listenerEventsDropped.where(run))), 'dropped')],
      levels: noneAllowed,
      noValue: 'none',
    }),
    timeSeries({
      title: 'CPU of the driver',
      description: 'Cores that the driver process uses. Good: below its request; planning and collecting results need it.',
      queries: [query(maxBy([], convert(rate(d.cpuTime.where(run), perSecond), 'cores')), 'used')],
    }),
  ]);

/** How is this run doing, where does its time and memory go, and what should be changed? */
export const sparkApplication = (settings: DashboardSettings): Content => ({
  description: 'How is this run doing, where does its time and memory go, and what should be changed?',
  strip: overview(settings),
  rows: [
    timeline,
    tuning(settings),
    time,
    ...registryRowsOfRun(settings),
    memory,
    garbage(settings),
    data,
    driverRow(settings),
    whoseRun(settings),
  ],
});
