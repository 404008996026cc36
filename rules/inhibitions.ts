import { minio } from '../config/components';
import type { AlertName } from './index';

/** While one of the sources fires, its targets are kept from people, as long as the labels in `equal` are the same. */
export interface Inhibition {
  readonly source: AlertName;
  readonly targets: readonly AlertName[];
  /** @default the source silences its targets everywhere */
  readonly equal?: readonly string[];
  /** Only targets with these labels. @default all of that name */
  readonly only?: Readonly<Record<string, string>>;
  /** Why the targets follow from the source. */
  readonly because: string;
}

const tuning = [
  'SparkGcTimeHigh',
  'SparkFullGcRepeating',
  'SparkHeapOversized',
  'SparkHeapUndersized',
  'SparkExecutorsIdle',
  'SparkCoresOverprovisioned',
  'SparkExecutorsUnneeded',
  'SparkStragglers',
  'SparkExecutorsImbalanced',
  'SparkTasksTooSmall',
  'SparkCachePressure',
  'SparkSpillSuspected',
  'SparkContainerThrottled',
  'SparkListenerQueueFilling',
  'SparkDynamicAllocationAtCeiling',
] as const satisfies readonly AlertName[];

const objectStoreConsequences = [
  'SparkApplicationFailed',
  'SparkSubmissionFailed',
  'SparkApplicationRestarting',
  'SparkApplicationRunsTooLong',
  'SparkJobsFailing',
  'SparkTasksFailing',
  'SparkScheduleFailingRepeatedly',
  'SparkScheduleStale',
  'SparkStreamingBatchTooLong',
  'SparkStreamingFallingBehind',
  'SparkStreamingWatermarkLate',
  'SparkStreamingQueryStopped',
  'SparkHistoryServerUnavailable',
] as const satisfies readonly AlertName[];

const SAME_TARGET = 'it says the same of the same target, more urgently';

/** Causes and their consequences, from the outermost inwards. Objectives are promises to people: nothing silences them. */
export const inhibitions: readonly Inhibition[] = [
  {
    source: 'KubeStateMetricsDown',
    targets: ['SparkApplicationNotScraped', 'SparkDriverLost', 'SparkScheduleMissed', 'SparkScheduleStale', 'PlatformWorkloadDegraded'],
    because: 'what they compare with comes from kube-state-metrics',
  },
  { source: 'KubeStateMetricsDown', targets: ['TargetDown'], only: { job: 'kube-state-metrics' }, because: SAME_TARGET },
  {
    source: 'NodeNotReady',
    targets: [
      'SparkExecutorsLost',
      'SparkExecutorsMissing',
      'SparkExecutorsPending',
      'SparkDriverLost',
      'SparkApplicationNotScraped',
      'SparkConnectServerNotReady',
      'SparkPodEvicted',
      'SparkTasksFailing',
      'PlatformWorkloadDegraded',
      'NodeUnderPressure',
    ],
    because: 'everything on the node is gone, and its pods look for another place',
  },
  {
    source: 'NodeUnderPressure',
    targets: ['NodeFilesystemFillingUp', 'NodeMemoryLow'],
    equal: ['node'],
    because: 'the kubelet acts on what they warn of',
  },
  {
    source: 'MinioDown',
    targets: ['MinioNodeOffline', 'MinioDriveOffline', 'PlatformWorkloadDegraded', ...objectStoreConsequences],
    because: 'no job can read or write',
  },
  { source: 'MinioDown', targets: ['TargetDown'], only: { namespace: minio.namespace }, because: SAME_TARGET },
  {
    source: 'MinioWriteQuorumLost',
    targets: ['MinioServerErrors', 'MinioNodeOffline', 'MinioDriveOffline', ...objectStoreConsequences],
    because: 'no job can write',
  },
  {
    source: 'MinioAlmostFull',
    targets: ['MinioFillingUp', 'MinioFullSoon'],
    equal: ['namespace'],
    because: 'it says the same, more urgently',
  },
  { source: 'MinioNodeOffline', targets: ['MinioDriveOffline'], equal: ['namespace'], because: 'the drives of a server go with it' },
  {
    source: 'VolumeFillingUp',
    targets: ['VolumeFullSoon'],
    equal: ['namespace', 'persistentvolumeclaim'],
    because: 'it says the same, more urgently',
  },
  {
    source: 'SparkOperatorDown',
    targets: [
      'SparkApplicationStuckSubmitted',
      'SparkApplicationStuckInTransition',
      'SparkScheduleMissed',
      'SparkScheduleStale',
      'SparkOperatorSubmissionsFailing',
      'SparkOperatorQueueBacklog',
    ],
    because: 'only the operator starts runs and moves applications from state to state',
  },
  { source: 'SparkOperatorDown', targets: ['TargetDown'], only: { job: 'spark-operator' }, because: SAME_TARGET },
  {
    source: 'SparkOperatorWebhookUnavailable',
    targets: ['SparkSubmissionFailed', 'SparkOperatorSubmissionsFailing', 'SparkApplicationStuckSubmitted', 'SparkExecutorsMissing'],
    because: 'the API server refuses pods that the webhook did not see',
  },
  {
    source: 'SparkPodsUnschedulable',
    targets: ['SparkExecutorsPending', 'SparkExecutorsMissing', 'SparkApplicationStuckSubmitted'],
    equal: ['namespace', 'app'],
    because: 'pods without a node wait',
  },
  {
    source: 'SparkImagePullFailing',
    targets: ['SparkExecutorsPending', 'SparkExecutorsMissing', 'SparkApplicationStuckSubmitted'],
    equal: ['namespace', 'app'],
    because: 'pods without an image wait',
  },
  {
    source: 'SparkExecutorOomKilled',
    targets: ['SparkExecutorsLost', 'SparkTasksFailing'],
    equal: ['namespace', 'app'],
    because: 'a killed executor is lost with its tasks',
  },
  {
    source: 'SparkDriverOomKilled',
    targets: ['SparkApplicationFailed', 'SparkDriverLost'],
    equal: ['namespace', 'app'],
    because: 'an application ends with its driver',
  },
  {
    source: 'SparkScheduleFailingRepeatedly',
    targets: ['SparkApplicationFailed'],
    equal: ['namespace', 'schedule'],
    because: 'it says the same of all runs together',
  },
  {
    source: 'SparkDriverLost',
    targets: ['SparkApplicationNotScraped', 'SparkStreamingQueryStopped'],
    equal: ['namespace', 'app'],
    because: 'metrics end with the driver',
  },
  { source: 'SparkApplicationFailed', targets: tuning, equal: ['namespace', 'app'], because: 'nobody tunes what does not work' },
  { source: 'SparkTeamBudgetExceeded', targets: ['SparkTeamBudgetBurning'], equal: ['team'], because: 'what was foretold has come' },
];

/** The inhibitions between alerts that an environment has. */
export function inhibitionsAmong(alerts: ReadonlyArray<{ readonly alert: string }>): Inhibition[] {
  const names = new Set(alerts.map(({ alert }) => alert));
  return inhibitions
    .filter(({ source }) => names.has(source))
    .map((inhibition) => ({ ...inhibition, targets: inhibition.targets.filter((target) => names.has(target)) }))
    .filter(({ targets }) => targets.length > 0);
}
