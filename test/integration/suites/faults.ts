import { after, describe, test } from 'node:test';
import { sparkDriver } from '../../../config/components';
import { eventually, none } from '../../live/eventually';
import type { Pod } from '../cluster-model';
import { keep, progress } from '../evidence';
import { machineAlerts } from '../machine-alerts';
import { ask, CODE, faultyApplication } from '../faulty-application';
import { fullBucket } from '../full-bucket';
import type { LoopbackPlatform } from '../platform';
import { options } from '../settings';
import { SparkRun } from '../spark';

/** Longest time that an alert with this `for` may need here, in seconds: scrapes, evaluations and a busy machine come on top. */
const within = (minutes: number): number => (minutes * 60) / options.speed + 180;

/** What follows from an object store that is down, and is kept from people as long as that alert fires. */
const CONSEQUENCES = ['PlatformWorkloadDegraded', 'TargetDown'];

/** One fault after another: the alerts that are to fire do, and no others. */
export const faults = ({ cluster, prometheus, alertmanager, objectStore }: LoopbackPlatform): void =>
  void describe('faults', () => {
    /** Every alert that a fault of this suite explains. */
    const explained = new Set<string>();
    const rows: string[] = [];
    let run: SparkRun;
    const bucket = fullBucket(objectStore, cluster.rendered.environment);
    let crowd: Pod[] = [];
    let began = '';

    /** Waits for alerts to fire; anything else that fires meanwhile is a mistake. */
    const expectFiring = async (fault: string, minutes: number, ...names: string[]): Promise<void> => {
      for (const name of names) explained.add(name);
      const started = Date.now();
      await eventually(fault, within(minutes), async () => {
        const firing = await prometheus.firing();
        return names.filter((name) => !firing.includes(name)).map((name) => `${name} does not fire; ${firing.join(', ')} do`);
      });
      rows.push(`| ${fault} | ${names.join(', ')} | ${Math.round((Date.now() - started) / 1000)} |\n`);
      progress(`${fault}: ${names.join(', ')} after ${Math.round((Date.now() - started) / 1000)} s`);
      none(await unexplained());
    };
    /** What fires for people; advice may come at any time, to applications that ran before as well. */
    const unexplained = async (): Promise<string[]> => {
      const { result } = await prometheus.get(
        `/api/v1/query_range?${new URLSearchParams({ query: 'count by (alertname) (ALERTS{alertstate="firing", severity!="info"})', start: began, end: String(Date.now() / 1000), step: '1' }).toString()}`,
      );
      return result
        .map(({ metric }: any) => metric.alertname as string)
        .filter((name: string) => name !== 'Watchdog' && !explained.has(name) && !machineAlerts.has(name))
        .map((name: string) => `${name} fires without reason`);
    };

    test('an application that works makes nobody anxious', async () => {
      began = String(Date.now() / 1000);
      run = new SparkRun(cluster, faultyApplication(cluster.rendered.environment), CODE);
      void run.ended();
      await eventually('its executors', 600, () => {
        if (run.exitCode !== undefined) throw new Error(`it has ended: ${run.log}`);
        return Promise.resolve(run.executorProcesses().length === 2 ? [] : ['there are not two']);
      });
      await eventually('its metrics', 300, async () =>
        (await prometheus.query('metrics_spark_driver_ExecutorAllocationManager_executors_numberAllExecutors_Value{app="faults"} >= 2'))
          .length > 0
          ? []
          : ['Prometheus does not have them'],
      );
      none(await unexplained());
    });

    test('a job that fails', async () => {
      ask('fail');
      await expectFiring('a job fails', 0, 'SparkJobsFailing');
    });

    test('executors that die again and again', async () => {
      for (let lost = 0; lost < 3; lost++) {
        await eventually('an executor', 300, () => Promise.resolve(run.executorProcesses().length > 0 ? [] : ['there is none']));
        process.kill(run.executorProcesses()[0]!, 'SIGKILL');
        await new Promise((resolve) => setTimeout(resolve, 5000));
      }
      await expectFiring('three executors are killed', 0, 'SparkExecutorsLost');
    });

    test('a driver that stalls, and a bucket that is full', async () => {
      run.signalDriver('SIGSTOP');
      try {
        await bucket.fill();
        // both are waited for at once
        explained.add('MinioBucketQuotaAlmostUsed');
        await expectFiring('the driver is stopped', 5, 'SparkApplicationNotScraped');
        await expectFiring('a bucket holds what its quota allows', 5, 'MinioBucketQuotaAlmostUsed');
        none(await bucket.refused());
      } finally {
        run.signalDriver('SIGCONT');
        await bucket.empty();
      }
    });

    test('an application that fails', async () => {
      ask('end');
      await eventually('its end', 300, () => Promise.resolve(run.exitCode === undefined ? ['it still runs'] : []));
      await expectFiring('the application ends with an error', 0, 'SparkApplicationFailed');
    });

    test('a namespace that has no room for another pod', () => {
      crowd = fillQuota();
      // it takes as long as the object store below, so it is waited for there
      const { hard, used } = quotaOfPods();
      none(used() === hard ? [] : [`${used()} pods of ${hard}`]);
    });

    test('an object store that is down: people hear of the cause alone', async () => {
      // Alertmanager waits before it tells: what the faults before have caused is not to be taken for a consequence
      await eventually('what fired before to be told', 180, () =>
        Promise.resolve([...explained].filter((name) => !alertmanager.told.includes(name)).map((name) => `${name} was not sent yet`)),
      );
      const before = new Set(alertmanager.told);
      await objectStore.stop();
      cluster.pod('minio-0').phase = 'Pending';
      for (const consequence of ['NamespaceQuotaAlmostUsed', ...CONSEQUENCES]) explained.add(consequence);
      try {
        await expectFiring('MinIO is stopped', 5, 'MinioDown');
        await expectFiring('MinIO stays down', 15, ...CONSEQUENCES);
        none(
          alertmanager.told.filter((name) => !before.has(name) && name !== 'MinioDown').map((name) => `${name} was sent beside MinioDown`),
        );
        await expectFiring('every pod of the quota is used', 15, 'NamespaceQuotaAlmostUsed');
      } finally {
        for (const pod of crowd) cluster.removePod(pod);
        await objectStore.start();
      }
    });

    test('everything is well again once the faults are over', () =>
      eventually('an end', within(10), async () => {
        // what has happened within the last half hour or hour still shows
        const lasting = ['Watchdog', 'SparkJobsFailing', 'SparkExecutorsLost', 'SparkApplicationFailed'];
        return (await prometheus.firing()).filter((name) => !lasting.includes(name)).map((name) => `${name} still fires`);
      }));

    test('advice goes to nobody, everything else to the receiver', () => {
      const wanted = [...explained].filter((name) => !['NamespaceQuotaAlmostUsed', ...CONSEQUENCES].includes(name));
      none([
        ...wanted.filter((name) => !alertmanager.told.includes(name)).map((name) => `${name} reached nobody`),
        // a consequence may outlast its cause by a scrape
        ...alertmanager.told.filter((name) => ![...wanted, ...CONSEQUENCES].includes(name)).map((name) => `${name} was sent`),
      ]);
    });

    const quotaOfPods = () => {
      const quota = cluster.objects.find(({ kind, metadata }) => kind === 'ResourceQuota' && metadata.namespace === sparkDriver.namespace)!;
      const used = () => cluster.pods.filter(({ namespace, phase }) => namespace === sparkDriver.namespace && phase === 'Running').length;
      return { hard: Number(quota.spec.hard.pods), used };
    };

    /** As many small pods as the quota admits. */
    const fillQuota = (): Pod[] => {
      const { hard, used } = quotaOfPods();
      return Array.from({ length: hard - used() }, (_, index) =>
        cluster.addPod({
          namespace: sparkDriver.namespace,
          name: `crowd-${index}`,
          labels: {},
          containers: [{ name: 'crowd', image: 'crowd', resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: {} } }],
        }),
      );
    };

    after(() =>
      keep(
        'faults.md',
        `| fault | alerts | seconds until they fire |\n|---|---|---|\n${rows.join('')}\nSent: ${alertmanager.told.join(', ')}\n`,
      ),
    );
  });
