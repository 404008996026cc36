import { containerMetrics } from '../metrics/containers';
import { podMetrics } from '../metrics/kubernetes';
import {
  above,
  and,
  atMost,
  below,
  countBy,
  increase,
  isTrue,
  joinOn,
  matching,
  maxBy,
  now,
  oneOf,
  or,
  recording,
  reinterpret,
  subtract,
  sumBy,
  unless,
  zeroFor,
} from '../metrics/promql';
import { applicationMetrics } from '../metrics/spark-applications';
import { driverMetrics } from '../metrics/spark-driver';
import { executorMetrics } from '../metrics/spark-executors';
import { executorsScreen } from './dashboard-link';
import { application, executorsOnly, sparkPods } from './identity';
import { alert, group } from './rule';
import type { RuleSettings } from './settings';

const { executorsAll, executorsMaxNeeded, executorsTarget, executorsExitedUnexpectedly } = driverMetrics;

export const executorsMissing = recording({
  record: 'spok:app_missing_executors:max',
  of: subtract(maxBy(application, executorsTarget), maxBy(application, executorsAll)),
  about: 'Executors that dynamic allocation asked Kubernetes for and has not got; below 0 while it lets some go.',
});

export const executorsUnneeded = recording({
  record: 'spok:app_unneeded_executors:max',
  of: subtract(maxBy(application, executorsAll), maxBy(application, executorsMaxNeeded)),
  about: 'Executors beyond those that all pending tasks could use; below 0 while more would help.',
});

/** The driver is always on the page, so an application whose executors have all left counts 0, not nothing. */
export const executorCount = recording({
  record: 'spok:app_executors:count',
  of: or(
    countBy(application, executorMetrics.maxTasks.where(executorsOnly)),
    zeroFor(countBy(application, executorMetrics.maxTasks.where({ executor_id: 'driver' })), 'count'),
  ),
  about: 'Executors registered with the driver; 0 where all have left.',
});

const pod = ['namespace', 'pod'] as const;
const ofPod = ['app', 'schedule', 'team'] as const;
const byPod = [...application, 'pod'] as const;
const driver = 'spark-kubernetes-driver';
const executor = 'spark-kubernetes-executor';

const pods = sparkPods;
const executorPods = sparkPods.where({ role: 'executor' });
const { phase, unschedulable, waitingReason, terminatedReason, statusReason, completedAt } = podMetrics;

const pending = joinOn(pod, maxBy(pod, isTrue(phase.where({ phase: 'Pending' }))), executorPods, { groupLeft: ofPod });
const killed = (container: string) => maxBy(pod, isTrue(terminatedReason.where({ reason: 'OOMKilled', container })));
const oomEvents = above(sumBy(pod, increase(containerMetrics.oomEvents.where({ container: executor }), '10m')), 0);
/** Where dynamic allocation is on, the number in the specification is only where it begins. */
const requested = unless(
  and(
    maxBy(application, applicationMetrics.executorInstances),
    maxBy(application, isTrue(applicationMetrics.state.where({ state: 'RUNNING' }))),
  ),
  maxBy(application, executorsTarget),
);

/** Whether an application gets the executors that it asks for, and keeps them. */
export const executorRules = ({ thresholds: { executors: limit } }: Pick<RuleSettings, 'thresholds'>) =>
  group({
    name: 'spark-executors',
    rules: [
      executorCount,
      executorsMissing,
      executorsUnneeded,
      alert({
        alert: 'SparkPodsUnschedulable',
        expr: sumBy([...application, 'role'], joinOn(pod, maxBy(pod, isTrue(unschedulable)), pods, { groupLeft: [...ofPod, 'role'] })),
        // a cluster that grows by itself needs minutes for a node
        for: '10m',
        severity: 'warning',
        summary: 'No node has room for pods of a Spark application.',
        description: ({ namespace, app, team, role }, value) =>
          `${value.number} ${role} pods of ${app} in ${namespace} (team ${team}) fit on no node.`,
        dashboard: executorsScreen,
      }),
      alert({
        alert: 'SparkExecutorsPending',
        expr: above(sumBy(application, pending), 0),
        for: '10m',
        severity: 'warning',
        summary: 'Executors of a Spark application wait to start.',
        description: ({ namespace, app, team }, value) => `${value.number} executors of ${app} in ${namespace} (team ${team}) are pending.`,
        dashboard: executorsScreen,
      }),
      alert({
        alert: 'SparkExecutorsMissing',
        expr: or(above(executorsMissing, 0), above(subtract(requested, executorCount), 0)),
        for: '10m',
        severity: 'warning',
        summary: 'A Spark application runs with fewer executors than it asked for.',
        description: ({ namespace, app, team }, value) => `${app} in ${namespace} (team ${team}) lacks ${value.number} executors.`,
        dashboard: executorsScreen,
      }),
      alert({
        alert: 'SparkExecutorsLost',
        expr: above(sumBy(application, increase(executorsExitedUnexpectedly, '30m')), limit.lostPerHalfHour),
        severity: 'warning',
        summary: 'Executors of a Spark application die.',
        description: ({ namespace, app, team }, value) =>
          `${value.number} executors of ${app} in ${namespace} (team ${team}) died within half an hour; their tasks and shuffle files are lost.`,
        dashboard: executorsScreen,
      }),
      alert({
        alert: 'SparkDriverOomKilled',
        expr: joinOn(
          pod,
          // the pod stays as long as the application, so the alert ends by the clock
          and(killed(driver), below(subtract(now, maxBy(pod, completedAt)), 3600)),
          sparkPods.where({ role: 'driver' }),
          { groupLeft: ofPod },
        ),
        severity: 'warning',
        summary: 'A Spark driver was killed for memory.',
        description: ({ namespace, pod, app, team }) =>
          `The driver of ${app} in ${namespace} (team ${team}), pod ${pod}, exceeded its memory limit.`,
        dashboard: executorsScreen,
      }),
      alert({
        alert: 'SparkExecutorOomKilled',
        // Spark deletes executors that died, so their state is often missed; the kernel's count is not
        expr: maxBy(
          byPod,
          joinOn(pod, or(killed(executor), reinterpret(oomEvents, 'boolean', 'the alert only asks whether there was one')), executorPods, {
            groupLeft: ofPod,
          }),
        ),
        severity: 'warning',
        summary: 'An executor was killed for memory.',
        description: ({ namespace, pod, app, team }) =>
          `Executor ${pod} of ${app} in ${namespace} (team ${team}) exceeded its memory limit.`,
        dashboard: executorsScreen,
      }),
      alert({
        alert: 'SparkPodEvicted',
        expr: maxBy(
          [...byPod, 'reason'],
          joinOn(pod, maxBy([...pod, 'reason'], isTrue(statusReason.where({ reason: oneOf('Evicted', 'NodeLost', 'Shutdown') }))), pods, {
            groupLeft: ofPod,
          }),
        ),
        severity: 'warning',
        summary: 'A node threw out a pod of Spark.',
        description: ({ namespace, pod, app, team, reason }) =>
          `Pod ${pod} of ${app} in ${namespace} (team ${team}) was ended from outside: ${reason}.`,
        dashboard: executorsScreen,
      }),
      alert({
        alert: 'SparkImagePullFailing',
        expr: maxBy(
          [...byPod, 'reason'],
          joinOn(
            pod,
            maxBy(
              [...pod, 'reason'],
              isTrue(
                waitingReason.where({
                  container: matching('spark-kubernetes-.+'),
                  reason: oneOf('ErrImagePull', 'ImagePullBackOff', 'InvalidImageName'),
                }),
              ),
            ),
            pods,
            { groupLeft: ofPod },
          ),
        ),
        for: '5m',
        severity: 'warning',
        summary: 'The image of a Spark pod cannot be pulled.',
        description: ({ namespace, pod, app, team, reason }) => `Pod ${pod} of ${app} in ${namespace} (team ${team}) waits: ${reason}.`,
        dashboard: executorsScreen,
      }),
      alert({
        alert: 'SparkDynamicAllocationAtCeiling',
        // all that was asked for is there, and still more could be used: only the configured maximum is in the way
        expr: and(
          above(subtract(maxBy(application, executorsMaxNeeded), maxBy(application, executorsTarget)), 0),
          atMost(executorsMissing, 0),
        ),
        for: '15m',
        severity: 'info',
        summary: 'Dynamic allocation has reached its ceiling.',
        description: ({ namespace, app, team }, value) =>
          `${app} in ${namespace} (team ${team}) could use ${value.number} executors more than dynamicAllocation.maxExecutors allows.`,
        dashboard: executorsScreen,
      }),
    ],
  });
