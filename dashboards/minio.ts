import { containerMetrics } from '../metrics/containers';
import { minioMetrics as m } from '../metrics/minio';
import {
  convert,
  divide,
  histogramQuantile,
  increase,
  joinOn,
  maxBy,
  minBy,
  not,
  PANEL_RANGE,
  PANEL_RATE_WINDOW,
  rate,
  ratio,
  subtract,
  sumBy,
  topk,
} from '../metrics/promql';
import { sparkPods } from '../rules/identity';
import { errorRatio, usedRatio } from '../rules/minio';
import { bucketQuotaUsed, hasBucketQuotas } from '../rules/minio-quotas';
import type { Content } from './dashboard';
import { row } from './grid';
import { heatmap } from './heatmap';
import { mustBeOn, noneAllowed, worseAbove } from './levels';
import { link } from './link';
import { limit, query } from './query';
import type { DashboardSettings } from './settings';
import { stat } from './single-value';
import { yesOrNo } from './states';
import { storeFullIn } from './store-forecast';
import { barChart, column, table } from './table';
import { timeSeries } from './time-series';
import { choice } from './variable';

const free = maxBy([], m.usableFree);
const total = maxBy([], m.usableTotal);

const bucket = choice('bucket');
const requests = sumBy(['api'], rate(m.requests, PANEL_RATE_WINDOW));
const firstByte = (quantile: number) => histogramQuantile(quantile, { of: m.timeToFirstByte, by: ['api'], window: PANEL_RATE_WINDOW });

const networkOfApplications = (bytes: typeof containerMetrics.receivedBytes) =>
  topk(
    10,
    sumBy(
      ['namespace', 'app'],
      joinOn(['namespace', 'pod'], sumBy(['namespace', 'pod'], rate(bytes, PANEL_RATE_WINDOW)), sparkPods, { groupLeft: ['app'] }),
    ),
  );

const quotas = ({ bucketQuotaAboveRatio }: DashboardSettings['thresholds']['minio']) =>
  table({
    title: 'Quotas',
    description: 'Share of its quota that a bucket has taken. Good: no colour; writes fail at 100 %.',
    by: ['bucket'],
    columns: [column('Used', maxBy(['bucket'], bucketQuotaUsed.where(bucket)), { levels: worseAbove(bucketQuotaAboveRatio, 1) })],
  });

/** Is the object store healthy, how full is it, and who causes the load? */
export const minio = (settings: DashboardSettings): Content => {
  const { minio: t } = settings.thresholds;
  const fullness = worseAbove(t.usedAboveRatio, t.usedCriticalRatio);
  const slow = worseAbove(t.firstByteSeconds);
  return {
    description: 'Is the object store healthy, how full is it, and which application causes the load?',
    strip: [
      stat({
        title: 'Can write',
        description:
          'Whether the cluster has its write quorum. Good: yes. Otherwise Spark jobs and event logs fail: look at the drives below.',
        queries: [query(minBy([], m.health), 'writable')],
        states: yesOrNo('yes', 'no'),
        levels: mustBeOn,
      }),
      stat({
        title: 'Capacity used',
        description:
          'Share of the usable capacity, parity taken off. Good: below the first level; above it, expire event logs or add drives.',
        queries: [query(maxBy([], usedRatio), 'used')],
        levels: fullness,
      }),
      storeFullIn(t),
      stat({
        title: 'Servers offline',
        description:
          'Servers that do not answer. Good: 0. One is survivable with erasure coding; find its pod on the Kubernetes dashboard.',
        queries: [query(maxBy([], m.nodesOffline), 'offline')],
        levels: noneAllowed,
      }),
      stat({
        title: 'Drives offline',
        description: 'Drives that do not work. Good: 0. Replace one before the write quorum is gone.',
        queries: [query(maxBy([], m.drivesOffline), 'offline')],
        levels: noneAllowed,
      }),
      stat({
        title: 'S3 requests',
        description: 'Requests per second over all operations: how busy it is. Good: what is usual at this time of day.',
        queries: [query(sumBy([], requests), 'requests')],
        trend: true,
      }),
      stat({
        title: 'Server errors',
        description: 'Share of requests that MinIO could not serve, worst operation. Good: none; retries by S3A hide a few but cost time.',
        queries: [query(maxBy([], errorRatio), 'errors')],
        levels: worseAbove(t.errorsAboveRatio),
        noValue: 'none',
      }),
    ],
    rows: [
      row('Capacity', [
        timeSeries({
          title: 'Space used',
          description:
            'Bytes taken, and what fits. Good: a saw-tooth that lifecycle rules bring down again; a straight climb fills the drives.',
          queries: [query(subtract(total, free), 'used'), limit(total, 'usable')],
        }),
        table({
          title: 'Buckets',
          description:
            'What is in each bucket, as the scanner last saw it. Good: known sizes; an average object far below 3 MB means slow listing and reading.',
          by: ['bucket'],
          columns: [
            column('Size', maxBy(['bucket'], m.bucketBytes.where(bucket))),
            column('Objects', maxBy(['bucket'], m.bucketObjects.where(bucket))),
            column(
              'Average object',
              divide(maxBy(['bucket'], m.bucketBytes.where(bucket)), maxBy(['bucket'], m.bucketObjects.where(bucket))),
            ),
          ],
        }),
      ]),
      row(
        'Traffic',
        [
          timeSeries({
            title: 'Requests by operation',
            manyLines: true,
            description:
              'S3 requests per second. Good: mostly gets and puts; many heads and lists come from jobs that list instead of reading a table format.',
            queries: [query(requests, '{{api}}')],
            stacked: true,
          }),
          timeSeries({
            title: 'Bytes in and out',
            description: 'Payload that MinIO receives and sends. Good: below what its network and drives can carry.',
            queries: [
              query(sumBy([], rate(m.receivedBytes, PANEL_RATE_WINDOW)), 'received'),
              query(sumBy([], rate(m.sentBytes, PANEL_RATE_WINDOW)), 'sent'),
            ],
          }),
        ],
        [
          timeSeries({
            title: 'Requests waiting and in flight',
            description: 'Requests being served and those waiting for their turn. Good: nobody waits; otherwise MinIO is at its limit.',
            queries: [query(sumBy([], m.requestsInFlight), 'in flight'), query(sumBy([], m.requestsWaiting), 'waiting')],
          }),
          heatmap({
            title: 'Time to first byte',
            description:
              'How long answers take to begin, all operations. Good: dark cells low down; a second band higher up is a slow drive or a cold cache.',
            of: m.timeToFirstByte,
          }),
        ],
      ),
      row(
        'Who causes the load',
        [
          timeSeries({
            title: 'Requests by bucket',
            description: 'S3 requests per second by bucket. Good: in proportion to the data; the bucket tells whose job it is.',
            queries: [query(sumBy(['bucket'], rate(m.bucketRequests.where(bucket), PANEL_RATE_WINDOW)), '{{bucket}}')],
            stacked: true,
          }),
          timeSeries({
            title: 'Bytes written by bucket',
            description: 'Bytes per second written to each bucket. Good: as the schedules of its jobs suggest.',
            queries: [query(sumBy(['bucket'], rate(m.bucketReceivedBytes.where(bucket), PANEL_RATE_WINDOW)), '{{bucket}}')],
            stacked: true,
          }),
        ],
        [
          timeSeries({
            title: 'Received by applications',
            description:
              'Bytes per second that pods of Spark receive: S3 and shuffle together, so a suspect, not a proof. Good: peaks you can explain by a run.',
            queries: [query(networkOfApplications(containerMetrics.receivedBytes), '{{app}}')],
            links: [link('spark-application', 'namespace', 'app')],
          }),
          timeSeries({
            title: 'Sent by applications',
            description:
              'Bytes per second that pods of Spark send: S3 and shuffle together. Good: in line with the bytes that the buckets receive.',
            queries: [query(networkOfApplications(containerMetrics.sentBytes), '{{app}}')],
            links: [link('spark-application', 'namespace', 'app')],
          }),
        ],
      ),
      row(
        'Errors and latency',
        [
          timeSeries({
            title: 'Failed requests by operation',
            description:
              'Requests per second that failed: 4xx are the client’s fault, 5xx MinIO’s. Good: none of 5xx; a few 404 of head requests are normal for S3A.',
            queries: [
              query(sumBy(['api'], rate(m.requests4xx, PANEL_RATE_WINDOW)), '4xx {{api}}'),
              query(sumBy(['api'], rate(m.requests5xx, PANEL_RATE_WINDOW)), '5xx {{api}}'),
            ],
            noValue: 'none',
          }),
          timeSeries({
            title: 'Rejected and cancelled requests',
            description:
              'Requests with wrong credentials, and those that the client gave up. Good: none; credentials may have been rotated on one side only.',
            queries: [
              query(sumBy([], rate(m.requestsRejectedAuth, PANEL_RATE_WINDOW)), 'wrong credentials'),
              query(sumBy([], rate(m.requestsCanceled, PANEL_RATE_WINDOW)), 'cancelled'),
            ],
            levels: worseAbove(t.rejectedPerSecond),
            noValue: 'none',
          }),
        ],
        [
          timeSeries({
            title: 'Slowest 1 % by operation',
            description:
              '99th percentile of the time until an answer begins. Good: below the line; listing large folders is slow by nature.',
            queries: [query(firstByte(0.99), '{{api}}')],
            levels: slow,
          }),
          timeSeries({
            title: 'Slowest 1 % by bucket',
            description: 'The same by bucket: whether one bucket is slow or all are. Good: below the line.',
            queries: [
              query(
                histogramQuantile(0.99, { of: m.bucketTimeToFirstByte.where(bucket), by: ['bucket'], window: PANEL_RATE_WINDOW }),
                '{{bucket}}',
              ),
            ],
            levels: slow,
          }),
        ],
        [
          timeSeries({
            title: 'Failed requests by bucket',
            description:
              'Requests per second by bucket that failed. Good: none of 5xx; the bucket tells whose job has the wrong path or rights.',
            queries: [
              query(sumBy(['bucket'], rate(m.bucketRequests4xx.where(bucket), PANEL_RATE_WINDOW)), '4xx {{bucket}}'),
              query(sumBy(['bucket'], rate(m.bucketRequests5xx.where(bucket), PANEL_RATE_WINDOW)), '5xx {{bucket}}'),
            ],
            noValue: 'none',
          }),
          timeSeries({
            title: 'Bytes read by bucket',
            description: 'Bytes per second read from each bucket. Good: as the schedules of its jobs suggest.',
            queries: [query(sumBy(['bucket'], rate(m.bucketSentBytes.where(bucket), PANEL_RATE_WINDOW)), '{{bucket}}')],
            stacked: true,
          }),
        ],
      ),
      row('Objects', [
        barChart({
          title: 'Objects by size',
          description: 'How many objects are of which size. Good: most above 1 MB; many small ones ask for compaction.',
          by: 'range',
          columns: [column('Objects', sumBy(['range'], m.bucketObjectSizes.where({ ...bucket, range: not('BETWEEN_1024B_AND_1_MB') })))],
        }),
        ...(hasBucketQuotas(settings) ? [quotas(t)] : []),
        timeSeries({
          title: 'Age of usage figures',
          description:
            'Time since the scanner last counted objects and bytes. Good: below a day; the sizes on this dashboard are that old.',
          queries: [query(maxBy([], convert(m.usageAge, 'seconds')), 'age')],
        }),
      ]),
      row(
        'Drives',
        [
          table({
            title: 'Erasure sets',
            description: 'Whether each set of drives can still write. Good: healthy, with more drives online than the quorum needs.',
            by: ['pool', 'set'],
            columns: [
              column('Healthy', minBy(['pool', 'set'], m.erasureSetHealth), { states: yesOrNo('yes', 'no') }),
              column('Drives online', maxBy(['pool', 'set'], m.erasureSetOnlineDrives)),
              column('Write quorum', maxBy(['pool', 'set'], m.erasureSetWriteQuorum)),
              column('Healing', maxBy(['pool', 'set'], m.erasureSetHealingDrives)),
            ],
          }),
          table({
            title: 'Drives',
            description:
              'Space and failures of each drive over the time range. Good: even use and no failures; a drive with timeouts will soon be offline.',
            by: ['server', 'drive'],
            columns: [
              column(
                'Used',
                ratio(
                  subtract(maxBy(['server', 'drive'], m.driveTotal), maxBy(['server', 'drive'], m.driveFree)),
                  maxBy(['server', 'drive'], m.driveTotal),
                ),
                {
                  levels: fullness,
                },
              ),
              column('Timeouts', maxBy(['server', 'drive'], increase(m.driveTimeouts, PANEL_RANGE)), { levels: noneAllowed }),
              column('I/O errors', maxBy(['server', 'drive'], increase(m.driveIoErrors, PANEL_RANGE)), { levels: noneAllowed }),
            ],
          }),
        ],
        [
          timeSeries({
            title: 'Drive latency by operation',
            description: 'Mean time of an operation of the slowest drive. Good: a few milliseconds, and all drives alike.',
            queries: [query(topk(10, maxBy(['api'], convert(m.driveLatency, 'seconds'))), '{{api}}')],
          }),
          timeSeries({
            title: 'Operations waiting for a drive',
            description: 'Operations that wait for a drive now. Good: near 0; a queue on one drive points to it.',
            queries: [query(maxBy(['server', 'drive'], m.driveWaiting), '{{server}} {{drive}}')],
          }),
          timeSeries({
            title: 'Lifecycle backlog',
            description:
              'Expirations of old objects that wait to be done, and those given up. Good: it goes back to 0; otherwise space is freed too late.',
            queries: [
              query(sumBy([], m.expiryPending), 'pending'),
              query(sumBy([], increase(m.expiryMissed, PANEL_RATE_WINDOW)), 'given up'),
            ],
          }),
        ],
      ),
    ],
  };
};
