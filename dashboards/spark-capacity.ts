import { containerMetrics, volumeMetrics } from '../metrics/containers';
import { clusterMetrics, podMetrics } from '../metrics/kubernetes';
import { minioMetrics } from '../metrics/minio';
import {
  clampMin,
  countBy,
  isTrue,
  joinOn,
  maxBy,
  minBy,
  multiply,
  PANEL_RATE_WINDOW,
  predictLinear,
  rate,
  ratio,
  sumBy,
  topk,
} from '../metrics/promql';
import { driverMetrics as d } from '../metrics/spark-driver';
import { coresRequested, coresUsed, memoryRequested, memoryUsed } from '../rules/cost';
import { executorCount, executorsMissing, executorsUnneeded } from '../rules/executors';
import { sparkPods } from '../rules/identity';
import { slotUtilisation } from '../rules/tuning';
import type { Content } from './dashboard';
import { row } from './grid';
import { noneAllowed, worseAbove, worseBelow } from './levels';
import { link } from './link';
import { limit, query } from './query';
import type { DashboardSettings } from './settings';
import { gauge, stat } from './single-value';
import { storeFullIn } from './store-forecast';
import { column, table } from './table';
import { timeSeries } from './time-series';
import { choice } from './variable';

const SECONDS_PER_DAY = 86_400;
const chosen = choice('namespace');
const pod = ['namespace', 'pod'] as const;
const byApp = ['namespace', 'app'] as const;
const links = [link('spark-application', 'namespace', 'app')];

const cores = sumBy([], clusterMetrics.allocatableCores);
const memory = sumBy([], clusterMetrics.allocatableMemory);
const running = maxBy(pod, isTrue(podMetrics.phase.where({ phase: 'Running' })));
const coresTaken = sumBy([], multiply(sumBy(pod, podMetrics.cpuRequests), running));
const memoryTaken = sumBy([], multiply(sumBy(pod, podMetrics.memoryRequests), running));
const quota = (series: (typeof clusterMetrics)['quotaCores' | 'quotaMemory'], type: 'hard' | 'used') =>
  maxBy(['namespace'], series.where({ ...chosen, type }));
const pending = joinOn(pod, maxBy(pod, isTrue(podMetrics.phase.where({ phase: 'Pending' }))), sparkPods.where(chosen), {
  groupLeft: ['app'],
});

/** How much faster it could be at best: as if every pending task got a slot at once. */
const speedUp = ratio(maxBy(byApp, d.executorsMaxNeeded.where(chosen)), maxBy(byApp, d.executorsAll.where(chosen)));

/** When do we run out of room, and what would more executors give? */
export const sparkCapacity = ({ thresholds: { platform, minio, tuning }, objectStore }: DashboardSettings): Content => {
  const full = worseAbove(platform.quotaAboveRatio * 0.8, platform.quotaAboveRatio);
  const ownStore = objectStore.mode === 'minio';
  return {
    description: 'When do we run out of room, and what would more executors give?',
    from: 'now-24h',
    strip: [
      gauge({
        title: 'Cores reserved',
        description: 'Share of the cores of all nodes that running pods reserve. Good: below the level; above it new pods wait.',
        queries: [query(ratio(coresTaken, cores), 'reserved')],
        levels: full,
      }),
      gauge({
        title: 'Memory reserved',
        description: 'Share of the memory of all nodes that running pods reserve. Good: below the level.',
        queries: [query(ratio(memoryTaken, memory), 'reserved')],
        levels: full,
      }),
      stat({
        title: 'Pods waiting for room',
        description: 'Pods of Spark that are pending. Good: none for longer than a minute.',
        queries: [query(countBy([], pending), 'pending')],
        levels: worseAbove(1),
        noValue: 'none',
      }),
      stat({
        title: 'Executors missing',
        description: 'Executors that dynamic allocation asked for and has not got. Good: none for long.',
        queries: [query(sumBy([], clampMin(executorsMissing.where(chosen), 0)), 'missing')],
        levels: noneAllowed,
        noValue: 'no dynamic allocation',
      }),
      ...(ownStore ? [storeFullIn(minio)] : []),
      stat({
        title: 'Lowest in a day',
        description: 'Free bytes of the fullest volume in a day, by its pace of six hours: an estimate. Good: well above 0.',
        queries: [query(minBy([], predictLinear(volumeMetrics.available, '6h', SECONDS_PER_DAY)), 'free')],
        levels: worseBelow(1),
      }),
    ],
    rows: [
      row(
        'Room in the cluster',
        [
          timeSeries({
            title: 'Cores: reserved, used, there',
            description:
              'Cores that running pods reserve, those that containers use, and what the nodes have. Good: reserved below the limit, used near reserved.',
            queries: [
              query(coresTaken, 'reserved'),
              query(
                sumBy([], rate(containerMetrics.cpuTime.where({ container: 'spark-kubernetes-executor' }), PANEL_RATE_WINDOW)),
                'used by executors',
              ),
              limit(cores, 'all nodes'),
            ],
          }),
          timeSeries({
            title: 'Memory: reserved, there',
            description: 'Memory that running pods reserve, and what the nodes have. Good: below the limit with room for a node less.',
            queries: [query(memoryTaken, 'reserved'), limit(memory, 'all nodes')],
          }),
          timeSeries({
            title: 'Pods waiting by application',
            description: 'Pods of Spark that are pending. Good: short peaks; a plateau means that the cluster or the quota is full.',
            queries: [query(sumBy(byApp, pending), '{{app}}')],
            links,
            noValue: 'none',
          }),
        ],
        [
          timeSeries({
            title: 'Quota of cores',
            description: 'Cores that the namespace has reserved, and may. Good: below the limit; at it, pods are refused, not queued.',
            queries: [
              query(quota(clusterMetrics.quotaCores, 'used'), '{{namespace}}'),
              limit(quota(clusterMetrics.quotaCores, 'hard'), 'quota of {{namespace}}'),
            ],
          }),
          timeSeries({
            title: 'Quota of memory',
            description: 'Memory that the namespace has reserved, and may. Good: below the limit.',
            queries: [
              query(quota(clusterMetrics.quotaMemory, 'used'), '{{namespace}}'),
              limit(quota(clusterMetrics.quotaMemory, 'hard'), 'quota of {{namespace}}'),
            ],
          }),
          table({
            title: 'Pods by node',
            description:
              'Pods that fit on each node, and its cores and memory. Good: executors fit several times, or they waste the rest of a node.',
            by: ['node'],
            columns: [
              column('Pods that fit', maxBy(['node'], clusterMetrics.allocatablePods)),
              column('Cores', maxBy(['node'], clusterMetrics.allocatableCores)),
              column('Memory', maxBy(['node'], clusterMetrics.allocatableMemory)),
            ],
          }),
        ],
      ),
      row(
        'What more executors would give',
        [
          table({
            title: 'Scaling by application',
            description:
              'Executors there are and could be used. "Faster at best" is an upper bound: all pending tasks at once. Good: near 100 %; far above, raise maxExecutors or the quota.',
            by: ['namespace', 'app'],
            columns: [
              column('Executors', maxBy(byApp, d.executorsAll.where(chosen))),
              column('Target', maxBy(byApp, d.executorsTarget.where(chosen))),
              column('Could use', maxBy(byApp, d.executorsMaxNeeded.where(chosen))),
              column('Faster at best', speedUp),
              column('Being removed', maxBy(byApp, d.executorsPendingToRemove.where(chosen))),
            ],
            links,
            noValue: 'no application with dynamic allocation',
            width: 14,
          }),
          timeSeries({
            title: 'Slots in use by application',
            description:
              'Share of task slots in use. Good: near 100 % while stages run: then more executors help; far below they would idle.',
            queries: [query(topk(10, maxBy(byApp, slotUtilisation.where(chosen))), '{{app}}')],
            levels: worseBelow(tuning.slotsUsedBelowRatio),
            links,
          }),
        ],
        [
          timeSeries({
            title: 'Executors beyond need',
            description: 'Executors that no pending task needs. Good: 0; positive for long means a long idle timeout.',
            queries: [query(clampMin(maxBy(byApp, executorsUnneeded.where(chosen)), 0), '{{app}}')],
            links,
            noValue: 'no dynamic allocation',
          }),
          timeSeries({
            title: 'Executors by application',
            description: 'Executors of the ten largest applications. Good: room left for the others.',
            queries: [query(topk(10, maxBy(byApp, executorCount.where(chosen))), '{{app}}')],
            stacked: true,
            links,
          }),
          timeSeries({
            title: 'Executors removed for idling',
            description: 'Executors that the driver let go, per second. Good: some; a steady churn costs start-up time.',
            queries: [query(maxBy(byApp, rate(d.executorsKilledByDriver.where(chosen), PANEL_RATE_WINDOW)), '{{app}}')],
            links,
            noValue: 'no dynamic allocation',
          }),
        ],
      ),
      row('What Spark takes', [
        timeSeries({
          title: 'Cores of Spark',
          description: 'Cores that Spark reserves and uses. Good: close together; the gap is room without a new node.',
          queries: [query(sumBy([], coresUsed.where(chosen)), 'used'), limit(sumBy([], coresRequested.where(chosen)), 'reserved')],
        }),
        timeSeries({
          title: 'Memory of Spark',
          description: 'Memory that Spark reserves and holds. Good: close together.',
          queries: [query(sumBy([], memoryUsed.where(chosen)), 'held'), limit(sumBy([], memoryRequested.where(chosen)), 'reserved')],
        }),
        ...(ownStore
          ? [
              timeSeries({
                title: 'Free space of the object store',
                description: 'Free space, and where it will be in three days at the pace of six hours: an estimate. Good: above 0.',
                queries: [
                  query(maxBy([], minioMetrics.usableFree), 'free'),
                  query(
                    clampMin(maxBy([], predictLinear(minioMetrics.usableFree, '6h', 3 * SECONDS_PER_DAY)), 0),
                    'in three days (estimate)',
                  ),
                ],
                levels: worseBelow(1),
              }),
            ]
          : []),
      ]),
    ],
  };
};
