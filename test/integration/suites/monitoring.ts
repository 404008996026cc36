import { describe, test } from 'node:test';
import { jobNames } from '../../../config/scrape-jobs';
import { expositions } from '../../contract/recorded';
import { eventually, none } from '../../live/eventually';
import { ruleExpressions } from '../../live/expressions';
import type { Shape } from '../pages/kube-state-metrics';
import type { LoopbackPlatform } from '../platform';
import { options } from '../settings';

/** What the run has left in Prometheus, before anything goes wrong. */
export const monitoring = (platform: LoopbackPlatform): void =>
  void describe('monitoring', () => {
    const { cluster, prometheus, alertmanager } = platform;

    test('every scrape job had a target that was up', async () => {
      const silent: string[] = [];
      for (const job of jobNames) if ((await prometheus.seriesOf(`up{job="${job}"} == 1`)) === 0) silent.push(`${job}: was never up`);
      none(silent);
    });

    test('what stands in for kube-state-metrics showed nothing but what was recorded of the real one', () => {
      const recorded = [...expositions].filter(([file]) => file.startsWith('kube-state-metrics')).flatMap(([, { samples }]) => samples);
      // a label whose path leads nowhere is left out: a one-off application has no schedule
      const known = ({ name, labels }: Shape) =>
        recorded.some((sample) => sample.name === name && labels.every((label) => label in sample.labels));
      const invented = platform.kubeState!.shapes.filter((shape) => !known(shape)).map(({ name, labels }) => `${name}{${labels.join()}}`);
      none(invented.map((shape) => `${shape} was never recorded of the real one`));
    });

    test('no scrape had more series than it may, no series came twice', async () => {
      const refused = await prometheus.query(
        'prometheus_target_scrapes_exceeded_sample_limit_total > 0 or prometheus_target_scrapes_sample_duplicate_timestamp_total > 0',
      );
      none(refused.map(({ metric, value }) => `${JSON.stringify(metric)}: ${value[1]}`));
    });

    test('every rule is loaded and none fails', () =>
      eventually('rules', 400 / options.speed + 30, async () => {
        const { groups } = await prometheus.get('/api/v1/rules');
        const loaded = groups.flatMap(({ rules }: any) => rules);
        const expected = ruleExpressions(cluster.rendered).length;
        return [
          ...loaded
            .filter(({ health }: any) => health !== 'ok')
            .map(({ name, health, lastError }: any) => `${name}: ${health} ${lastError ?? ''}`),
          ...(loaded.length === expected ? [] : [`${loaded.length} rules loaded of ${expected}`]),
        ];
      }));

    test('the native metrics of every application are there: its driver and as many executors as it asked for', async () => {
      const missing: string[] = [];
      for (const { metadata, spec } of [...cluster.applications, ...cluster.deleted]) {
        const app = `app="${metadata.name}"`;
        const executors = await prometheus.seriesOf(`count by (executor_id) (metrics_executor_maxTasks{${app}, executor_id!="driver"})`);
        const driver = await prometheus.seriesOf(`metrics_spark_driver_appStatus_jobs_succeededJobs_Count{${app}}`);
        if (driver !== 1) missing.push(`${metadata.name}: ${driver} series of its driver`);
        if (executors < spec.executor.instances) missing.push(`${metadata.name}: ${executors} executors of ${spec.executor.instances}`);
      }
      none(missing);
    });

    test('on a good day nobody is told anything, and the Watchdog arrives', async () => {
      await eventually('Watchdog', 60, () =>
        Promise.resolve(alertmanager.notified.some(({ labels }) => labels.alertname === 'Watchdog') ? [] : ['it has not arrived']),
      );
      none(alertmanager.told.map((name) => `${name} was sent`));
    });
  });
