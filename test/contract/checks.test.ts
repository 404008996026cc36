import { minioMetrics } from '../../metrics/minio';
import { type AnyRecording, maxBy, recording, sumBy, sumOverTime, tally, totalOf } from '../../metrics/promql';
import { applicationMetrics } from '../../metrics/spark-applications';
import { executorMetrics } from '../../metrics/spark-executors';
import { type CheckedExpression, jobProblemsOf, orderProblemsOf, problemsOf, seriesBehind, unusedEntries } from './checks';

const failedTasks = recording({
  record: 'spok:app_failed_tasks:sum',
  of: sumBy(['namespace', 'app'], totalOf(executorMetrics.failedTasks)),
  about: 'Failed tasks.',
});
const runs = tally({
  record: 'spok:schedule_runs:count5m',
  of: maxBy(['namespace', 'schedule'], applicationMetrics.executionAttempts),
  about: 'Runs.',
});
const perDay = recording({ record: 'spok:schedule_runs:sum1d', of: sumOverTime(runs, '1d'), about: 'Runs of a day.' });
const recordings: readonly AnyRecording[] = [failedTasks, runs, perDay];

const problems = (expr: string, kind: CheckedExpression['kind'] = 'panel', mentions: string[] = []) =>
  problemsOf([{ where: 'here', expr, kind, mentions }], recordings);

test.each<[string, string, CheckedExpression['kind'], string]>([
  ['what does not parse', 'sum by (app (up)', 'panel', 'does not parse'],
  ['nothing', '', 'panel', 'is empty'],
  ['a series nobody emits', 'metrics_executor_totalDuration', 'panel', 'neither in the catalogue nor a recording'],
  ['a recording that does not exist', 'spok:app_gc:ratio', 'panel', 'neither in the catalogue nor a recording'],
  ['a label the series does not have', 'metrics_executor_maxTasks{drive="/data"}', 'panel', 'uses label "drive"'],
  ['a label the recording does not have', 'spok:app_failed_tasks:sum{executor_id="1"}', 'panel', 'uses label "executor_id"'],
  ['grouping by such a label', 'sum by (app, drive) (metrics_executor_maxTasks)', 'panel', 'sum by uses label "drive"'],
  ['grouping by a label that is gone', 'sum by (pod) (sum by (app) (metrics_executor_maxTasks))', 'panel', 'sum by uses label "pod"'],
  ['leaving out such a label', 'sum without (drive) (metrics_executor_maxTasks)', 'panel', 'sum without uses label "drive"'],
  [
    'matching on a label that one side lacks',
    'sum by (app) (metrics_executor_maxTasks) / on (pod) metrics_executor_maxTasks',
    'panel',
    'on uses label "pod"',
  ],
  [
    'ignoring a label that one side lacks',
    'sum by (app) (metrics_executor_maxTasks) / ignoring (pod) metrics_executor_maxTasks',
    'panel',
    'ignoring uses label "pod"',
  ],
  [
    'taking a label that the other side lacks',
    'metrics_executor_maxTasks * on (app) group_left (cron) kube_sparkapplication_info',
    'panel',
    'group_left uses label "cron"',
  ],
  [
    'rewriting a label that is not there',
    'label_replace(metrics_executor_maxTasks, "a", "$1", "drive", "(.+)")',
    'panel',
    'label_replace() uses label "drive"',
  ],
  ['a value nobody has', 'kube_sparkapplication_status_state{state="Failed"}', 'alert', '"Failed" is not among'],
  [
    'such a value among others',
    'kube_sparkapplication_status_state{state=~"FAILED|SUBMISION_FAILED"}',
    'alert',
    '"SUBMISION_FAILED" is not among',
  ],
  ['leaving out a value nobody has', 'metrics_executor_maxTasks{executor_id!="Driver"}', 'alert', '"Driver" is not among'],
  ['a job that does not exist', 'up{job="spark-executor"}', 'alert', '"spark-executor" is not among'],
  ['a pattern that fits no value', 'rate(minio_s3_requests_total{api=~"get[A-Z].*"}[5m])', 'panel', 'is not among'],
  ['the rate of a gauge', 'rate(metrics_executor_activeTasks[5m])', 'panel', 'rate() of "metrics_executor_activeTasks", which is a gauge'],
  ['the rate of a recording', 'rate(spok:app_failed_tasks:sum[5m])', 'panel', 'rate() of "spok:app_failed_tasks:sum", which is a gauge'],
  ['the mean of a counter', 'avg_over_time(minio_s3_requests_total[5m])', 'panel', 'which is a counter'],
  ['the total of a counter that restarts', 'max_over_time(minio_s3_requests_total[5m])', 'panel', 'which is a counter'],
  [
    'the sum of a gauge over time',
    'sum_over_time(metrics_executor_activeTasks[1h])',
    'panel',
    'sum_over_time() of "metrics_executor_activeTasks"',
  ],
  ['the sum of a recording over time', 'sum_over_time(spok:app_failed_tasks:sum[1h])', 'panel', 'whose samples do not add up'],
  ['a plain counter', 'sum by (api) (minio_s3_requests_total)', 'panel', 'is a counter: its plain value says nothing'],
  ['the plain buckets of a histogram', 'prometheus_http_request_duration_seconds_bucket', 'panel', 'is a counter'],
  [
    'a quantile without buckets',
    'histogram_quantile(0.9, sum by (api) (rate(minio_s3_requests_ttfb_seconds_distribution[5m])))',
    'panel',
    'without label "le"',
  ],
  ['a zero in place of absence', 'sum(metrics_executor_maxTasks) or vector(0)', 'panel', '"or vector(…)" shows a number'],
  ['a panel window in a rule', 'rate(minio_s3_requests_total[$__rate_interval])', 'rule', 'a Grafana variable means nothing'],
  ['a dashboard variable in an alert', 'metrics_executor_maxTasks{app=~"$app"}', 'alert', 'a Grafana variable means nothing'],
  [
    'the values of a label that the series does not have',
    'label_values(metrics_executor_maxTasks, drive)',
    'variable',
    'mentions label "drive"',
  ],
  ['the values of a label of everything', 'label_values(app)', 'variable', 'is empty'],
])('the checks catch %s', (_, expr, kind, message) => {
  expect(problems(expr, kind)).toEqual([expect.stringContaining(`here: `) as string]);
  expect(problems(expr, kind)[0]).toContain(message);
});

test('a legend may mention only labels of the result', () => {
  expect(problems('sum by (app) (metrics_executor_maxTasks)', 'panel', ['app'])).toEqual([]);
  expect(problems('sum by (app) (metrics_executor_maxTasks)', 'panel', ['pod'])).toEqual([
    'here: mentions label "pod", which its result does not carry: app',
  ]);
});

test.each<[string, CheckedExpression['kind']]>([
  [
    'sum by (namespace, app) (rate(metrics_executor_totalDuration_seconds_total{executor_id!="driver", app=~"$app"}[$__rate_interval]))',
    'panel',
  ],
  ['max_over_time(metrics_executor_activeTasks[$__range])', 'panel'],
  ['sum_over_time(spok:schedule_runs:count5m[1d])', 'rule'],
  ['topk(3, sum by (api) (rate(minio_s3_requests_total{job="minio-cluster"}[5m])))', 'rule'],
  ['histogram_quantile(0.9, sum by (api, le) (rate(minio_s3_requests_ttfb_seconds_distribution{job="minio-cluster"}[5m])))', 'rule'],
  [
    'rate(spark_application_submit_latency_seconds_histogram_sum[5m]) / rate(spark_application_submit_latency_seconds_histogram_count[5m])',
    'rule',
  ],
  ['kube_pod_container_status_terminated_reason{reason="OOMKilled", container="spark-kubernetes-driver"} == 1', 'alert'],
  ['metrics_executor_maxTasks * on (namespace, app) group_left (spark_version) kube_sparkapplication_info', 'panel'],
  ['absent(up{job="kube-state-metrics"} == 1)', 'alert'],
  ['time() - max by (app) (kube_sparkapplication_status_termination_time offset 5m) > 300 unless on () vector(1)', 'alert'],
  ['label_values(minio_s3_requests_total{namespace="minio"}, api)', 'variable'],
  ['query_result(topk(3, sum by (app) (metrics_executor_maxTasks)))', 'variable'],
])('the checks have nothing against %s', (expr, kind) => {
  expect(problems(expr, kind)).toEqual([]);
});

test('a rule that reads one evaluated after it, or itself, is caught', () => {
  const [first, second] = [
    { record: runs.record, expr: runs.of.promql },
    { record: perDay.record, expr: perDay.of.promql },
  ];
  expect(orderProblemsOf([{ name: 'slo', rules: [first, second] }], recordings)).toEqual([]);
  expect(orderProblemsOf([{ name: 'slo', rules: [second, first] }], recordings)).toEqual([
    'group slo: spok:schedule_runs:sum1d reads spok:schedule_runs:count5m, which is evaluated after it',
  ]);
  expect(
    orderProblemsOf(
      [
        {
          name: 'slo',
          rules: [
            { alert: 'A', expr: first.record },
            { record: first.record, expr: first.record },
          ],
        },
      ],
      recordings,
    ),
  ).toHaveLength(2);
});

test('an alert is followed through its recordings to the series and the scrape job it needs', () => {
  const alert = { where: 'alert A', expr: `${perDay.record} > 3`, kind: 'alert' as const };
  expect([...seriesBehind(alert, recordings)]).toEqual([perDay.record, runs.record, applicationMetrics.executionAttempts.name]);
  expect(jobProblemsOf([alert], recordings, ['kube-state-metrics'])).toEqual([]);
  expect(jobProblemsOf([alert], recordings, ['prometheus'])).toEqual(['alert A: needs scrape job "kube-state-metrics", which is off']);
});

test('a name that several jobs have needs the job that is asked for, and so does the state of a target', () => {
  const alert = (expr: string) => [{ where: 'alert A', expr, kind: 'alert' as const }];
  expect(jobProblemsOf(alert('workqueue_depth{job="argocd"} > 5'), recordings, ['argocd'])).toEqual([]);
  expect(jobProblemsOf(alert('workqueue_depth{job="argocd"} > 5'), recordings, ['spark-operator'])).toHaveLength(1);
  expect(jobProblemsOf(alert('absent(up{job="argocd"} == 1)'), recordings, ['spark-operator'])).toHaveLength(1);
  expect(jobProblemsOf(alert('up == 0'), recordings, [])).toEqual([]);
});

test('an entry that no expression reads is named', () => {
  const unused = unusedEntries([{ where: '', expr: failedTasks.record, kind: 'panel' }], recordings);
  expect(unused).toContain(minioMetrics.requests.promql);
  expect(unused).not.toContain(executorMetrics.failedTasks.promql);
});
