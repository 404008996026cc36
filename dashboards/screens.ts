import type { VariableKey, VariableName } from './variable';

/** What a dashboard is called, where it is found, and what can be chosen on it: enough to link to it. */
interface Screen {
  readonly title: string;
  readonly folder: 'Platform' | 'Spark' | 'Infrastructure';
  readonly variables: readonly VariableKey[];
  /** Where a reader goes next, besides the tag menu. */
  readonly next: readonly string[];
  /** What it is about: it exists only where that exists. @default always there */
  readonly needs?: 'minio' | 'argoCd';
}

/** Every dashboard by uid, in the order of a user's questions. */
export const screens = {
  'platform-overview': {
    title: 'Platform overview',
    folder: 'Platform',
    variables: ['namespace'],
    next: ['spark-fleet', 'spark-cost', 'spark-capacity', 'minio', 'spark-operator', 'argocd', 'prometheus', 'kubernetes'],
  },
  'spark-fleet': {
    title: 'Spark fleet',
    folder: 'Spark',
    variables: ['namespace', 'team'],
    next: ['spark-application', 'spark-schedules', 'spark-streaming', 'spark-cost'],
  },
  'spark-application': {
    title: 'Spark application',
    folder: 'Spark',
    variables: ['namespace', 'run'],
    next: ['spark-executors', 'spark-runs', 'spark-streaming', 'spark-cost'],
  },
  'spark-executors': {
    title: 'Spark executors',
    folder: 'Spark',
    variables: ['namespace', 'run', 'executor'],
    next: ['spark-application', 'spark-capacity', 'kubernetes'],
  },
  'spark-runs': {
    title: 'Spark runs compared',
    folder: 'Spark',
    variables: ['namespace', 'oneSchedule'],
    next: ['spark-application', 'spark-schedules'],
  },
  'spark-streaming': {
    title: 'Spark streaming',
    folder: 'Spark',
    variables: ['namespace', 'app', 'query'],
    next: ['spark-application', 'spark-executors'],
  },
  'spark-schedules': {
    title: 'Spark schedules and SLO',
    folder: 'Spark',
    variables: ['namespace', 'team', 'schedule'],
    next: ['spark-runs', 'spark-cost'],
  },
  'spark-cost': {
    title: 'Spark cost and waste',
    folder: 'Spark',
    variables: ['namespace', 'team'],
    next: ['spark-capacity', 'spark-fleet'],
  },
  'spark-capacity': {
    title: 'Capacity and scaling',
    folder: 'Spark',
    variables: ['namespace'],
    next: ['kubernetes', 'spark-cost', 'minio'],
  },
  minio: { title: 'MinIO', folder: 'Infrastructure', variables: ['bucket'], next: ['kubernetes', 'spark-fleet'], needs: 'minio' },
  'spark-operator': {
    title: 'Spark operator',
    folder: 'Infrastructure',
    variables: ['namespace'],
    next: ['kubernetes', 'argocd', 'spark-fleet'],
  },
  argocd: {
    title: 'Argo CD',
    folder: 'Infrastructure',
    variables: ['project'],
    next: ['kubernetes', 'platform-overview'],
    needs: 'argoCd',
  },
  prometheus: {
    title: 'Prometheus and Alertmanager',
    folder: 'Infrastructure',
    variables: ['job'],
    next: ['kubernetes', 'platform-overview'],
  },
  kubernetes: {
    title: 'Kubernetes namespaces and nodes',
    folder: 'Infrastructure',
    variables: ['podNamespace', 'node'],
    next: ['spark-capacity', 'platform-overview'],
  },
} as const satisfies Readonly<Record<string, Screen>>;

export type ScreenUid = keyof typeof screens;

/** Names of the variables of a screen. */
export type VariableOf<S extends ScreenUid> = VariableName<(typeof screens)[S]['variables'][number]>;

export const screen = (uid: ScreenUid): Screen => screens[uid];

/** Screens to go to from here that exist in this environment. */
export const nextOf = (uid: ScreenUid, existing: ReadonlySet<ScreenUid>): ScreenUid[] =>
  [...screens[uid].next].filter((next) => existing.has(next));
