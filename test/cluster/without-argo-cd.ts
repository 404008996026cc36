import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { HelmSource } from '../../charts/application-chart';
import { isClusterScoped, type Manifest } from '../../render/manifest';
import { type Cluster, must, titleOf } from './cluster';
import { eventually } from '../live/eventually';
import type { Rendered } from '../live/rendered';
import { bringSecrets } from './third-party';
import { programs, sparkOperatorChart, workFolder } from './settings';

const HOOK = 'argocd.argoproj.io/hook';
const WAVE = 'argocd.argoproj.io/sync-wave';

/** Kinds that others of the same step need, first. */
const FIRST = ['Namespace', 'CustomResourceDefinition', 'ServiceAccount', 'NetworkPolicy', 'ConfigMap'];
const rank = ({ kind }: Manifest): number => (FIRST.includes(kind) ? FIRST.indexOf(kind) : FIRST.length);

/**
 * Does with kubectl what Argo CD does: one component after the other, hooks at their place, each object of a kind that has a state awaited. Returns
 * what the API server warned of.
 */
export async function applyInWaves(cluster: Cluster, { charts, dist, environment }: Rendered): Promise<string[]> {
  const warnings = await cluster.apply([namespaceOfArgoCd(environment.gitOps.argoCdNamespace)]);
  for (const { component, helm } of charts) {
    const folder = `dist/${environment.name}/${component.name}/`;
    const own = [...dist].filter(([path]) => path.startsWith(folder)).flatMap(([, content]) => documents(content));
    const all = [...(helm === undefined ? [] : await helmTemplate(helm, component.namespace)), ...own];
    const hooks = all.filter(({ metadata }) => metadata.annotations?.[HOOK]);
    const objects = all.filter((object) => !hooks.includes(object));
    warnings.push(...(await inOrder(cluster, objects)));
    await bringSecrets(cluster, environment);
    for (const phase of ['Sync', 'PostSync']) {
      if (phase === 'PostSync') await ready(cluster, objects);
      for (const job of hooks.filter(({ metadata }) => metadata.annotations?.[HOOK] === phase).sort(byWave)) {
        warnings.push(...(await runHook(cluster, job)));
      }
    }
  }
  return warnings;
}

const byWave = (a: Manifest, b: Manifest) => Number(a.metadata.annotations?.[WAVE] ?? 0) - Number(b.metadata.annotations?.[WAVE] ?? 0);

const documents = (yaml: string): Manifest[] =>
  parseAllDocuments(yaml)
    .map((document) => document.toJS() as Manifest | null)
    .filter((object) => object !== null);

const namespaceOfArgoCd = (name: string) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });

async function inOrder(cluster: Cluster, objects: readonly Manifest[]): Promise<string[]> {
  const warnings: string[] = [];
  for (const step of new Set(objects.map(rank).sort())) {
    const equals = objects.filter((object) => rank(object) === step);
    // an admission webhook may need a moment until its Service leads to it
    await eventually(`applying ${equals.length} objects`, 60, async () => {
      warnings.push(...(await cluster.apply(equals)));
      return [];
    });
  }
  return warnings;
}

/** BeforeHookCreation: what an earlier run left goes first. */
async function runHook(cluster: Cluster, job: Manifest): Promise<string[]> {
  const place = ['--namespace', job.metadata.namespace ?? '', `job/${job.metadata.name}`];
  await cluster.kubectl(['delete', '--ignore-not-found', '--wait', ...place]);
  const warnings = await cluster.apply([job]);
  await cluster.kubectl(['wait', '--for=condition=Complete', '--timeout=180s', ...place]);
  return warnings;
}

/** Waits for the workloads among the objects. */
async function ready(cluster: Cluster, objects: readonly Manifest[]): Promise<void> {
  for (const { kind, metadata } of objects.filter((object) => ['Deployment', 'StatefulSet', 'DaemonSet'].includes(object.kind)))
    await cluster
      .kubectl(['rollout', 'status', '--timeout=240s', '--namespace', metadata.namespace ?? '', `${kind}/${metadata.name}`])
      .catch((error: unknown) => {
        throw new Error(`${kind} ${titleOf({ apiVersion: '', kind, metadata })} does not become ready: ${String(error)}`);
      });
}

/** Renders the chart as Argo CD does; the chart's objects leave it to Helm to say their namespace. */
async function helmTemplate({ repoUrl, chart, version, releaseName, values }: HelmSource, namespace: string): Promise<Manifest[]> {
  mkdirSync(workFolder, { recursive: true });
  const file = join(workFolder, `${releaseName}-values.json`);
  writeFileSync(file, JSON.stringify(values));
  const source = sparkOperatorChart === undefined ? [chart, '--repo', repoUrl, '--version', version] : [sparkOperatorChart];
  const yaml = await must(programs.helm, [
    'template',
    releaseName,
    ...source,
    '--namespace',
    namespace,
    '--include-crds',
    '--values',
    file,
  ]);
  return documents(yaml).map((object) => (isClusterScoped(object) ? object : { ...object, metadata: { namespace, ...object.metadata } }));
}
