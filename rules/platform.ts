import { components, sparkHistoryServer, type Workload } from '../config/components';
import { volumeMetrics } from '../metrics/containers';
import { clusterMetrics, podMetrics, workloadMetrics } from '../metrics/kubernetes';
import { nodeMetrics } from '../metrics/nodes';
import {
  above,
  absolute,
  and,
  below,
  increase,
  isTrue,
  matching,
  maxBy,
  minBy,
  not,
  oneOf,
  or,
  predictLinear,
  ratio,
  subtract,
  sumBy,
} from '../metrics/promql';
import { alert, group } from './rule';
import type { RuleSettings } from './settings';

const workloads: readonly Workload[] = Object.values(components).flatMap((component): readonly Workload[] => component.workloads);
/** Namespaces in which something of ours runs: what others do in theirs is their business. */
const ours = matching([...new Set(workloads.map(({ namespace }) => namespace))].sort().join('|'));

const { deploymentReplicas, deploymentAvailable, statefulSetReplicas, statefulSetReady, daemonSetDesired, daemonSetReady, jobFailed } =
  workloadMetrics;
const { nodeCondition, quotaCores, quotaMemory, quotaPods, claimPhase } = clusterMetrics;
const { filesystemAvailable, filesystemSize, memoryAvailable, memoryTotal, clockOffset } = nodeMetrics;

const nodeScreen = { uid: 'kubernetes', variables: ['node'] } as const;
const namespaceScreen = { uid: 'kubernetes', variables: ['namespace'] } as const;
const volume = ['namespace', 'persistentvolumeclaim'] as const;
/** File systems that hold something: not those in memory, and not the layers of containers. */
const real = { fstype: not(oneOf('tmpfs', 'overlay', 'squashfs', 'ramfs')) };

const quotaTaken = (quota: typeof quotaCores | typeof quotaMemory | typeof quotaPods) => {
  const by = ['namespace', 'resourcequota', 'resource'] as const;
  const type = (value: string) => maxBy(by, quota.where({ type: value, namespace: ours }));
  return ratio(type('used'), type('hard'));
};
const lacking = or(
  above(
    subtract(
      maxBy(['namespace', 'deployment'], deploymentReplicas.where({ namespace: ours })),
      maxBy(['namespace', 'deployment'], deploymentAvailable.where({ namespace: ours })),
    ),
    0,
  ),
  or(
    above(
      subtract(
        maxBy(['namespace', 'statefulset'], statefulSetReplicas.where({ namespace: ours })),
        maxBy(['namespace', 'statefulset'], statefulSetReady.where({ namespace: ours })),
      ),
      0,
    ),
    above(
      subtract(
        maxBy(['namespace', 'daemonset'], daemonSetDesired.where({ namespace: ours })),
        maxBy(['namespace', 'daemonset'], daemonSetReady.where({ namespace: ours })),
      ),
      0,
    ),
  ),
);

/** Nodes, volumes and the pods of the platform itself. */
export const platformRules = ({ thresholds: { platform: limit } }: Pick<RuleSettings, 'thresholds'>) =>
  group({
    name: 'platform',
    rules: [
      alert({
        alert: 'NodeNotReady',
        expr: below(minBy(['node'], nodeCondition.where({ condition: 'Ready', status: 'true' })), 1),
        // Kubernetes itself waits five minutes before it moves the pods
        for: '5m',
        severity: 'critical',
        summary: 'A node of the cluster is not ready.',
        description: ({ node }) => `Node ${node} is not ready; its pods are moved elsewhere, and its executors are lost.`,
        dashboard: nodeScreen,
      }),
      alert({
        alert: 'NodeUnderPressure',
        expr: maxBy(
          ['node', 'condition'],
          isTrue(nodeCondition.where({ condition: oneOf('DiskPressure', 'MemoryPressure', 'PIDPressure'), status: 'true' })),
        ),
        for: '5m',
        severity: 'warning',
        summary: 'A node runs out of something and evicts pods.',
        description: ({ node, condition }) => `Node ${node} reports ${condition}: it evicts pods and takes no new ones.`,
        dashboard: nodeScreen,
      }),
      alert({
        alert: 'NodeFilesystemFillingUp',
        expr: minBy(
          ['node', 'mountpoint'],
          below(
            ratio(
              minBy(['node', 'mountpoint'], filesystemAvailable.where(real)),
              maxBy(['node', 'mountpoint'], filesystemSize.where(real)),
            ),
            limit.nodeFilesystemFreeBelowRatio,
          ),
        ),
        for: '15m',
        severity: 'warning',
        summary: 'A file system of a node is filling up.',
        description: ({ node, mountpoint }, value) => `Only ${value.percentage} of ${mountpoint} on node ${node} is free.`,
        dashboard: nodeScreen,
      }),
      alert({
        alert: 'NodeMemoryLow',
        expr: below(ratio(minBy(['node'], memoryAvailable), maxBy(['node'], memoryTotal)), limit.nodeMemoryAvailableBelowRatio),
        for: '5m',
        severity: 'warning',
        summary: 'A node has almost no memory left.',
        description: ({ node }, value) =>
          `Only ${value.percentage} of the memory of node ${node} is available: the kernel will kill something.`,
        dashboard: nodeScreen,
      }),
      alert({
        alert: 'NodeClockSkewed',
        expr: above(maxBy(['node'], absolute(clockOffset)), limit.clockOffsetSeconds),
        for: '15m',
        severity: 'warning',
        summary: 'The clock of a node is wrong.',
        description: ({ node }, value) =>
          `The clock of node ${node} is off by ${value.duration}: S3 refuses requests of hosts that live in another time.`,
        dashboard: nodeScreen,
      }),
      alert({
        alert: 'VolumeFillingUp',
        expr: below(
          ratio(
            minBy(volume, volumeMetrics.available.where({ namespace: ours })),
            maxBy(volume, volumeMetrics.capacity.where({ namespace: ours })),
          ),
          limit.volumeFreeBelowRatio,
        ),
        for: '15m',
        severity: 'critical',
        summary: 'A volume is almost full.',
        description: ({ namespace, persistentvolumeclaim }, value) =>
          `Only ${value.percentage} of volume ${persistentvolumeclaim} in ${namespace} is free.`,
        dashboard: namespaceScreen,
      }),
      alert({
        alert: 'VolumeFullSoon',
        expr: and(
          below(
            minBy(volume, predictLinear(volumeMetrics.available.where({ namespace: ours }), '6h', limit.volumeFullWithinHours * 3600)),
            0,
          ),
          // a fresh volume fills steeply and then no more
          below(
            ratio(
              minBy(volume, volumeMetrics.available.where({ namespace: ours })),
              maxBy(volume, volumeMetrics.capacity.where({ namespace: ours })),
            ),
            0.5,
          ),
        ),
        for: '1h',
        severity: 'warning',
        summary: 'A volume will be full before long.',
        description: ({ namespace, persistentvolumeclaim }) =>
          `At the pace of the last six hours volume ${persistentvolumeclaim} in ${namespace} will soon be full.`,
        dashboard: namespaceScreen,
      }),
      alert({
        alert: 'VolumeClaimUnbound',
        expr: maxBy([...volume, 'phase'], isTrue(claimPhase.where({ namespace: ours, phase: oneOf('Pending', 'Lost') }))),
        for: '15m',
        severity: 'warning',
        summary: 'A claim has no volume.',
        description: ({ namespace, persistentvolumeclaim, phase }) =>
          `Claim ${persistentvolumeclaim} in ${namespace} is ${phase}: its pod cannot start.`,
        dashboard: namespaceScreen,
      }),
      alert({
        alert: 'ContainerRestarting',
        expr: above(
          sumBy(['namespace', 'pod', 'container'], increase(podMetrics.restarts.where({ namespace: ours }), '30m')),
          limit.restartsPerHalfHour,
        ),
        severity: 'warning',
        summary: 'A container crashes again and again.',
        description: ({ namespace, pod, container }, value) =>
          `Container ${container} of pod ${pod} in ${namespace} restarted ${value.number} times within half an hour.`,
        dashboard: namespaceScreen,
      }),
      alert({
        alert: 'NamespaceQuotaAlmostUsed',
        expr: above(or(quotaTaken(quotaCores), or(quotaTaken(quotaMemory), quotaTaken(quotaPods))), limit.quotaAboveRatio),
        for: '15m',
        severity: 'info',
        summary: 'A namespace has almost used up its quota.',
        description: ({ namespace, resource }, value) =>
          `${value.percentage} of the quota of ${resource} in ${namespace} is taken: further executors will be refused.`,
        dashboard: namespaceScreen,
      }),
      alert({
        alert: 'PlatformWorkloadDegraded',
        expr: lacking,
        // an update replaces one pod after the other
        for: '15m',
        severity: 'warning',
        summary: 'A part of the platform has fewer pods than it should.',
        description: ({ namespace, deployment, statefulset, daemonset }, value) =>
          `${deployment}${statefulset}${daemonset} in ${namespace} lacks ${value.number} pods.`,
        dashboard: namespaceScreen,
      }),
      alert({
        alert: 'PlatformJobFailed',
        expr: above(maxBy(['namespace', 'job_name'], jobFailed.where({ namespace: ours })), 0),
        for: '5m',
        severity: 'warning',
        summary: 'A Job of the platform failed.',
        description: ({ namespace, job_name }) => `Job ${job_name} in ${namespace} failed: secrets or buckets may be missing.`,
        dashboard: namespaceScreen,
      }),
      alert({
        alert: 'SparkHistoryServerUnavailable',
        expr: below(
          maxBy(
            ['namespace', 'deployment'],
            deploymentAvailable.where({ namespace: sparkHistoryServer.namespace, deployment: sparkHistoryServer.name }),
          ),
          1,
        ),
        // reading the list of event logs after a start takes minutes
        for: '10m',
        severity: 'warning',
        summary: 'The Spark history server is not available.',
        description: ({ namespace, deployment }) =>
          `No pod of ${deployment} in ${namespace} is available: finished applications cannot be looked at.`,
        dashboard: namespaceScreen,
      }),
    ],
  });
