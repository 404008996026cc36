import { parse } from 'yaml';
import { applications } from '../../apps-of-apps/applications';
import { platform } from '../../charts/platform';
import type { Environment } from '../../config/schema';
import type { Manifest } from '../../render/manifest';
import { type Files, renderFiles } from '../../render/render';
import type { ApplicationChart } from '../../charts/application-chart';

/** What Argo CD would find in Git: path → content, and the charts it comes from, in the order of their waves. */
export interface Rendered {
  readonly environment: Environment;
  readonly charts: readonly ApplicationChart[];
  readonly dist: Files;
  readonly appsOfApps: Files;
}

export function rendered(environment: Environment): Rendered {
  const charts = platform(environment).sort((a, b) => a.component.wave - b.component.wave);
  return {
    environment,
    charts,
    dist: renderFiles(charts.map((chart) => [`dist/${environment.name}/${chart.component.name}`, chart])),
    appsOfApps: renderFiles(applications(environment, charts).map(([folder, objects]) => [`apps-of-apps/${folder}`, objects])),
  };
}

/** Rendered objects of some kinds. */
export const objectsOf = ({ dist }: Rendered, ...kinds: readonly string[]): Manifest[] =>
  [...dist.values()].map((content) => parse(content) as Manifest).filter(({ kind }) => kinds.length === 0 || kinds.includes(kind));
