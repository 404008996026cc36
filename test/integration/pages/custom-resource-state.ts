import type { Sample } from '../../contract/exposition';
import type { Manifest } from '../../../render/manifest';

/*
 * kube-state-metrics' custom resource state, as its documentation describes it, for the three kinds of metrics that the platform uses. The
 * configuration is the generated one: a wrong path in it leaves the series out here as it would there.
 */

type Path = readonly string[];

interface Metric {
  readonly name: string;
  readonly each: {
    readonly stateSet?: { readonly labelName: string; readonly path: Path; readonly list: readonly string[] };
    readonly info?: { readonly labelsFromPath: Readonly<Record<string, Path>> };
    readonly gauge?: { readonly path: Path };
  };
}

export interface CustomResourceState {
  readonly spec: {
    readonly resources: ReadonlyArray<{
      readonly groupVersionKind: { readonly group: string; readonly version: string; readonly kind: string };
      readonly metricNamePrefix: string;
      readonly labelsFromPath: Readonly<Record<string, Path>>;
      readonly metrics: readonly Metric[];
    }>;
  };
}

const at = (object: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined),
    object,
  );

/** Labels whose path leads somewhere. */
const labelsAt = (object: unknown, paths: Readonly<Record<string, Path>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(paths).flatMap(([label, path]) => {
      const value = at(object, path);
      return value === undefined ? [] : [[label, value as string]];
    }),
  );

/** A number, a truth, or a time in Unix seconds; nothing for what is missing. */
function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return Number(value);
  const time = typeof value === 'string' ? Date.parse(value) / 1000 : NaN;
  return Number.isNaN(time) ? undefined : Math.floor(time);
}

/** Samples of custom resources. */
export function customResourceSamples({ spec }: CustomResourceState, objects: readonly Manifest[]): Sample[] {
  return spec.resources.flatMap(({ groupVersionKind: { group, version, kind }, metricNamePrefix, labelsFromPath, metrics }) =>
    objects
      .filter((object) => object.kind === kind && object.apiVersion === `${group}/${version}`)
      .flatMap((object) => {
        const labels = {
          customresource_group: group,
          customresource_kind: kind,
          customresource_version: version,
          ...labelsAt(object, labelsFromPath),
        };
        return metrics.flatMap(({ name, each }) => samplesOf(`${metricNamePrefix}_${name}`, labels, each, object));
      }),
  );
}

function samplesOf(name: string, labels: Record<string, string>, { stateSet, info, gauge }: Metric['each'], object: Manifest): Sample[] {
  if (stateSet)
    return stateSet.list.map((state) => ({
      name,
      labels: { ...labels, [stateSet.labelName]: state },
      value: Number(at(object, stateSet.path) === state),
    }));
  if (info) return [{ name, labels: { ...labels, ...labelsAt(object, info.labelsFromPath) }, value: 1 }];
  const value = gauge && numberOf(at(object, gauge.path));
  return value === undefined ? [] : [{ name, labels, value }];
}
