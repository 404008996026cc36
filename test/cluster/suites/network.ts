import { existsSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { connectionsOf } from '../../../charts/parts/network-policy';
import { platformContext } from '../../../charts/context';
import { sparkOperatorWebhook, type Workload } from '../../../config/components';
import type { Manifest } from '../../../render/manifest';
import { eventually, none } from '../../live/eventually';
import { keep } from '../evidence';
import { namespacesOf, type Platform, TEST_LABEL } from '../platform';
import { type Probe, probeOf, probePod, selectable } from '../probe';
import { droppedFile } from '../settings';

/** The API server calls it from a node's address, which no policy can name: it is open to all, and TLS guards it. */
const OPEN_TO_ALL: readonly Workload[] = [sparkOperatorWebhook];

/** Where a Service of the Kubernetes API itself answers in every cluster. */
const KUBERNETES_API = 'kubernetes.default.svc';

const STRANGERS = 'cluster-test-strangers';

export const network = ({ cluster, rendered }: Platform): void =>
  void describe('network', () => {
    const context = platformContext(rendered.environment);
    const workloads = context.workloads.filter(selectable);
    const strangers: Probe[] = [STRANGERS, ...namespacesOf(rendered)].map((namespace) => ({
      name: `stranger-in-${namespace}`,
      namespace,
      labels: { app: 'stranger' },
    }));
    const allowed = allowedFlows();
    let seen = new Set<string>();
    let nodes: readonly string[] = [];

    /** `from -> to port` of every connection that the configuration wants. */
    function allowedFlows(): Set<string> {
      const flows = connectionsOf(context).flatMap(({ from, to, ports }) => ports.map((port) => flow(from.name, to.name, to.ports[port])));
      const toAll = [...workloads.map(({ name }) => name), ...strangers.map(({ name }) => name)];
      // only the strangers' own namespace lets them out
      const outside = toAll.filter((name) => name === `stranger-in-${STRANGERS}`);
      return new Set([
        ...flows,
        ...OPEN_TO_ALL.flatMap((to) => outside.flatMap((from) => Object.values(to.ports).map((port) => flow(from, to.name, port)))),
        ...workloads.filter(({ usesKubernetesApi }) => usesKubernetesApi).map(({ name }) => flow(name, KUBERNETES_API, 443)),
        flow(`stranger-in-${STRANGERS}`, KUBERNETES_API, 443),
      ]);
    }

    test('probes with the labels of every workload try every port of every other, and so do strangers', { timeout: 600_000 }, async () => {
      await cluster.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: STRANGERS } }]);
      try {
        const listeners = workloads.filter(({ ports }) => Object.keys(ports).length > 0);
        nodes = await nodesForPods();
        const targets = await startListeners(listeners);
        seen = await connectAll([...workloads.map(probeOf), ...strangers], targets);
        keep('access-matrix.md', matrix([...workloads, ...strangers], listeners));
      } finally {
        for (const namespace of [STRANGERS, ...namespacesOf(rendered)])
          await cluster.kubectl(['--namespace', namespace, 'delete', 'pods', '--selector', TEST_LABEL, '--wait=false']);
        await cluster.kubectl(['delete', 'namespace', STRANGERS, '--wait=false']);
      }
    });

    test('every connection of the table is let through', () => {
      const within = [...allowed].filter((line) =>
        [...workloads, { name: KUBERNETES_API }].some(({ name }) => line.includes(`-> ${name} `)),
      );
      none(within.filter((line) => !seen.has(line)).map((line) => `refused: ${line}`));
    });

    test('nothing else is, neither between workloads nor from strangers', () => {
      none([...seen].filter((line) => !allowed.has(line)).map((line) => `let through: ${line}`));
    });

    /** Who reached what: rows open connections, columns accept them. */
    function matrix(callers: ReadonlyArray<{ readonly name: string }>, listeners: readonly Workload[]): string {
      const columns = [
        ...listeners.flatMap(({ name, ports }) => Object.values(ports).map((port) => [name, port] as const)),
        [KUBERNETES_API, 443] as const,
      ];
      const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
      const header = row(['from \\ to', ...columns.map(([name, port]) => `${name}:${port}`)]) + row(['---', ...columns.map(() => '---')]);
      return (
        header +
        callers.map(({ name }) => row([name, ...columns.map(([to, port]) => (seen.has(flow(name, to, port)) ? 'open' : ''))])).join('')
      );
    }

    /** Nodes on which ordinary pods may run. */
    async function nodesForPods(): Promise<string[]> {
      const all = await cluster.list('/api/v1/nodes');
      return all.filter(({ spec }) => !spec.unschedulable && !spec.taints).map(({ metadata }) => metadata.name);
    }

    const nodeAt = (index: number): string => nodes[index % nodes.length]!;

    async function startListeners(listeners: readonly Workload[]): Promise<Map<string, string>> {
      const pods = listeners.map((workload, index) => ({
        workload,
        pod: probePod(probeOf(workload), 'listen', Object.values(workload.ports).map(String), nodeAt(index)),
      }));
      await cluster.apply(pods.map(({ pod }) => pod));
      const targets = new Map([[`${KUBERNETES_API}:443`, KUBERNETES_API]]);
      await eventually('listening probes', 240, async () => {
        const missing: string[] = [];
        for (const { workload, pod } of pods) {
          const { status } = await cluster.get(path(pod));
          const count = Object.keys(workload.ports).length;
          const listening = status.podIP === undefined ? '' : await cluster.text(`${path(pod)}/log`);
          if (listening.split('listening').length - 1 < count) missing.push(`${workload.name} does not listen yet`);
          else for (const port of Object.values(workload.ports)) targets.set(`${status.podIP}:${port}`, workload.name);
        }
        return missing;
      });
      return targets;
    }

    async function connectAll(probes: readonly Probe[], targets: ReadonlyMap<string, string>): Promise<Set<string>> {
      const pods = probes.map((probe, index) => ({ probe, pod: probePod(probe, 'connect', [...targets.keys()], nodeAt(index)) }));
      await cluster.apply(pods.map(({ pod }) => pod));
      const open = new Set<string>();
      await eventually('connecting probes', 300, async () => {
        const pending: string[] = [];
        for (const { probe, pod } of pods) {
          const log = await cluster.text(`${path(pod)}/log`).catch(() => '');
          if (!log.includes('done')) pending.push(`${probe.name} has not tried everything yet`);
          for (const [, target = '', port = ''] of log.matchAll(/^open (.+):(\d+)$/gm))
            open.add(flow(probe.name, targets.get(`${target}:${port}`) ?? target, Number(port)));
        }
        return pending;
      });
      console.log(`    ${probes.length} probes tried ${targets.size} targets each, ${open.size} connections came about`);
      return open;
    }
  });

/** What the cluster itself noted, before this test's own probes added to it. */
export const droppedConnections = ({ cluster, rendered }: Platform): void =>
  void describe('network as used by the platform', () => {
    test(
      'no connection that a component tried was refused',
      { skip: droppedFile === undefined && 'this cluster does not tell' },
      async () => {
        const lines =
          droppedFile !== undefined && existsSync(droppedFile) ? readFileSync(droppedFile, 'utf8').split('\n').filter(Boolean) : [];
        const ours = namespacesOf(rendered).map((namespace) => ` ${namespace}/`);
        // a Service's own address is seen only on stragglers of a connection that is over: while it lives, the address is translated
        const services = (await cluster.list('/api/v1/services')).map(({ spec }) => ` -> ${spec.clusterIP} `);
        none(
          lines.filter((line) => ours.some((namespace) => line.includes(namespace)) && !services.some((service) => line.includes(service))),
        );
      },
    );
  });

const flow = (from: string, to: string, port: number | undefined): string => `${from} -> ${to} ${port}`;

const path = ({ metadata }: Manifest): string => `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}`;
