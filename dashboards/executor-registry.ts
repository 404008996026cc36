import { convert, maxBy, PANEL_RATE_WINDOW, rate, ratio, sumBy, topk, totalOf } from '../metrics/promql';
import { executorRegistryMetrics as m } from '../metrics/spark-executor-registry';
import * as r from '../rules/executor-registry';
import { row, type Row } from './grid';
import { worseAbove } from './levels';
import { query } from './query';
import type { DashboardSettings } from './settings';
import { column, table } from './table';
import { timeSeries } from './time-series';
import { choice } from './variable';

const run = choice('namespace', 'app');
const one = choice('namespace', 'app', 'executor_id');
const byExecutor = ['executor_id'] as const;
const perSecond = PANEL_RATE_WINDOW;

/** Whether executors tell of themselves in this environment. */
export const hasExecutorRegistry = ({ spark }: Pick<DashboardSettings, 'spark'>): boolean => spark.executorMetrics.sink === 'graphite';

const perSecondOf = (series: typeof m.bytesRead) => sumBy([], rate(series.where(run), perSecond));
const timeOf = (series: typeof m.runTime) => convert(sumBy(byExecutor, totalOf(series.where(one))), 'seconds');
const bytesOf = (series: typeof m.diskSpilled) => sumBy(byExecutor, totalOf(series.where(one)));
const runTime = sumBy([], rate(m.runTime.where(run), perSecond));

/** What a run spends its task time on, where the executors tell. */
export const registryRowsOfRun = (settings: DashboardSettings): Row[] => {
  const { tuning: level } = settings.thresholds;
  if (!hasExecutorRegistry(settings)) return [];
  return [
    row(
      'Spill, waiting and CPU, as executors tell',
      [
        timeSeries({
          title: 'Where task time goes',
          description:
            'Shares of the run time of tasks. Good: mostly computing. The rest is waiting for S3, disks and Python, which nobody counts.',
          queries: [
            query(maxBy([], r.cpuRatio.where(run)), 'computing'),
            query(maxBy([], r.fetchWaitRatio.where(run)), 'waiting for shuffle blocks'),
            query(ratio(sumBy([], rate(m.taskGcTime.where(run), perSecond)), runTime), 'garbage collection'),
            query(maxBy([], r.deserializeRatio.where(run)), 'unpacking tasks'),
            query(ratio(sumBy([], rate(m.resultSerializationTime.where(run), perSecond)), runTime), 'packing results'),
          ],
        }),
        timeSeries({
          title: 'Spilled to disk',
          description: 'Bytes per second that sorts and aggregations put on disk for want of memory. Good: none.',
          queries: [query(maxBy([], r.diskSpillRate.where(run)), 'on disk'), query(perSecondOf(m.memorySpilled), 'as it was in memory')],
        }),
        timeSeries({
          title: 'Spill compared with the shuffle',
          description:
            'Bytes spilled to disk for each byte shuffled. Good: below the line; above, give tasks more memory or smaller partitions.',
          queries: [query(maxBy([], r.spilledOfShuffled.where(run)), 'spilled')],
          levels: worseAbove(level.spilledOfShuffledAboveRatio),
          noValue: 'no shuffle',
        }),
      ],
      [
        timeSeries({
          title: 'Shuffle by where it is',
          description: 'Shuffle bytes per second. Good: little from other executors; blocks that go to disk are too large for memory.',
          queries: [
            query(perSecondOf(m.shuffleLocalBytesRead), 'read from own disk'),
            query(perSecondOf(m.shuffleRemoteBytesRead), 'read from other executors'),
            query(perSecondOf(m.shuffleRemoteBytesReadToDisk), 'of those to disk first'),
            query(perSecondOf(m.shuffleBytesWritten), 'written'),
          ],
        }),
        timeSeries({
          title: 'Bytes in and out',
          description:
            'Bytes per second that tasks read, write and send to the driver. Good: small results. Since Spark 4.1 reads of Parquet are missing.',
          queries: [
            query(perSecondOf(m.bytesRead), 'read'),
            query(perSecondOf(m.bytesWritten), 'written'),
            query(perSecondOf(m.resultBytes), 'results to the driver'),
          ],
        }),
        timeSeries({
          title: 'Records in and out',
          description: 'Records per second that tasks read and write, Parquet included. Good: filters make the second far smaller.',
          queries: [
            query(sumBy([], rate(m.recordsRead.where(run), perSecond)), 'read'),
            query(sumBy([], rate(m.recordsWritten.where(run), perSecond)), 'written'),
          ],
        }),
      ],
    ),
  ];
};

/** The executors of a run one by one, the lately dead included, where they tell. */
export const registryRowsOfExecutors = (settings: DashboardSettings): Row[] => {
  if (!hasExecutorRegistry(settings)) return [];
  return [
    row(
      'As executors tell, the lately dead included',
      [
        table({
          title: 'Every executor to its end',
          description:
            'Totals that each executor reported, also those that are gone for less than the expiry. Good: rows alike and nothing spilled.',
          by: ['executor_id'],
          columns: [
            column('Tasks', sumBy(byExecutor, totalOf(m.succeededTasks.where(one)))),
            column('Run time', timeOf(m.runTime)),
            column('CPU time', convert(sumBy(byExecutor, totalOf(m.cpuTime.where(one))), 'coreSeconds')),
            column('GC', timeOf(m.taskGcTime)),
            column('Fetch wait', timeOf(m.shuffleFetchWait)),
            column('Shuffle write', convert(sumBy(byExecutor, totalOf(m.shuffleWriteTime.where(one))), 'seconds')),
            column('Spilled', bytesOf(m.diskSpilled), { levels: worseAbove(1) }),
            column('Shuffled in', bytesOf(m.shuffleRemoteBytesRead)),
            column('Written', bytesOf(m.bytesWritten)),
          ],
          width: 24,
          height: 9,
        }),
      ],
      [
        timeSeries({
          title: 'Heap by executor',
          description: 'Heap in use now, garbage included, the driver too. Good: it falls after collections; compare with the peaks above.',
          queries: [query(topk(12, maxBy(byExecutor, m.heapUsed.where(one))), '{{executor_id}}')],
        }),
        timeSeries({
          title: 'What the memory of executors holds',
          description: 'Memory of all executors in use now. Good: execution rises and falls with the stages; storage leaves room for it.',
          queries: [
            query(sumBy([], m.executionMemory.where({ ...one, role: 'executor' })), 'execution'),
            query(sumBy([], m.storageMemory.where({ ...one, role: 'executor' })), 'storage'),
            query(sumBy([], m.offHeapUsed.where({ ...one, role: 'executor' })), 'JVM outside the heap'),
          ],
        }),
        timeSeries({
          title: 'CPU and collections of the JVMs',
          description:
            'Cores that the JVM of each executor keeps busy, collections included. Good: alike, and near its cores while tasks run.',
          queries: [query(topk(12, convert(sumBy(byExecutor, rate(m.jvmCpuTime.where(one), perSecond)), 'cores')), '{{executor_id}}')],
        }),
      ],
      [
        timeSeries({
          title: 'Young collections by executor',
          description: 'Share of the time in young collections. Good: near 0 and alike.',
          queries: [query(topk(12, convert(sumBy(byExecutor, rate(m.minorGcTime.where(one), perSecond)), 'ratio')), '{{executor_id}}')],
        }),
        timeSeries({
          title: 'Full collections by executor',
          description: 'Share of the time in full collections. Good: none.',
          queries: [query(topk(12, convert(sumBy(byExecutor, rate(m.majorGcTime.where(one), perSecond)), 'ratio')), '{{executor_id}}')],
        }),
        timeSeries({
          title: 'Spill by executor',
          description: 'Bytes per second that the tasks of each executor spill to disk. Good: none; one alone has the large partitions.',
          queries: [query(topk(12, sumBy(byExecutor, rate(m.diskSpilled.where(one), perSecond))), '{{executor_id}}')],
        }),
      ],
    ),
  ];
};
