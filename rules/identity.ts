import { podMetrics } from '../metrics/kubernetes';
import { and, isTrue, maxBy, not, oneOf, recording, relabel } from '../metrics/promql';
import { group } from './rule';

/** Which run of which application of whom: the labels that rules about Spark keep. `team` decides who is told. */
export const application = ['namespace', 'app', 'schedule', 'team'] as const;

/** Whose the pods of an application are and who pays for them; `team`, `owner` and `cost_centre` are the same for all runs of a declaration. */
export const whose = ['app', 'schedule', 'team', 'owner', 'cost_centre'] as const;

/** Matcher for the driver's page about executors: it also lists the driver, whose task time is the uptime of the application. */
export const executorsOnly = { executor_id: not('driver') } as const;

const labelled = podMetrics.labels.where({ label_spark_role: oneOf('driver', 'executor') });
const withApp = relabel(labelled, { to: 'app', from: 'label_sparkoperator_k8s_io_app_name' });
const withSchedule = relabel(withApp, { to: 'schedule', from: 'label_sparkoperator_k8s_io_scheduled_app_name' });
const withTeam = relabel(withSchedule, { to: 'team', from: 'label_team' });
const withOwner = relabel(withTeam, { to: 'owner', from: 'label_owner' });
const withCostCentre = relabel(withOwner, { to: 'cost_centre', from: 'label_cost_centre' });
const withRun = relabel(withCostCentre, { to: 'spark_app_id', from: 'label_spark_app_selector' });
const withRole = relabel(withRun, { to: 'role', from: 'label_spark_role' });
const named = relabel(withRole, { to: 'executor_id', from: 'label_spark_exec_id' });

/** Value 1 for each pod of Spark, with what it belongs to: join with it to get from a pod to its application. */
export const sparkPods = recording({
  record: 'spok:spark_pod:info',
  of: maxBy(['namespace', 'pod', ...whose, 'spark_app_id', 'role', 'executor_id'], named),
  about: 'Which application, schedule, team, owner and cost centre a pod of Spark belongs to, and whether it is a driver or an executor.',
});

/** The same, only while the pod runs: a finished driver pod stays in the cluster and keeps its requests. */
export const runningSparkPods = recording({
  record: 'spok:spark_pod_running:info',
  of: and(sparkPods, maxBy(['namespace', 'pod'], isTrue(podMetrics.phase.where({ phase: 'Running' })))),
  about: 'Pods of Spark that run now.',
});

export const identityRules = () => group({ name: 'spark-identity', rules: [sparkPods, runningSparkPods] });
