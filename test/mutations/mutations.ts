/** A mistake that somebody could make, and the first check that must not let it pass. */
export interface Mutation {
  readonly name: string;
  /** Source file, from the root of the repository. */
  readonly file: string;
  /** Text that stands in it exactly once, and what it becomes. */
  readonly find: string;
  readonly replace: string;
  /** Checks in the order in which they are tried; at least one must fail. */
  readonly checks: ReadonlyArray<readonly [program: string, ...args: string[]]>;
}

const jest = (...files: string[]) => ['npx', 'jest', ...files] as const;
const configuration = ['npm', 'run', 'test:configuration'] as const;
const integration = ['npm', 'run', 'test:integration'] as const;
const cluster = ['npm', 'run', 'test:cluster', '--', '--without-argo-cd'] as const;
const clusterThroughArgoCd = ['npm', 'run', 'test:cluster'] as const;

export const mutations: readonly Mutation[] = [
  {
    name: 'a metric has another name',
    file: 'metrics/spark-executors.ts',
    find: "'metrics_executor_totalTasks_total'",
    replace: "'metrics_executor_allTasks_total'",
    checks: [jest('test/metrics'), integration],
  },
  {
    name: 'relabelling loses the name of the application',
    file: 'metrics/relabelling.ts',
    find: 'podLabel(label)])),',
    replace: 'podLabel(`${label}s`)])),',
    checks: [jest('test/metrics'), integration, cluster],
  },
  {
    name: 'the history server may write',
    file: 'charts/minio.ts',
    find: '[eventLogs]: historyAccess',
    replace: "[eventLogs]: 'readWrite'",
    checks: [jest('test/charts/object-store.test.ts'), integration, cluster],
  },
  {
    name: 'critical alerts go to nobody',
    file: 'charts/parts/alertmanager-config.ts',
    find: '{ receiver: criticalReceiver, matchers',
    replace: '{ receiver: NOBODY, matchers',
    checks: [jest('test/charts/alertmanager.test.ts'), configuration, integration],
  },
  {
    name: 'a probe asks the wrong port',
    file: 'charts/kube-state-metrics.ts',
    find: "readinessProbe: httpProbe('telemetry'",
    replace: "readinessProbe: httpProbe('http'",
    checks: [jest('test/platform'), cluster],
  },
  {
    name: 'a verb is missing in RBAC',
    file: 'charts/kube-state-metrics.ts',
    find: "const verbs = ['list', 'watch'];",
    replace: "const verbs = ['watch'];",
    checks: [jest('test/charts/kube-state-metrics.test.ts'), cluster],
  },
  {
    name: 'a peer is missing in a NetworkPolicy',
    file: 'config/connections.ts',
    find: "  connection(sparkExecutor, minio, 'api'),\n",
    replace: '',
    checks: [jest('test/platform'), cluster],
  },
  {
    name: 'a component comes before what it needs',
    file: 'config/components.ts',
    find: "name: 'bootstrap-secrets',\n    namespace: 'monitoring',\n    wave: -15,",
    replace: "name: 'bootstrap-secrets',\n    namespace: 'monitoring',\n    wave: 15,",
    checks: [jest('test/platform'), clusterThroughArgoCd],
  },
];
