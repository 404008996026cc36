import { apiServerMetrics } from '../metrics/kube-apiserver';
import { containerMetrics } from '../metrics/containers';
import { operatorMetrics as o } from '../metrics/spark-operator';
import { targetMetrics } from '../metrics/prometheus';
import {
  histogramQuantile,
  increase,
  matching,
  maxBy,
  minBy,
  not,
  PANEL_RANGE,
  PANEL_RATE_WINDOW,
  present,
  rate,
  ratio,
  sumBy,
  sumOf,
  observationsOf,
  divide,
} from '../metrics/promql';
import { sparkOperatorController } from '../config/components';
import type { Content } from './dashboard';
import { row } from './grid';
import { heatmap } from './heatmap';
import { mustBeOn, noneAllowed, worseAbove } from './levels';
import { limit, query } from './query';
import type { DashboardSettings } from './settings';
import { stat } from './single-value';
import { yesOrNo } from './states';
import { timeSeries } from './time-series';
import { choice } from './variable';

const namespace = choice('namespace');
const pods = { namespace: sparkOperatorController.namespace, container: present, image: present };
const counted = (counter: typeof o.successes) => sumBy([], increase(counter.where(namespace), PANEL_RANGE));
const perNamespace = (counter: typeof o.successes) => sumBy(['namespace'], rate(counter.where(namespace), PANEL_RATE_WINDOW));

/** Does the operator keep up with what it is asked to do, and does the control plane answer it? */
export const sparkOperator = ({ thresholds: { operator: t } }: DashboardSettings): Content => ({
  description: 'Does the operator keep up with what it is asked to do, and does the control plane answer it?',
  strip: [
    stat({
      title: 'Operator up',
      description:
        'Whether the controller answers Prometheus. Good: yes. Otherwise nothing is submitted and no state changes: look at its pod.',
      queries: [query(minBy([], targetMetrics.up.where({ job: 'spark-operator' })), 'up')],
      states: yesOrNo('yes', 'no'),
      levels: mustBeOn,
    }),
    stat({
      title: 'Running applications',
      description: 'Applications that run as the operator counts them; it can drift after a restart. Good: as many as on Spark fleet.',
      queries: [query(sumBy([], o.running.where(namespace)), 'running')],
    }),
    stat({
      title: 'Submissions failed',
      description: 'Submissions that failed in the time range. Good: none. Otherwise read the events of the SparkApplication.',
      queries: [query(counted(o.failedSubmissions), 'failed')],
      levels: noneAllowed,
      noValue: 'none',
    }),
    stat({
      title: 'Slow start',
      description:
        'Creation to RUNNING, 95th percentile; the largest bucket is 300 s. Good: below the level. Otherwise nodes, images or the queue are slow.',
      queries: [query(histogramQuantile(0.95, { of: o.startLatency.where(namespace), by: [], window: PANEL_RANGE }), 'p95')],
      levels: worseAbove(t.startSeconds),
      noValue: 'no start',
    }),
    stat({
      title: 'Queue',
      description: 'Objects waiting to be reconciled. Good: near 0; above the level give the operator more workers.',
      queries: [query(sumBy([], o.queueDepth), 'waiting')],
      levels: worseAbove(t.queueDepth),
      trend: true,
    }),
    stat({
      title: 'Errors',
      description: 'Share of reconciliations that end in an error. Good: below the level; conflicts are retried and harmless when rare.',
      queries: [
        query(ratio(sumBy([], rate(o.reconcileErrors, PANEL_RATE_WINDOW)), sumBy([], rate(o.reconciles, PANEL_RATE_WINDOW))), 'errors'),
      ],
      levels: worseAbove(t.errorsAboveRatio),
      noValue: 'idle',
    }),
    stat({
      title: 'Oldest item',
      description: 'Age of the reconciliation that has run longest without an end. Good: seconds; it hangs when it only grows.',
      queries: [query(maxBy([], o.longestRunning), 'age')],
      levels: worseAbove(t.stuckSeconds),
    }),
  ],
  rows: [
    row(
      'Applications',
      [
        timeSeries({
          title: 'Submitted and ended',
          description: 'Applications per second that were submitted, completed and failed. Good: submissions and completions in step.',
          queries: [
            query(perNamespace(o.submissions), 'submitted in {{namespace}}'),
            query(perNamespace(o.successes), 'completed in {{namespace}}'),
            query(perNamespace(o.failures), 'failed in {{namespace}}'),
          ],
        }),
        timeSeries({
          title: 'Mean duration',
          description: 'Mean duration of successful applications that ended. Good: steady; compare runs on Spark runs compared.',
          queries: [
            query(
              divide(
                sumBy(['namespace'], rate(sumOf(o.successDuration.where(namespace)), PANEL_RATE_WINDOW)),
                sumBy(['namespace'], rate(observationsOf(o.successDuration.where(namespace)), PANEL_RATE_WINDOW)),
              ),
              '{{namespace}}',
            ),
          ],
          noValue: 'none ended',
        }),
      ],
      [
        heatmap({
          title: 'Time to submit',
          description: 'Creation to SUBMITTED. Good: dark cells below 10 s; more means that all workers are busy starting JVMs.',
          of: o.submitLatency.where(namespace),
        }),
        heatmap({
          title: 'Time to run',
          description: 'Creation to RUNNING. Good: dark cells below a minute; more means slow images or missing nodes.',
          of: o.startLatency.where(namespace),
        }),
      ],
    ),
    row(
      'Controllers',
      [
        timeSeries({
          title: 'Reconciliations by result',
          manyLines: true,
          description: 'Reconciliations per second. Good: mostly success and requeue_after; error should be rare.',
          queries: [query(sumBy(['controller', 'result'], rate(o.reconciles, PANEL_RATE_WINDOW)), '{{controller}} {{result}}')],
        }),
        timeSeries({
          title: 'Slowest 1 % of reconciliations',
          description:
            '99th percentile of the duration of a reconciliation. Good: seconds; a submission takes about as long as a JVM to start.',
          queries: [
            query(histogramQuantile(0.99, { of: o.reconcileTime, by: ['controller'], window: PANEL_RATE_WINDOW }), '{{controller}}'),
          ],
        }),
        timeSeries({
          title: 'Busy workers',
          manyLines: true,
          description: 'Workers busy and workers there are. Good: below the limit; at the limit applications wait.',
          queries: [
            query(sumBy(['controller'], o.activeWorkers), '{{controller}}'),
            limit(maxBy(['controller'], o.maxWorkers), 'workers of {{controller}}'),
          ],
        }),
      ],
      [
        timeSeries({
          title: 'Queue depth',
          description: 'Objects waiting to be reconciled, by controller. Good: near 0 and never only growing.',
          queries: [query(sumBy(['name'], o.queueDepth), '{{name}}')],
          levels: worseAbove(t.queueDepth),
        }),
        timeSeries({
          title: 'Wait in the queue',
          description: '99th percentile of the time an object waits. Good: below a second.',
          queries: [query(histogramQuantile(0.99, { of: o.queueWait, by: ['name'], window: PANEL_RATE_WINDOW }), '{{name}}')],
        }),
        timeSeries({
          title: 'Added and retried',
          manyLines: true,
          description:
            'Objects put in the queue and put back after a failure. Good: few retries; many mean that the API server or webhook fails.',
          queries: [
            query(sumBy(['name'], rate(o.queueAdds, PANEL_RATE_WINDOW)), 'added {{name}}'),
            query(sumBy(['name'], rate(o.queueRetries, PANEL_RATE_WINDOW)), 'retried {{name}}'),
          ],
        }),
      ],
    ),
    row(
      'Control plane',
      [
        timeSeries({
          title: 'Requests to the Kubernetes API',
          description: 'Requests of the operator by answer. Good: 2xx; 429 means that it is throttled, 5xx that the API server fails.',
          queries: [query(sumBy(['code'], rate(o.apiRequests, PANEL_RATE_WINDOW)), '{{code}}')],
          stacked: true,
        }),
        timeSeries({
          title: 'API server latency',
          description: '99th percentile of requests to the API server by verb, watches left out. Good: below a second.',
          queries: [
            query(
              histogramQuantile(0.99, {
                of: apiServerMetrics.requestDuration.where({ verb: not(matching('WATCH|CONNECT')) }),
                by: ['verb'],
                window: PANEL_RATE_WINDOW,
              }),
              '{{verb}}',
            ),
          ],
        }),
        timeSeries({
          title: 'API server errors',
          description: 'Requests per second that the API server answered with 429 or 5xx. Good: none.',
          queries: [
            query(sumBy(['code'], rate(apiServerMetrics.requests.where({ code: matching('429|5..') }), PANEL_RATE_WINDOW)), '{{code}}'),
          ],
          noValue: 'none',
        }),
      ],
      [
        timeSeries({
          title: 'API requests in flight',
          description: 'Requests that the API server serves now. Good: far below its limits (400 reading, 200 mutating by default).',
          queries: [query(sumBy(['request_kind'], apiServerMetrics.inFlight), '{{request_kind}}')],
        }),
        timeSeries({
          title: 'CPU of the operator',
          description: 'Cores that the pods of the operator use. Good: below their limit; each submission starts a JVM.',
          queries: [query(sumBy(['pod'], rate(containerMetrics.cpuTime.where(pods), PANEL_RATE_WINDOW)), '{{pod}}')],
        }),
        timeSeries({
          title: 'Memory of the operator',
          description:
            'Memory that the pods of the operator hold. Good: below their limit; each worker needs about 400 MiB while it submits.',
          queries: [query(sumBy(['pod'], containerMetrics.workingSet.where(pods)), '{{pod}}')],
        }),
      ],
    ),
    row('Panics', [
      timeSeries({
        title: 'Reconciliations that crashed',
        description: 'Reconciliations per second that ended in a panic. Good: none; otherwise report the log of the controller upstream.',
        queries: [query(sumBy(['controller'], rate(o.reconcilePanics, PANEL_RATE_WINDOW)), '{{controller}}')],
        noValue: 'none',
      }),
    ]),
  ],
});
