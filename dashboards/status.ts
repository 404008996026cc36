import type { applicationStates, connectStates } from '../metrics/custom-resource-state';
import { constant, isTrue, maxBy, multiply, oneOf, or, type PanelExpression } from '../metrics/promql';
import { podMetrics } from '../metrics/kubernetes';
import { applicationMetrics, connectMetrics } from '../metrics/spark-applications';
import { sparkPods } from '../rules/identity';
import { joinOn } from '../metrics/promql';
import type { Scope } from '../metrics/expression';
import type { Series } from '../metrics/series';
import type { Colour } from './palette';
import type { States } from './states';
import { choice, chosen } from './variable';

type ConnectState = (typeof connectStates)[number];

const connectPhases = [
  { text: 'starting', colour: 'neutral', state: 'Provisioning' },
  { text: 'not ready', colour: 'warning', state: 'NotReady' },
  { text: 'ready', colour: 'good', state: 'Ready' },
  { text: 'failed', colour: 'critical', state: 'Failed' },
] as const satisfies ReadonlyArray<{ readonly text: string; readonly colour: Colour; readonly state: ConnectState }>;

type ApplicationState = (typeof applicationStates)[number];

interface ApplicationPhase {
  readonly text: string;
  readonly colour: Colour;
  readonly states: readonly [ApplicationState, ...ApplicationState[]];
}

const phases: readonly ApplicationPhase[] = [
  { text: 'waiting', colour: 'neutral', states: ['SUBMITTED', 'PENDING_RERUN', 'INVALIDATING', 'RESUMING', 'UNKNOWN'] },
  { text: 'running', colour: 'good', states: ['RUNNING', 'SUCCEEDING'] },
  { text: 'completed', colour: 'done', states: ['COMPLETED'] },
  { text: 'suspended', colour: 'warning', states: ['SUSPENDING', 'SUSPENDED'] },
  { text: 'failed', colour: 'critical', states: ['FAILING', 'FAILED', 'SUBMISSION_FAILED'] },
];

/** What the states of an application mean to a reader, from what is still open to what is settled. */
export const applicationPhases = phases;

/** Phases of pods, as Kubernetes calls them. */
const podPhases = [
  { text: 'Pending', colour: 'warning' },
  { text: 'Running', colour: 'good' },
  { text: 'Succeeded', colour: 'done' },
  { text: 'Failed', colour: 'critical' },
  { text: 'Unknown', colour: 'critical' },
] as const satisfies ReadonlyArray<{ readonly text: string; readonly colour: Colour }>;

/** The first is 1, so that 0 stays nothing. */
const numbered = (phases: ReadonlyArray<{ readonly text: string; readonly colour: Colour }>): States =>
  Object.fromEntries(phases.map(({ text, colour }, index) => [index + 1, { text, colour }]));

export const applicationStatusWords = numbered(applicationPhases);
export const podStatusWords = numbered(podPhases);
export const connectStatusWords = numbered(connectPhases);

const either = <L extends string>(parts: ReadonlyArray<PanelExpression<'count', L>>): PanelExpression<'count', L> => {
  const [first, ...others] = parts;
  if (first === undefined) throw new Error('a status needs at least one phase');
  return others.reduce((all, part) => or(all, part), first);
};

type StateLabel = (typeof applicationMetrics.state.labels)[number];

/** The number of the phase that each of the chosen applications is in, by the labels given. */
export const applicationStatus = <const By extends StateLabel>(
  by: readonly By[],
  of: Series<'gauge', 'boolean', StateLabel, Scope>,
): PanelExpression<'count', By> =>
  either(
    phases.map(({ states }, index) => multiply(maxBy(by, isTrue(of.where({ state: oneOf(...states) }))), constant(index + 1, 'count'))),
  );

/** The number of the phase that each pod of an application is in. */
export const podStatus: PanelExpression<'count', 'namespace' | 'pod'> = either(
  podPhases.map(({ text }, index) =>
    multiply(
      maxBy(
        ['namespace', 'pod'],
        joinOn(
          ['namespace', 'pod'],
          maxBy(['namespace', 'pod'], isTrue(podMetrics.phase.where({ phase: text, namespace: chosen.namespace }))),
          sparkPods.where({ namespace: chosen.namespace, app: chosen.app }),
          { groupLeft: ['app'] },
        ),
      ),
      constant(index + 1, 'count'),
    ),
  ),
);

/** The number of the phase that each Spark Connect server of the chosen namespaces and teams is in. */
export const connectStatus = either(
  connectPhases.map(({ state }, index) =>
    multiply(
      maxBy(['namespace', 'app', 'team'], isTrue(connectMetrics.state.where({ state, ...choice('namespace', 'team') }))),
      constant(index + 1, 'count'),
    ),
  ),
);
