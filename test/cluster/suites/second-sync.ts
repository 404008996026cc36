import { describe, test } from 'node:test';
import type { Manifest } from '../../../render/manifest';
import { applicationStates, syncAgain, unsettled } from '../applications';
import { titleOf } from '../cluster';
import { eventually, none } from '../../live/eventually';
import { objectsOf, type Platform, podsOf } from '../platform';

const isHook = ({ metadata }: Manifest) => metadata.annotations?.['argocd.argoproj.io/hook'] !== undefined;

/** What identifies a version of an object. A quota counts in its status and has no generation: what Git says of it is the rest. */
function versionOf({ status, metadata: { resourceVersion, generation, ...metadata }, ...content }: any): string {
  return `${metadata.uid} ${generation ?? (status === undefined ? resourceVersion : JSON.stringify([metadata, content]))}`;
}

export const secondSync = (platform: Platform): void =>
  void describe('a second sync', () => {
    const { cluster, rendered } = platform;
    const { argoCdNamespace } = rendered.environment.gitOps;
    let before = new Map<string, string>();

    const versions = async (): Promise<Map<string, string>> => {
      const all = objectsOf(rendered).filter((object) => !isHook(object));
      const list = JSON.parse(
        await cluster.kubectl(['get', '-f', '-', '-o', 'json'], { input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: all }) }),
      ).items as Manifest[];
      const secrets = await cluster.list('/api/v1/secrets?labelSelector=spok.io/generated=true');
      const pods = (await podsOf(platform)).filter(
        ({ metadata }: any) => !['Job', 'SparkApplication', 'Pod'].includes(metadata.ownerReferences?.[0]?.kind),
      );
      return new Map([
        ...[...list, ...secrets].map((object) => [`${object.kind} ${titleOf(object)}`, versionOf(object)] as const),
        ...pods.map((pod) => [`Pod ${titleOf(pod)}`, (pod as any).metadata.uid] as const),
      ]);
    };

    test('of every Application succeeds, its hooks included', async () => {
      before = await versions();
      const earlier = new Map(
        (await applicationStates(cluster, argoCdNamespace)).map(({ name, operationStartedAt }) => [name, operationStartedAt]),
      );
      for (const name of earlier.keys()) await syncAgain(cluster, argoCdNamespace, name);
      await eventually('Applications', 300, async () =>
        (await applicationStates(cluster, argoCdNamespace)).flatMap((state) =>
          state.operationStartedAt === earlier.get(state.name) ? [`${state.name}: the second sync has not begun`] : unsettled(state),
        ),
      );
    });

    test('changes no object, no Secret and no pod', async () => {
      const after = await versions();
      none([
        ...[...before].filter(([title, version]) => after.get(title) !== version).map(([title]) => `${title} is another than before`),
        ...[...after.keys()].filter((title) => !before.has(title)).map((title) => `${title} is new`),
      ]);
    });

    test('leaves nothing that would drift: half a minute later everything is still Synced', async () => {
      await new Promise((resolve) => setTimeout(resolve, 30_000));
      none((await applicationStates(cluster, argoCdNamespace)).flatMap(unsettled));
    });
  });
