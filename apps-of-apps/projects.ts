import { ApiObject, type Chart } from 'cdk8s';
import type { ApplicationChart } from '../charts/application-chart';
import { namespacesOf } from '../charts/namespaces';
import type { Environment } from '../config/schema';
import { isClusterScoped, manifests } from '../render/manifest';

/** May create Applications, and so is for administrators only. */
export const ROOT_PROJECT = 'spok-root';
/** May create what the platform consists of, in its own namespaces. */
export const PLATFORM_PROJECT = 'spok';

/** Labels of a project or an Application; with `part-of`, Argo CD's tree shows it as a child. */
export const argoCdLabels = (name: string): Record<string, string> => ({
  'app.kubernetes.io/name': name,
  'app.kubernetes.io/part-of': 'spok',
});

/** Both projects, each with the least it needs: repositories, destinations and kinds derive from the charts. */
export function appProjects(scope: Chart, environment: Environment, charts: readonly ApplicationChart[]): void {
  rootProject(scope, environment);
  platformProject(scope, environment, charts);
}

function rootProject(scope: Chart, { gitOps }: Environment): void {
  project(scope, gitOps.argoCdNamespace, ROOT_PROJECT, {
    description: 'The app-of-apps of SPoK and its part of the configuration of Argo CD',
    sourceRepos: [gitOps.repoUrl],
    destinations: [{ name: 'in-cluster', namespace: gitOps.argoCdNamespace }],
    clusterResourceWhitelist: [],
    namespaceResourceWhitelist: [
      { group: 'argoproj.io', kind: 'Application' },
      { group: 'argoproj.io', kind: 'AppProject' },
      { group: '', kind: 'ConfigMap' },
    ],
  });
}

function platformProject(scope: Chart, { gitOps }: Environment, charts: readonly ApplicationChart[]): void {
  const helm = charts.flatMap((chart) => (chart.helm === undefined ? [] : [chart.helm]));
  const namespaces = [...new Set(charts.flatMap(({ context }) => namespacesOf(context)))].sort();
  project(scope, gitOps.argoCdNamespace, PLATFORM_PROJECT, {
    description: 'The Spark data platform and its monitoring',
    sourceRepos: [gitOps.repoUrl, ...helm.map(({ repoUrl }) => repoUrl)],
    destinations: namespaces.map((namespace) => ({ name: 'in-cluster', namespace })),
    clusterResourceWhitelist: [...clusterResources(charts), ...HELM_CLUSTER_RESOURCES],
    // a blacklist, not a whitelist: the latter would hide pods and ReplicaSets in Argo CD's own view
    namespaceResourceBlacklist: [
      { group: '', kind: 'Secret' },
      { group: 'argoproj.io', kind: '*' },
    ],
    orphanedResources: { warn: true, ignore: [{ group: '', kind: 'Secret' }] },
  });
}

/** Cluster-scoped objects of the operator's chart: its CRDs, roles and webhook configurations. */
const HELM_CLUSTER_RESOURCES = [
  { group: 'apiextensions.k8s.io', kind: 'CustomResourceDefinition', name: '*.sparkoperator.k8s.io' },
  { group: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'spark-operator-*' },
  { group: 'rbac.authorization.k8s.io', kind: 'ClusterRoleBinding', name: 'spark-operator-*' },
  { group: 'admissionregistration.k8s.io', kind: 'MutatingWebhookConfiguration', name: 'spark-operator-*' },
  { group: 'admissionregistration.k8s.io', kind: 'ValidatingWebhookConfiguration', name: 'spark-operator-*' },
];

/** Exactly the cluster-scoped objects that the charts render, each by its name. */
function clusterResources(charts: readonly ApplicationChart[]): Array<{ group: string; kind: string; name: string }> {
  return charts
    .flatMap((chart) => manifests(chart))
    .filter(isClusterScoped)
    .map(({ apiVersion, kind, metadata }) => ({
      group: apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '',
      kind,
      name: metadata.name,
    }))
    .sort((a, b) => `${a.kind}/${a.name}`.localeCompare(`${b.kind}/${b.name}`, 'en'));
}

const project = (scope: Chart, namespace: string, name: string, spec: object): ApiObject =>
  new ApiObject(scope, name, {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name, namespace, labels: argoCdLabels(name), annotations: { 'argocd.argoproj.io/sync-wave': '-40' } },
    spec,
  });
