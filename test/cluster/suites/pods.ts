import { describe, test } from 'node:test';
import type { Manifest } from '../../../render/manifest';
import { titleOf } from '../cluster';
import { eventually, none } from '../../live/eventually';
import { namespacesOf, objectsOf, type Platform, podsOf } from '../platform';

const statuses = ({ status }: Manifest): any[] => [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];

export const pods = (platform: Platform): void =>
  void describe('pods', () => {
    const { cluster, rendered } = platform;

    test('every Deployment, StatefulSet and DaemonSet has all its pods ready', () =>
      eventually('workloads', 300, async () => {
        const wanted = objectsOf(rendered, 'Deployment', 'StatefulSet', 'DaemonSet');
        const live = (
          await Promise.all(['deployments', 'statefulsets', 'daemonsets'].map((kind) => cluster.list(`/apis/apps/v1/${kind}`)))
        ).flat();
        return wanted.flatMap((object) => {
          const { status = {}, spec = {} } = live.find((other) => titleOf(other) === titleOf(object)) ?? ({} as Manifest);
          const pods = spec.replicas ?? status.desiredNumberScheduled ?? 'all';
          const ready = status.readyReplicas ?? status.numberReady ?? 0;
          return ready === pods ? [] : [`${object.kind} ${titleOf(object)}: ${ready} of ${pods} pods ready`];
        });
      }));

    test('no container was restarted or killed for want of memory', async () => {
      none(
        (await podsOf(platform)).flatMap((pod) =>
          statuses(pod)
            .filter(({ restartCount, state }) => restartCount > 0 || state.terminated?.reason === 'OOMKilled')
            .map(({ name, restartCount, lastState, state }) => {
              const end = (lastState?.terminated ?? state.terminated ?? {}) as { reason?: string; exitCode?: number };
              return `${titleOf(pod)}/${name}: restarted ${restartCount} times, last end: ${end.reason} ${end.exitCode}`;
            }),
        ),
      );
    });

    test('no pod was refused: neither by Pod Security nor by a quota, a limit or a webhook', async () => {
      const namespaces = namespacesOf(rendered);
      const events = (await cluster.list('/api/v1/events')).filter(({ metadata }) => namespaces.includes(metadata.namespace ?? ''));
      none(
        events
          .filter(({ reason }) => ['FailedCreate', 'FailedScheduling', 'FailedBinding', 'ProvisioningFailed'].includes(reason))
          // a claim that waits for its first pod, a node that was not there yet
          .filter(({ message }) => !/waiting for|unbound immediate/i.test(message))
          .map(({ involvedObject, reason, message }) => `${involvedObject.kind} ${involvedObject.name}: ${reason}: ${message}`),
      );
    });

    test('the API server has nothing to warn of, Pod Security included', async () => {
      const warnings: string[] = [];
      // a Job's pod template cannot be applied twice, and hooks are made anew at each sync
      const applied = [...rendered.dist].filter(([path]) => !path.includes('/Job.')).map(([, content]) => content);
      const args = ['apply', '--server-side', '--force-conflicts', '--dry-run=server', '-f', '-'];
      await cluster.kubectl(args, { input: applied.join('---\n'), warnings });
      none(warnings);
    });
  });
