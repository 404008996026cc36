import { applications } from '../../apps-of-apps/applications';
import type { ApplicationChart } from '../../charts/application-chart';
import type { PlatformContext } from '../../charts/context';
import { platform } from '../../charts/platform';
import { checked } from '../../config/configuration';
import type { Environment, EnvironmentInput } from '../../config/schema';
import { type Manifest, manifests } from '../../render/manifest';
import { type Files, renderFiles } from '../../render/render';

/** One object, the file it is written to, and the component it belongs to. */
export interface PlacedObject {
  /** `<environment>/<component>/<Kind>.<name>.yaml`. */
  readonly path: string;
  /** Name of the component = directory = Argo CD Application. */
  readonly component: string;
  readonly content: string;
  readonly manifest: Manifest;
}

/** Everything that one environment renders. */
export interface RenderedPlatform {
  /** The environment's name, or what the variant is about. */
  readonly title: string;
  readonly environment: Environment;
  readonly context: PlatformContext;
  readonly charts: readonly ApplicationChart[];
  /** What is below `dist/`, by path. */
  readonly dist: Files;
  /** What is below `apps-of-apps/`, by path. */
  readonly appsOfApps: Files;
  /** Objects below `dist/`. */
  readonly objects: readonly PlacedObject[];
  /** AppProjects and Applications. */
  readonly argoCdObjects: readonly Manifest[];
}

/** Renders one environment the way `main.ts` does. */
export function rendered(title: string, input: EnvironmentInput): RenderedPlatform {
  const environment = checked([input])[0]!;
  const charts = platform(environment);
  const argoCd = applications(environment, charts);
  const dist = renderFiles(charts.map((chart) => [`${environment.name}/${chart.component.name}`, chart]));
  const paths = [...dist];
  const objects = charts
    .flatMap((chart) => manifests(chart).map((manifest) => ({ component: chart.component.name, manifest })))
    // both come in order of construction
    .map((object, index) => ({ ...object, path: paths[index]![0], content: paths[index]![1] }));
  return {
    title,
    environment,
    context: charts[0]!.context,
    charts,
    dist,
    appsOfApps: renderFiles(argoCd),
    objects,
    argoCdObjects: argoCd.flatMap(([, chart]) => manifests(chart)),
  };
}

/** Objects of one kind. */
export const ofKind = (objects: readonly PlacedObject[], ...kinds: readonly string[]): PlacedObject[] =>
  objects.filter(({ manifest }) => kinds.includes(manifest.kind));

/** The one object of a kind and name. Throws if there is none. */
export function theObject({ objects, title }: RenderedPlatform, kind: string, name: string): Manifest {
  const found = objects.find(({ manifest }) => manifest.kind === kind && manifest.metadata.name === name);
  if (!found) throw new Error(`${title} renders no ${kind} ${name}`);
  return found.manifest;
}

/** Every value inside a value with its JSON pointer, itself included. */
export function* valuesIn(value: unknown, pointer = ''): Generator<{ pointer: string; value: unknown }> {
  yield { pointer, value };
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) yield* valuesIn(inner, `${pointer}/${key}`);
}
