import { containerMetrics } from '../metrics/containers';
import { podMetrics } from '../metrics/kubernetes';
import {
  clampMin,
  countBy,
  divide,
  isTrue,
  joinOn,
  maxBy,
  now,
  PANEL_RATE_WINDOW,
  rate,
  ratio,
  subtract,
  sumBy,
  topk,
  totalOf,
} from '../metrics/promql';
import { driverMetrics as d } from '../metrics/spark-driver';
import { executorMetrics as e } from '../metrics/spark-executors';
import { executorCount, executorsMissing } from '../rules/executors';
import { executorsOnly, sparkPods } from '../rules/identity';
import * as t from '../rules/tuning';
import type { Content } from './dashboard';
import { row } from './grid';
import { noneAllowed, worseAbove } from './levels';
import { limit, query } from './query';
import { registryRowsOfExecutors } from './executor-registry';
import type { DashboardSettings } from './settings';
import { barGauge, stat } from './single-value';
import { stateTimeline } from './state-timeline';
import { podStatus, podStatusWords } from './status';
import { column, table } from './table';
import { timeSeries } from './time-series';
import { choice } from './variable';

const run = choice('namespace', 'app');
const one = choice('namespace', 'app', 'executor_id');
const byExecutor = ['executor_id'] as const;
const pod = ['namespace', 'pod'] as const;
const perSecond = PANEL_RATE_WINDOW;

const taskTime = e.taskTime.where(one).where(executorsOnly);
const gcTime = e.taskGcTime.where(one).where(executorsOnly);
const finished = e.completedTasks.where(one).where(executorsOnly);
const failed = e.failedTasks.where(one).where(executorsOnly);
const ofPods = sparkPods.where({ ...run, role: 'executor' });
const totalTime = sumBy(byExecutor, totalOf(taskTime));
const heapOfMax = (series: typeof e.heapPeak) => maxBy(byExecutor, series.where(one).where(executorsOnly));

/** Which executors are slow, full, lost or unevenly loaded? */
export const sparkExecutors = (settings: DashboardSettings): Content => ({
  ...content(settings),
  rows: [...content(settings).rows, ...registryRowsOfExecutors(settings)],
});

const content = ({ thresholds: { tuning: level, executors: limits } }: DashboardSettings): Content => ({
  description: 'Which executors are slow, full, lost or unevenly loaded?',
  strip: [
    stat({
      title: 'Executors',
      description: 'Executors registered with the driver. Good: as many as asked for.',
      queries: [query(maxBy([], executorCount.where(run)), 'executors')],
      trend: true,
    }),
    stat({
      title: 'Missing',
      description: 'Executors that dynamic allocation asked for and has not got. Good: none, or only for a moment.',
      queries: [query(clampMin(maxBy([], executorsMissing.where(run)), 0), 'missing')],
      levels: noneAllowed,
      noValue: 'allocation is static',
    }),
    stat({
      title: 'Lost',
      description: 'Executors that died by themselves in this run. Good: none; usually memory or a node that went away.',
      queries: [query(maxBy([], totalOf(d.executorsExitedUnexpectedly.where(run))), 'lost')],
      levels: worseAbove(1, limits.lostPerHalfHour + 1),
      noValue: 'allocation is static',
    }),
    stat({
      title: 'Excluded',
      description: 'Executors that Spark no longer uses because too many tasks failed there. Good: none; look at their node.',
      queries: [query(maxBy([], totalOf(d.excludedExecutors.where(run))), 'excluded')],
      levels: noneAllowed,
    }),
    stat({
      title: 'Pending pods',
      description: 'Executor pods that wait for a node or an image. Good: none for longer than a minute.',
      queries: [
        query(
          countBy([], joinOn(pod, maxBy(pod, isTrue(podMetrics.phase.where({ phase: 'Pending' }))), ofPods, { groupLeft: ['app'] })),
          'pending',
        ),
      ],
      levels: worseAbove(1),
      noValue: 'none',
    }),
    stat({
      title: 'Imbalance',
      description: 'Task time of the busiest executor against the median in a quarter of an hour. Good: near 1; high values are skew.',
      queries: [query(maxBy([], t.imbalance.where(run)), 'busiest to median')],
      levels: worseAbove(level.imbalanceAbove / 2, level.imbalanceAbove),
      noValue: 'no task',
    }),
  ],
  rows: [
    row(
      'Who does what',
      [
        table({
          title: 'Every executor',
          description: 'Totals of each executor that is there. Good: rows alike; one with far more time or data has the large partitions.',
          by: ['executor_id'],
          columns: [
            column('Task time', totalTime),
            column('Tasks', sumBy(byExecutor, totalOf(finished))),
            column('Failed', sumBy(byExecutor, totalOf(failed)), { levels: noneAllowed }),
            column('Running', sumBy(byExecutor, e.activeTasks.where(one).where(executorsOnly))),
            column('GC share', ratio(sumBy(byExecutor, totalOf(gcTime)), totalTime), {
              levels: worseAbove(level.gcAboveRatio * 0.8, level.gcAboveRatio),
            }),
            column('Peak heap', heapOfMax(e.heapPeak)),
            column('Cached blocks', sumBy(byExecutor, e.rddBlocks.where(one).where(executorsOnly))),
            column('Cache on disk', sumBy(byExecutor, e.cachedOnDisk.where(one).where(executorsOnly))),
          ],
          width: 16,
          height: 10,
        }),
        stateTimeline({
          title: 'Phases of the pods',
          description: 'Driver and executor pods over time. Good: Pending only briefly, then Running to the end.',
          queries: [query(podStatus, '{{pod}}')],
          states: podStatusWords,
        }),
      ],
      [
        timeSeries({
          title: 'Tasks running by executor',
          description: 'Tasks that each executor runs, and its slots. Good: all alike; one alone at work is a straggler.',
          queries: [
            query(sumBy(byExecutor, e.activeTasks.where(one).where(executorsOnly)), '{{executor_id}}'),
            limit(maxBy([], e.maxTasks.where(one).where(executorsOnly)), 'slots of one'),
          ],
        }),
        timeSeries({
          title: 'Task time by executor',
          description: 'Slots that each executor keeps busy, added when tasks end. Good: lines together.',
          queries: [query(sumBy(byExecutor, rate(taskTime, perSecond)), '{{executor_id}}')],
        }),
        timeSeries({
          title: 'Task duration by executor',
          description: 'Mean duration of the tasks that ended. Good: alike; one slower than all others sits on a slow node.',
          queries: [
            query(divide(sumBy(byExecutor, rate(taskTime, perSecond)), sumBy(byExecutor, rate(finished, perSecond))), '{{executor_id}}'),
          ],
        }),
      ],
    ),
    row(
      'Memory and garbage collection',
      [
        barGauge({
          title: 'Peak heap by executor',
          description: 'Highest heap so far. Good: alike, and below the size of the heap; uneven peaks are uneven partitions.',
          queries: [query(heapOfMax(e.heapPeak), '{{executor_id}}')],
        }),
        barGauge({
          title: 'Peak unified pool by executor',
          description: 'Highest use of execution and storage memory. Good: below the pool; at its size the executor had to spill or evict.',
          queries: [query(heapOfMax(e.unifiedPeak), '{{executor_id}}')],
        }),
        barGauge({
          title: 'Cached data by executor',
          description: 'Storage memory in use. Good: even; an executor with most blocks attracts most tasks.',
          queries: [query(sumBy(byExecutor, e.storageMemoryUsed.where(one).where(executorsOnly)), '{{executor_id}}')],
        }),
      ],
      [
        timeSeries({
          title: 'GC pauses by executor',
          description: 'Share of the time that each JVM stood still, the driver included. Good: below the line.',
          queries: [query(topk(12, maxBy(byExecutor, t.gcPauseRatio.where(one))), '{{executor_id}}')],
          levels: worseAbove(level.gcAboveRatio),
        }),
        timeSeries({
          title: 'Time in GC while tasks run',
          description: 'Slots lost to collections, by executor. Good: near 0 and alike.',
          queries: [query(sumBy(byExecutor, rate(gcTime, perSecond)), '{{executor_id}}')],
        }),
      ],
    ),
    row('Shuffle', [
      timeSeries({
        title: 'Shuffle read by executor',
        description: 'Bytes per second, added when tasks end. Good: alike; one far above is a hot key.',
        queries: [query(sumBy(byExecutor, rate(e.shuffleReadBytes.where(one).where(executorsOnly), perSecond)), '{{executor_id}}')],
      }),
      timeSeries({
        title: 'Shuffle written by executor',
        description: 'Bytes per second, added when tasks end. Good: alike.',
        queries: [query(sumBy(byExecutor, rate(e.shuffleWriteBytes.where(one).where(executorsOnly), perSecond)), '{{executor_id}}')],
      }),
      timeSeries({
        title: 'Imbalance over time',
        description:
          'Busiest executor against the median, in task time and in shuffle bytes. Good: below the line; young executors count less.',
        queries: [
          query(maxBy([], t.imbalance.where(run)), 'task time'),
          query(maxBy([], t.shuffleReadImbalance.where(run)), 'shuffle read'),
        ],
        levels: worseAbove(level.imbalanceAbove),
      }),
    ]),
    row(
      'Pods',
      [
        timeSeries({
          title: 'Memory of executor pods',
          description: 'Memory as a share of the limit at which the container is killed, the ten fullest. Good: below the line.',
          queries: [query(topk(10, maxBy(['pod'], t.containerMemoryRatio.where({ ...run, role: 'executor' }))), '{{pod}}')],
          levels: worseAbove(level.memoryAboveRatio),
        }),
        timeSeries({
          title: 'CPU throttled',
          description:
            'Share of scheduling periods in which the CPU limit stopped a container. Good: below the line; raise the limit, not the request.',
          queries: [query(topk(10, maxBy(['pod'], t.throttledRatio.where(run))), '{{pod}}')],
          levels: worseAbove(level.throttledAboveRatio),
        }),
        timeSeries({
          title: 'Killed for memory',
          description:
            'Kills of a process in an executor pod per second. Good: none; Python workers are killed without the executor noticing.',
          queries: [
            query(
              sumBy(['pod'], joinOn(pod, sumBy(pod, rate(containerMetrics.oomEvents, perSecond)), ofPods, { groupLeft: ['app'] })),
              '{{pod}}',
            ),
          ],
          noValue: 'none',
        }),
      ],
      [
        table({
          title: 'Pods and their nodes',
          description: 'Age and node of each executor pod. Good: spread over nodes; many short-lived ones waste start-up time.',
          by: ['pod', 'node'],
          columns: [
            column(
              'Age',
              maxBy(
                ['pod', 'node'],
                subtract(
                  now,
                  joinOn(
                    pod,
                    maxBy(pod, podMetrics.created),
                    maxBy(['namespace', 'pod', 'node'], podMetrics.info.where(choice('namespace'))),
                    {
                      groupLeft: ['node'],
                    },
                  ),
                ),
              ),
            ),
          ],
        }),
        table({
          title: 'Why containers ended',
          description:
            'Reasons of ended driver and executor containers that Kubernetes still knows. Good: Completed only; executors are deleted at their end, so some are missed.',
          by: ['pod', 'reason'],
          columns: [
            column(
              'Containers',
              sumBy(
                ['pod', 'reason'],
                joinOn(pod, maxBy(['namespace', 'pod', 'reason'], isTrue(podMetrics.terminatedReason)), sparkPods.where(run), {
                  groupLeft: ['app'],
                }),
              ),
            ),
          ],
          noValue: 'none',
        }),
      ],
    ),
  ],
});
