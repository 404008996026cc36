import { describe, test } from 'node:test';
import type { Manifest } from '../../../render/manifest';
import { applicationStates } from '../applications';
import { titleOf } from '../cluster';
import { eventually, none } from '../../live/eventually';
import { namespacesOf, objectsOf, type Platform } from '../platform';

export const deletion = ({ cluster, rendered }: Platform): void =>
  void describe('deleting Applications', () => {
    const { argoCdNamespace } = rendered.environment.gitOps;
    const applications = () => applicationStates(cluster, argoCdNamespace);

    /** What holds data or keys, or everything in a namespace. */
    const precious = async (): Promise<Map<string, string>> => {
      const paths = {
        Namespace: '/api/v1/namespaces',
        PersistentVolumeClaim: '/api/v1/persistentvolumeclaims',
        Secret: '/api/v1/secrets?labelSelector=spok.io/generated=true',
        StatefulSet: '/apis/apps/v1/statefulsets',
        CustomResourceDefinition: '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
      };
      const ours = (object: Manifest) =>
        namespacesOf(rendered).includes(object.metadata.namespace ?? object.metadata.name) ||
        object.metadata.name.endsWith('.sparkoperator.k8s.io');
      const found = await Promise.all(
        Object.entries(paths).map(async ([kind, path]) =>
          (await cluster.list(path))
            .filter(ours)
            .map((object) => [`${kind} ${titleOf(object)}`, String((object as any).metadata.uid)] as const),
        ),
      );
      return new Map(found.flat());
    };
    const lost = (before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>) =>
      [...before].filter(([title, uid]) => after.get(title) !== uid).map(([title]) => `${title} is gone`);

    test('the root alone leaves the whole platform as it is', async () => {
      const before = await precious();
      const children = (await applications()).length - 1;
      await cluster.kubectl(['--namespace', argoCdNamespace, 'delete', 'application', 'spok', '--timeout=60s']);
      await new Promise((resolve) => setTimeout(resolve, 10_000));
      none([...lost(before, await precious()), ...((await applications()).length === children ? [] : ['an Application went with it'])]);
    });

    test('every one of them leaves volumes, Secrets, definitions and namespaces, and takes what can be made again', async () => {
      const before = new Map([...(await precious())].filter(([title]) => title !== 'StatefulSet monitoring/alertmanager'));
      await cluster.kubectl(['--namespace', argoCdNamespace, 'delete', 'applications', '--all', '--timeout=300s']);
      await eventually('what can be made again', 120, async () => {
        const stateless = rendered.charts
          .filter(({ component }) => component.leavesBehind === 'nothing')
          .map(({ component }) => component.name);
        const deployments = (await cluster.list('/apis/apps/v1/deployments')).filter(({ metadata }) => stateless.includes(metadata.name));
        return deployments.map((deployment) => `Deployment ${titleOf(deployment)} is still there`);
      });
      none(lost(before, await precious()));
      none(objectsOf(rendered, 'StatefulSet').length > 0 ? [] : ['no StatefulSet was rendered: this test proves nothing']);
    });
  });
