/**
 * Dashboards that alerts point to, by uid, and the variables that a link may fill. The rooms of a project depend on each other one way only,
 * rules before dashboards, so the uids stand here; a test compares them with `dashboards/screens.ts`.
 */
const linked = {
  'platform-overview': [],
  'spark-fleet': ['namespace', 'team'],
  'spark-application': ['namespace', 'app'],
  'spark-executors': ['namespace', 'app'],
  'spark-streaming': ['namespace', 'app', 'query'],
  'spark-schedules': ['namespace', 'team', 'schedule'],
  'spark-cost': ['team'],
  'spark-capacity': [],
  minio: [],
  'spark-operator': [],
  argocd: ['project'],
  prometheus: ['job'],
  kubernetes: ['namespace', 'node'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type LinkedDashboard = keyof typeof linked;

/** Variables of a dashboard that an alert may fill; a variable is called like the label that fills it. */
export type FilledVariable = (typeof linked)[LinkedDashboard][number];

/** Dashboard uid → variables, for the test that compares them with what the dashboards have. */
export const linkedDashboards: Readonly<Record<LinkedDashboard, readonly FilledVariable[]>> = linked;

/** Where an alert sends its reader: a dashboard whose variables are labels of the alert. */
export interface DashboardLink<L extends string = string> {
  readonly uid: LinkedDashboard;
  readonly variables?: ReadonlyArray<L & FilledVariable>;
}

/** One run of an application. */
export const applicationScreen = { uid: 'spark-application', variables: ['namespace', 'app'] } as const;
export const executorsScreen = { uid: 'spark-executors', variables: ['namespace', 'app'] } as const;
export const schedulesScreen = { uid: 'spark-schedules', variables: ['namespace', 'schedule'] } as const;
