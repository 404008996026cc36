import { ApiObject, App, Chart } from 'cdk8s';
import type { ApplicationChart, HelmSource } from '../charts/application-chart';
import { components } from '../config/components';
import type { Environment } from '../config/schema';
import { appProjects, argoCdLabels, PLATFORM_PROJECT, ROOT_PROJECT } from './projects';

const IN_CLUSTER = 'in-cluster';

/** Keeps retrying a failed sync: without it, the first race of a new cluster would be final for that commit. */
const RETRY = { limit: -1, refresh: true, backoff: { duration: '10s', factor: 2, maxDuration: '3m' } };

const SYNC_OPTIONS = ['ServerSideApply=true', 'PruneLast=true', 'FailOnSharedResource=true', 'RespectIgnoreDifferences=true'];

/**
 * Folder below `apps-of-apps/` → its objects: two AppProjects and the root, which `kubectl apply -f apps-of-apps/<env>/` installs, and one folder
 * further down one Application per chart. kubectl does not descend there, so it is the root that creates those, wave by wave.
 */
export function applications(
  environment: Environment,
  charts: readonly ApplicationChart[],
): Array<readonly [folder: string, objects: Chart]> {
  const [root, children] = ['root', 'children'].map((id) => new Chart(new App(), id, { disableResourceNameHashes: true })) as [
    Chart,
    Chart,
  ];
  appProjects(root, environment, charts);
  rootApplication(root, environment);
  for (const chart of charts) childApplication(children, environment, chart);
  return [
    [environment.name, root],
    [`${environment.name}/applications`, children],
  ];
}

/** It manages its own directory, itself included. No finalizer: deleting it must not delete the platform. */
function rootApplication(scope: Chart, environment: Environment): void {
  new ApiObject(scope, 'root', {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'spok', namespace: environment.gitOps.argoCdNamespace, labels: argoCdLabels('spok') },
    spec: {
      project: ROOT_PROJECT,
      source: directory(environment, `apps-of-apps/${environment.name}`, true),
      destination: { name: IN_CLUSTER, namespace: environment.gitOps.argoCdNamespace },
      syncPolicy: { automated: { prune: true, selfHeal: true, allowEmpty: false }, retry: RETRY, syncOptions: SYNC_OPTIONS },
      // a child may be paused or refreshed by hand without the root undoing it
      ignoreDifferences: [
        {
          group: 'argoproj.io',
          kind: 'Application',
          jsonPointers: ['/spec/syncPolicy/automated', '/metadata/annotations/argocd.argoproj.io~1refresh', '/operation'],
        },
      ],
    },
  });
}

function childApplication(scope: Chart, environment: Environment, chart: ApplicationChart): void {
  const { component } = chart;
  const { argoCdNamespace } = environment.gitOps;
  new ApiObject(scope, component.name, {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      name: component.name,
      namespace: argoCdNamespace,
      labels: argoCdLabels(component.name),
      annotations: {
        // a commit elsewhere in the repository leaves this Application's cache valid
        'argocd.argoproj.io/manifest-generate-paths': '.',
        'argocd.argoproj.io/compare-options': 'ServerSideDiff=true',
        'argocd.argoproj.io/sync-wave': String(component.wave),
      },
      ...(component.leavesBehind === 'nothing' && { finalizers: ['resources-finalizer.argocd.argoproj.io'] }),
    },
    spec: {
      project: component.name === components.argoCdConfig.name ? ROOT_PROJECT : PLATFORM_PROJECT,
      ...sources(environment, chart),
      destination: { name: IN_CLUSTER, namespace: component.namespace === 'argocd' ? argoCdNamespace : component.namespace },
      revisionHistoryLimit: 5,
      syncPolicy: {
        automated: { prune: true, selfHeal: true, allowEmpty: false },
        retry: RETRY,
        syncOptions: syncOptions(chart),
      },
      ...(chart.helm && { ignoreDifferences: chart.helm.filledInTheCluster }),
    },
  });
}

const sources = (environment: Environment, chart: ApplicationChart) => {
  const own = directory(environment, `dist/${environment.name}/${chart.component.name}`);
  return chart.helm === undefined ? { source: own } : { sources: [helmSource(chart.helm), own] };
};

/** Only YAML is read: any other file would flip Argo CD's detection of the tool. */
const directory = ({ gitOps }: Environment, path: string, recurse = false) => ({
  repoURL: gitOps.repoUrl,
  targetRevision: gitOps.targetRevision,
  path,
  directory: { recurse, include: '*.yaml' },
});

const helmSource = ({ repoUrl, chart, version, releaseName, values }: HelmSource) => ({
  repoURL: repoUrl,
  chart,
  targetRevision: version,
  helm: { releaseName, valuesObject: values },
});

/** Hook Jobs of the bootstrap must run at each sync, even when nothing else has changed. */
const syncOptions = ({ component }: ApplicationChart): string[] => [
  ...SYNC_OPTIONS,
  ...(component.name === components.bootstrapSecrets.name ? [] : ['ApplyOutOfSyncOnly=true']),
  // on a new cluster its kinds exist only once the operator is there
  ...(component.name === components.sparkApplications.name ? ['SkipDryRunOnMissingResource=true'] : []),
];
