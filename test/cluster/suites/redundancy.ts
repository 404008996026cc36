import { describe, test } from 'node:test';
import { alertmanager, graphiteExporter, kubeStateMetrics, minio, prometheus, sparkOperatorController } from '../../../config/components';
import type { AlertName } from '../../../rules';
import type { Manifest } from '../../../render/manifest';
import { eventually, none } from '../../live/eventually';
import { must } from '../cluster';
import { objectStoreFacts } from '../object-store-probe';
import { objectsOf, type Platform, podsOf } from '../platform';
import { RunningPrometheus } from '../prometheus';
import { asleep, nodeSwitch } from '../settings';

/** What an environment pays for with its replicas; nothing where there is only one of each. */
export const redundancy = (platform: Platform): void =>
  void describe('redundancy', { skip: replicasOf(platform, minio.name) < 4 && 'this environment has none' }, () => {
    const { cluster, rendered } = platform;
    const { buckets } = rendered.environment.objectStore;
    /** Kills a pod without warning; what it returns waits until another has taken its place and is ready, and gives that one. */
    const kill = async (namespace: string, pod: string): Promise<() => Promise<Manifest>> => {
      const { uid } = (await cluster.get(podPath(namespace, pod))).metadata;
      await cluster.kubectl(['--namespace', namespace, 'delete', 'pod', pod, '--grace-period=0', '--force', '--wait=false']);
      return async () => {
        let next: any;
        await eventually(`another ${pod}`, 300, async () => {
          next = await cluster.get(podPath(namespace, pod)).catch(() => undefined);
          return next !== undefined && next.metadata.uid !== uid && isReady(next) ? [] : ['is not there or not ready'];
        });
        return next;
      };
    };
    const complete = (name: string) =>
      eventually(`${name} has all its pods again`, 300, async () => {
        const set = (await cluster.list('/apis/apps/v1/statefulsets')).find(({ metadata }) => metadata.name === name)!;
        const ready = Number(set.status.readyReplicas ?? 0);
        return ready === set.spec.replicas ? [] : [`${ready} of ${set.spec.replicas} ready`];
      });
    const storeWorks = async () => {
      const lines = await objectStoreFacts(platform);
      none(['read', 'write'].map((action) => `can spark ${action} ${buckets.data}`).filter((line) => !lines.includes(line)));
      none(lines.includes('results readable') ? [] : ['results of the demo application cannot be read']);
    };

    test('the object store reads and writes without one of its pods, and gets it back', async () => {
      const replaced = await kill(minio.namespace, `${minio.name}-0`);
      await storeWorks();
      await replaced();
    });

    test('metrics can be asked for without one Prometheus, and those from before are there when it is back', async () => {
      const replaced = await kill(prometheus.namespace, `${prometheus.name}-0`);
      await eventually('an answer', 30, async () => ((await new RunningPrometheus(platform).everGave('up', 300)) ? [] : ['no series']));
      const { status } = await replaced();
      const before = Math.floor(Date.parse(status.startTime as string) / 1000) - 60;
      const query = `query=${encodeURIComponent('count(up)')}&time=${before}`;
      const { data } = await cluster.get(
        `${podPath(prometheus.namespace, `${prometheus.name}-0`, prometheus.ports.http)}/proxy/api/v1/query?${query}`,
      );
      none(data.result.length > 0 ? [] : ['nothing from before the loss']);
    });

    test('alerts reach the Alertmanagers that are left', async () => {
      const replaced = await kill(alertmanager.namespace, `${alertmanager.name}-0`);
      await eventually('alerts', 60, async () => {
        const path = `${podPath(alertmanager.namespace, `${alertmanager.name}-1`, alertmanager.ports.http)}/proxy/api/v2/alerts`;
        return ((await cluster.get(path)) as unknown[]).length > 0 ? [] : ['none has arrived'];
      });
      await replaced();
    });

    test('a node can be drained within the disruption budgets, the store works meanwhile, and everything comes back', async () => {
      const { nodeName } = (await cluster.get(podPath(minio.namespace, `${minio.name}-1`))).spec;
      try {
        await cluster.kubectl(['drain', nodeName, '--ignore-daemonsets', '--delete-emptydir-data', '--force', '--timeout=300s']);
        await storeWorks();
      } finally {
        await cluster.kubectl(['uncordon', nodeName]);
      }
      for (const { metadata } of objectsOf(rendered, 'StatefulSet')) await complete(metadata.name);
    });

    test(
      'a node that is lost raises the alerts about it and no others, the store works meanwhile, and no data is lost',
      { skip: nodeSwitch === undefined && 'this cluster has no switch for its nodes' },
      async () => {
        const before = await activeAlerts();
        const node = await nodeToLose();
        await must(nodeSwitch!, ['down', node]);
        try {
          await eventually(`alerts about ${node}`, 300, async () => {
            const active = await activeAlerts();
            return ALERTS_OF_A_LOST_NODE.filter((name) => !active.has(name)).map((name) => `${name} is not active`);
          });
          await storeWorks();
          const expected: ReadonlySet<string> = new Set([...before, ...ALERTS_OF_A_LOST_NODE, ...ALERTS_THAT_MAY_FOLLOW]);
          none([...(await activeAlerts())].filter((name) => !expected.has(name)).map((name) => `${name} is active and should not be`));
        } finally {
          await must(nodeSwitch!, ['up', node]);
        }
        for (const { metadata } of objectsOf(rendered, 'StatefulSet')) await complete(metadata.name);
        await storeWorks();
      },
    );

    /** Alerts that fire or wait for their `for` to be over, which promtool's tests hold. */
    async function activeAlerts(): Promise<Set<string>> {
      const { alerts } = await new RunningPrometheus(platform).get('/api/v1/alerts');
      return new Set(alerts.map(({ labels }: any) => labels.alertname as string));
    }

    /** A node with a pod of the store, but without what tells of nodes and runs: its loss is another test's business. */
    async function nodeToLose(): Promise<string> {
      const nodesOf = async (name: string) =>
        (await podsOf(platform)).filter(({ metadata }) => metadata.name.startsWith(`${name}-`)).map(({ spec }) => spec.nodeName as string);
      const spared = [...(await nodesOf(kubeStateMetrics.name)), ...(await nodesOf(sparkOperatorController.name))];
      const node = (await nodesOf(minio.name)).find((name) => !spared.includes(name));
      if (node === undefined) throw new Error('every node of the store runs kube-state-metrics or the operator too');
      return node;
    }
  });

/** What the loss of a node with a pod of the store must raise. */
const ALERTS_OF_A_LOST_NODE: readonly AlertName[] = ['NodeNotReady', 'MinioNodeOffline', 'MinioDriveOffline', 'PlatformWorkloadDegraded'];

/** What it raises besides, depending on what else ran there. */
const ALERTS_THAT_MAY_FOLLOW: readonly AlertName[] = [
  'TargetDown',
  'AlertmanagerClusterSplit',
  'PrometheusNotificationsFailing',
  'SparkHistoryServerUnavailable',
  'SparkOperatorWebhookUnavailable',
  'SparkDriverLost',
  'SparkExecutorsLost',
  'SparkExecutorsMissing',
  'ArgoCdApplicationUnhealthy',
  // runs of the schedule come and go: whether one has executors just now says nothing about the node
  ...(asleep.includes(graphiteExporter.name) ? (['SparkExecutorMetricsMissing'] as const) : []),
];

const replicasOf = ({ rendered }: Platform, name: string): number =>
  Number(objectsOf(rendered, 'StatefulSet').find(({ metadata }: Manifest) => metadata.name === name)?.spec.replicas ?? 0);

const isReady = ({ status }: Manifest): boolean =>
  (status?.conditions ?? []).some(({ type, status: state }: any) => type === 'Ready' && state === 'True');

const podPath = (namespace: string, pod: string, port?: number): string =>
  `/api/v1/namespaces/${namespace}/pods/${pod}${port === undefined ? '' : `:${port}`}`;
