import { containerMetrics } from '../metrics/containers';
import { clusterMetrics, podMetrics, workloadMetrics as w } from '../metrics/kubernetes';
import { volumeMetrics } from '../metrics/containers';
import { nodeMetrics as n } from '../metrics/nodes';
import {
  absolute,
  above,
  complement,
  countBy,
  increase,
  isTrue,
  matching,
  maxBy,
  minBy,
  not,
  now,
  oneOf,
  PANEL_RANGE,
  PANEL_RATE_WINDOW,
  present,
  rate,
  ratio,
  subtract,
  sumBy,
  topk,
} from '../metrics/promql';
import type { Content } from './dashboard';
import { row } from './grid';
import { noneAllowed, worseAbove, worseBelow } from './levels';
import { limit, query } from './query';
import type { DashboardSettings } from './settings';
import { barGauge, stat } from './single-value';
import { column, table } from './table';
import { timeSeries } from './time-series';
import { choice } from './variable';

const namespace = choice('namespace');
const node = choice('node');
/** Containers proper: without an image it is the control group of the whole pod. */
const proper = { ...namespace, container: present, image: present };
const real = { ...node, fstype: not(matching('tmpfs|ramfs|overlay|squashfs')) };
const physical = { ...node, device: not(matching('lo|veth.+|cali.+|cni.+|flannel.+|docker.+')) };

const idle = sumBy(['node'], rate(n.cpuTime.where({ ...node, mode: 'idle' }), PANEL_RATE_WINDOW));
const cpuUsed = complement(ratio(idle, sumBy(['node'], rate(n.cpuTime.where(node), PANEL_RATE_WINDOW))));
const memoryFree = ratio(sumBy(['node'], n.memoryAvailable.where(node)), sumBy(['node'], n.memoryTotal.where(node)));
const diskFree = ratio(n.filesystemAvailable.where(real), n.filesystemSize.where(real));
const volumeFree = ratio(
  maxBy(['namespace', 'persistentvolumeclaim'], volumeMetrics.available.where(namespace)),
  maxBy(['namespace', 'persistentvolumeclaim'], volumeMetrics.capacity.where(namespace)),
);
const reserved = (requests: typeof podMetrics.cpuRequests) => sumBy(['namespace'], requests.where(namespace));

/** Do nodes and namespaces have what their pods need, and what is broken? */
export const kubernetes = ({ thresholds: { platform: t } }: DashboardSettings): Content => ({
  description: 'Do nodes and namespaces have what their pods need, and what is broken?',
  strip: [
    stat({
      title: 'Nodes ready',
      description: 'Nodes that take pods. Good: all; the conditions below tell what is wrong with the others.',
      queries: [query(countBy([], isTrue(clusterMetrics.nodeCondition.where({ ...node, condition: 'Ready', status: 'true' }))), 'ready')],
      levels: worseBelow(1),
    }),
    stat({
      title: 'Nodes cordoned',
      description: 'Nodes that take no new pods. Good: none, except while a node is maintained.',
      queries: [query(sumBy([], clusterMetrics.nodeUnschedulable.where(node)), 'cordoned')],
      levels: worseAbove(1),
    }),
    stat({
      title: 'Pods not running',
      description:
        'Pods pending, failed or unknown. Good: none for longer than a start takes; failed ones stay until somebody deletes them.',
      queries: [query(sumBy([], podMetrics.phase.where({ ...namespace, phase: oneOf('Pending', 'Failed', 'Unknown') })), 'pods')],
      levels: worseAbove(1),
    }),
    stat({
      title: 'Container restarts',
      description: 'Restarts in the time range. Good: none; the table below names the pods.',
      queries: [query(sumBy([], increase(podMetrics.restarts.where(namespace), PANEL_RANGE)), 'restarts')],
      levels: worseAbove(1, t.restartsPerHalfHour + 1),
    }),
    stat({
      title: 'Killed for memory',
      description: 'Processes that the kernel killed for memory on the chosen nodes in the time range. Good: none.',
      queries: [query(sumBy([], increase(n.oomKills.where(node), PANEL_RANGE)), 'killed')],
      levels: noneAllowed,
    }),
    stat({
      title: 'Fullest volume, free',
      description: 'Share of the fullest mounted volume that is free. Good: above the level; enlarge the claim or shorten retention.',
      queries: [query(minBy([], volumeFree), 'free')],
      levels: worseBelow(t.volumeFreeBelowRatio * 2, t.volumeFreeBelowRatio),
    }),
  ],
  rows: [
    row(
      'Namespaces',
      [
        timeSeries({
          title: 'Cores used by namespace',
          description: 'Cores that containers use. Good: what you expect of each; compare with what they reserve.',
          queries: [query(sumBy(['namespace'], rate(containerMetrics.cpuTime.where(proper), PANEL_RATE_WINDOW)), '{{namespace}}')],
          stacked: true,
        }),
        timeSeries({
          title: 'Memory held by namespace',
          description: 'Memory that containers hold and cannot give back at once. Good: below what the namespace reserves.',
          queries: [query(sumBy(['namespace'], containerMetrics.workingSet.where(proper)), '{{namespace}}')],
          stacked: true,
        }),
      ],
      [
        timeSeries({
          title: 'Cores reserved by namespace',
          description: 'Cores that pods request, and what all nodes have. Good: well below the limit, or nothing more can be scheduled.',
          queries: [
            query(reserved(podMetrics.cpuRequests), '{{namespace}}'),
            limit(sumBy([], clusterMetrics.allocatableCores), 'all nodes'),
          ],
          stacked: true,
        }),
        table({
          title: 'Quota taken',
          description: 'Share of its ResourceQuota that a namespace has taken. Good: below the level; at 100 % new pods are refused.',
          by: ['namespace'],
          columns: [
            column('Cores', taken(clusterMetrics.quotaCores), { levels: worseAbove(t.quotaAboveRatio) }),
            column('Memory', taken(clusterMetrics.quotaMemory), { levels: worseAbove(t.quotaAboveRatio) }),
            column('Pods', taken(clusterMetrics.quotaPods), { levels: worseAbove(t.quotaAboveRatio) }),
          ],
          noValue: 'no quota',
        }),
      ],
    ),
    row(
      'Nodes',
      [
        table({
          title: 'Nodes',
          description: 'How busy each node is. Good: below the levels; a node at its end slows down every pod on it.',
          by: ['node'],
          columns: [
            column('CPU used', cpuUsed, { levels: worseAbove(0.8, 0.95) }),
            column('Memory free', memoryFree, { levels: worseBelow(t.nodeMemoryAvailableBelowRatio * 2, t.nodeMemoryAvailableBelowRatio) }),
            column('Fullest disk free', minBy(['node'], diskFree), {
              levels: worseBelow(t.nodeFilesystemFreeBelowRatio * 2, t.nodeFilesystemFreeBelowRatio),
            }),
            column('Load', maxBy(['node'], n.load1.where(node))),
            column('Up for', maxBy(['node'], subtract(now, n.bootTime.where(node)))),
          ],
        }),
        table({
          title: 'Conditions',
          description: 'Conditions of the nodes that are true. Good: Ready only; pressure evicts pods.',
          by: ['node', 'condition'],
          columns: [column('True', sumBy(['node', 'condition'], isTrue(clusterMetrics.nodeCondition.where({ ...node, status: 'true' }))))],
        }),
      ],
      [
        timeSeries({
          title: 'CPU by node',
          description: 'Share of the cores that is busy. Good: below 80 %; more means waiting, see pressure.',
          queries: [query(cpuUsed, '{{node}}')],
        }),
        timeSeries({
          title: 'Memory free by node',
          description: 'Share of the memory that programs can still get. Good: above the line; below it the kernel begins to kill.',
          queries: [query(memoryFree, '{{node}}')],
          levels: worseBelow(t.nodeMemoryAvailableBelowRatio),
        }),
        timeSeries({
          title: 'Pressure',
          manyLines: true,
          description:
            'Share of the time in which some process waited for a core, memory or disk. Good: near 0; memory above a few percent hurts most.',
          queries: [
            query(sumBy(['node'], rate(n.cpuPressure.where(node), PANEL_RATE_WINDOW)), 'CPU {{node}}'),
            query(sumBy(['node'], rate(n.memoryPressure.where(node), PANEL_RATE_WINDOW)), 'memory {{node}}'),
            query(sumBy(['node'], rate(n.ioPressure.where(node), PANEL_RATE_WINDOW)), 'disk {{node}}'),
          ],
        }),
      ],
    ),
    row(
      'Disks and network',
      [
        timeSeries({
          title: 'Disk traffic',
          description: 'Bytes per second read from and written to disks. Good: below what the disks can do; shuffle and spill show here.',
          queries: [
            query(sumBy(['node'], rate(n.diskReadBytes.where(node), PANEL_RATE_WINDOW)), 'read {{node}}'),
            query(sumBy(['node'], rate(n.diskWrittenBytes.where(node), PANEL_RATE_WINDOW)), 'written {{node}}'),
          ],
        }),
        timeSeries({
          title: 'Disk busy',
          description: 'Share of the time a disk had something to do. Good: below 90 % for spinning disks; SSDs can do more at 100 %.',
          queries: [query(topk(10, maxBy(['node', 'device'], rate(n.diskBusyTime.where(node), PANEL_RATE_WINDOW))), '{{node}} {{device}}')],
        }),
        timeSeries({
          title: 'Network traffic',
          description: 'Bytes per second over physical interfaces. Good: below their speed.',
          queries: [
            query(sumBy(['node'], rate(n.networkReceivedBytes.where(physical), PANEL_RATE_WINDOW)), 'received {{node}}'),
            query(sumBy(['node'], rate(n.networkSentBytes.where(physical), PANEL_RATE_WINDOW)), 'sent {{node}}'),
          ],
        }),
      ],
      [
        barGauge({
          title: 'Free inodes of file systems',
          description: 'Share of the files that can still be made. Good: above 10 %; without inodes a disk is full although it has space.',
          queries: [
            query(
              minBy(['node', 'mountpoint'], ratio(n.filesystemFilesFree.where(real), n.filesystemFiles.where(real))),
              '{{node}} {{mountpoint}}',
            ),
          ],
          levels: worseBelow(0.2, 0.1),
          full: 1,
        }),
        timeSeries({
          title: 'Clock offset',
          description: 'How far the clocks of the nodes are off. Good: milliseconds; S3 refuses requests beyond 15 minutes.',
          queries: [query(absolute(n.clockOffset.where(node)), '{{node}}')],
          levels: worseAbove(t.clockOffsetSeconds),
        }),
        table({
          title: 'Read-only file systems',
          description: 'File systems mounted read-only. Good: none that should be written; a disk error remounts them so.',
          by: ['node', 'mountpoint'],
          columns: [column('Read-only', maxBy(['node', 'mountpoint'], isTrue(n.filesystemReadOnly.where(real))))],
          noValue: 'none',
        }),
      ],
    ),
    row(
      'Workloads',
      [
        table({
          title: 'Deployments',
          description: 'Pods that serve and pods there should be. Good: equal.',
          by: ['namespace', 'deployment'],
          columns: [
            column('Available', maxBy(['namespace', 'deployment'], w.deploymentAvailable.where(namespace))),
            column('Wanted', maxBy(['namespace', 'deployment'], w.deploymentReplicas.where(namespace))),
          ],
        }),
        table({
          title: 'Stateful sets',
          description: 'Pods that are ready and pods there should be. Good: equal.',
          by: ['namespace', 'statefulset'],
          columns: [
            column('Ready', maxBy(['namespace', 'statefulset'], w.statefulSetReady.where(namespace))),
            column('Wanted', maxBy(['namespace', 'statefulset'], w.statefulSetReplicas.where(namespace))),
          ],
        }),
        table({
          title: 'Daemon sets',
          description: 'Nodes that run a ready pod and nodes that should. Good: equal.',
          by: ['namespace', 'daemonset'],
          columns: [
            column('Ready', maxBy(['namespace', 'daemonset'], w.daemonSetReady.where(namespace))),
            column('Wanted', maxBy(['namespace', 'daemonset'], w.daemonSetDesired.where(namespace))),
          ],
        }),
      ],
      [
        table({
          title: 'Containers that wait',
          description:
            'Containers that do not run, and why. Good: none; ImagePullBackOff is a name or a secret, CrashLoopBackOff a program that ends.',
          by: ['namespace', 'pod', 'container', 'reason'],
          columns: [
            column('Waiting', sumBy(['namespace', 'pod', 'container', 'reason'], isTrue(podMetrics.waitingReason.where(namespace)))),
          ],
          noValue: 'none',
        }),
        table({
          title: 'Containers that restarted',
          description: 'Restarts in the time range by container. Good: none; the reason is that of the end before.',
          by: ['namespace', 'pod', 'container'],
          columns: [
            column(
              'Restarts',
              topk(20, above(sumBy(['namespace', 'pod', 'container'], increase(podMetrics.restarts.where(namespace), PANEL_RANGE)), 0)),
            ),
          ],
          noValue: 'none',
        }),
        table({
          title: 'Reasons of the last end',
          description: 'Why containers ended before their last restart. Good: nothing but Completed.',
          by: ['namespace', 'reason'],
          columns: [column('Containers', countBy(['namespace', 'reason'], isTrue(podMetrics.lastTerminatedReason.where(namespace))))],
          noValue: 'none',
        }),
      ],
      [
        table({
          title: 'Volumes',
          description: 'Free space and free files of mounted claims. Good: above the levels.',
          by: ['namespace', 'persistentvolumeclaim'],
          columns: [
            column('Free', volumeFree, { levels: worseBelow(t.volumeFreeBelowRatio * 2, t.volumeFreeBelowRatio) }),
            column('Size', maxBy(['namespace', 'persistentvolumeclaim'], volumeMetrics.capacity.where(namespace))),
            column(
              'Inodes free',
              ratio(
                maxBy(['namespace', 'persistentvolumeclaim'], volumeMetrics.inodesFree.where(namespace)),
                maxBy(['namespace', 'persistentvolumeclaim'], volumeMetrics.inodes.where(namespace)),
              ),
              { levels: worseBelow(0.2, 0.1) },
            ),
          ],
          sortBy: 'Free',
          ascending: true,
        }),
        table({
          title: 'Claims that are not bound',
          description: 'Volume claims without a volume. Good: none; the storage class or its provisioner is missing.',
          by: ['namespace', 'persistentvolumeclaim', 'phase'],
          columns: [
            column(
              'Claims',
              sumBy(
                ['namespace', 'persistentvolumeclaim', 'phase'],
                isTrue(clusterMetrics.claimPhase.where({ ...namespace, phase: oneOf('Pending', 'Lost') })),
              ),
            ),
          ],
          noValue: 'none',
        }),
        table({
          title: 'Failed jobs',
          description: 'Kubernetes Jobs with failed pods. Good: none; provisioning and secret generation run as Jobs.',
          by: ['namespace', 'job_name'],
          columns: [column('Failed pods', above(sumBy(['namespace', 'job_name'], w.jobFailed.where(namespace)), 0))],
          noValue: 'none',
        }),
      ],
    ),
  ],
});

type Quota = (typeof clusterMetrics)['quotaCores' | 'quotaMemory' | 'quotaPods'];

/** Share of a quota in use. */
function taken(quota: Quota) {
  const part = (type: 'used' | 'hard') => maxBy(['namespace'], quota.where({ ...namespace, type }));
  return ratio(part('used'), part('hard'));
}
