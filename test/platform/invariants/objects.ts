import { isDeepStrictEqual } from 'node:util';
import { k8s } from 'cdk8s-plus-28';
import { parse } from 'yaml';
import { isClusterScoped, manifests } from '../../../render/manifest';
import { isCustomResource, schemaErrors } from '../../imports/validation';
import { platforms, valuesIn } from '../manifests';

const nativeKinds = new Set(
  Object.values(k8s).flatMap((exported) => ('GVK' in exported ? [`${exported.GVK.apiVersion} ${exported.GVK.kind}`] : [])),
);

/** Texts that the emitter leaves bare although YAML 1.1 readers, Kubernetes' own among them, take them for numbers or line breaks. */
const MISTAKABLE = /^0[oO][0-7]+$|^[-+]?0X[0-9a-fA-F]+$|[\u2028\u2029\u0085\u007f]/;

/** Contents that are known to read back; variants share most of theirs. */
const known = new Set<string>();

function readsBack(content: string, manifest: object): boolean {
  const good = known.has(content) || (['1.1', '1.2'] as const).every((version) => isDeepStrictEqual(parse(content, { version }), manifest));
  if (good) known.add(content);
  return good;
}

const MEBIBYTE = 2 ** 20;
/** Above this, client-side apply cannot keep the last state in an annotation. */
const LARGEST_CLIENT_SIDE = 262_144;

describe.each(platforms)('every object of $title', ({ environment, charts, objects, argoCdObjects, dist, appsOfApps }) => {
  const everything = [
    ...objects,
    ...argoCdObjects.map((manifest, index) => ({
      manifest,
      path: [...appsOfApps.keys()][index]!,
      content: [...appsOfApps.values()][index]!,
    })),
  ];

  test('has a file of its own', () => {
    expect(dist.size).toBe(charts.flatMap((chart) => manifests(chart)).length);
    expect(objects.length).toBeGreaterThan(50);
  });

  test('has a file in the directory of its component, named after kind and name', () => {
    const elsewhere = objects.filter(
      ({ path, component, manifest }) => path !== `${environment.name}/${component}/${manifest.kind}.${manifest.metadata.name}.yaml`,
    );
    expect(elsewhere.map(({ path }) => path)).toEqual([]);
  });

  test('is found in one component only', () => {
    const identities = objects.map(({ manifest: { kind, metadata } }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`);
    expect(identities.filter((identity, index) => identities.indexOf(identity) !== index)).toEqual([]);
  });

  test('states its namespace, unless its kind has none', () => {
    const wrong = everything.filter(({ manifest }) => isClusterScoped(manifest) !== (manifest.metadata.namespace === undefined));
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  test('lives in a namespace that the platform or Argo CD owns', () => {
    const owned = objects.filter(({ manifest }) => manifest.kind === 'Namespace').map(({ manifest }) => manifest.metadata.name);
    const strangers = everything.filter(
      ({ manifest: { metadata } }) =>
        metadata.namespace !== undefined && ![...owned, environment.gitOps.argoCdNamespace].includes(metadata.namespace),
    );
    expect(strangers.map(({ path }) => path)).toEqual([]);
  });

  test('is of a kind that Kubernetes 1.28 serves, or valid by the definition of its kind', () => {
    const errors = everything.flatMap(({ manifest }) => {
      if (isCustomResource(manifest)) return schemaErrors(manifest);
      return nativeKinds.has(`${manifest.apiVersion} ${manifest.kind}`) ? [] : [`${manifest.apiVersion} ${manifest.kind} is unknown`];
    });
    expect(errors).toEqual([]);
  });

  test('holds no null and no number that is none', () => {
    const holes = everything.flatMap(({ path, manifest }) =>
      [...valuesIn(manifest)]
        .filter(({ value }) => value === null || value === undefined || Number.isNaN(value))
        .map(({ pointer }) => path + pointer),
    );
    expect(holes).toEqual([]);
  });

  test('reads back as itself, by YAML 1.1 and 1.2', () => {
    const changed = everything.filter(({ manifest, content }) => !readsBack(content, manifest));
    expect(changed.map(({ path }) => path)).toEqual([]);
  });

  test('has no text that some reader takes for a number', () => {
    const mistakable = everything.flatMap(({ path, manifest }) =>
      [...valuesIn(manifest)]
        .filter(({ value }) => typeof value === 'string' && MISTAKABLE.test(value))
        .map(({ pointer }) => path + pointer),
    );
    expect(mistakable).toEqual([]);
  });

  test('has texts as annotations and labels', () => {
    const wrong = everything.filter(({ manifest: { metadata } }) =>
      Object.values({ ...metadata.annotations, ...metadata.labels } as Record<string, unknown>).some((value) => typeof value !== 'string'),
    );
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  test('fits where it has to: ConfigMaps below 1 MiB, large objects applied by the server, components below 10 MB', () => {
    const tooLarge = objects.filter(({ manifest, content }) => manifest.kind === 'ConfigMap' && Buffer.byteLength(content) >= MEBIBYTE);
    expect(tooLarge.map(({ path }) => path)).toEqual([]);
    const options = (name: string): string[] =>
      argoCdObjects.find(({ metadata }) => metadata.name === name)?.spec.syncPolicy.syncOptions ?? [];
    const unappliable = objects.filter(
      ({ component, content }) => Buffer.byteLength(content) > LARGEST_CLIENT_SIDE && !options(component).includes('ServerSideApply=true'),
    );
    expect(unappliable.map(({ path }) => path)).toEqual([]);
    const sizeOf = (name: string) =>
      objects.filter(({ component }) => component === name).reduce((sum, { content }) => sum + Buffer.byteLength(content), 0);
    expect(charts.map(({ component }) => component.name).filter((name) => sizeOf(name) >= 10_000_000)).toEqual([]);
  });

  test('says what it is and that it belongs to the platform', () => {
    // argocd-cm is Argo CD's: server-side apply adds our keys to it and must leave its labels alone
    const unlabelled = everything.filter(({ path, manifest: { metadata } }) => {
      const labels = metadata.labels ?? {};
      return (
        !path.endsWith('/ConfigMap.argocd-cm.yaml') && !(labels['app.kubernetes.io/name'] && labels['app.kubernetes.io/part-of'] === 'spok')
      );
    });
    expect(unlabelled.map(({ path }) => path)).toEqual([]);
  });

  test('has labels that Kubernetes accepts, on itself and on its pods', () => {
    const KEY = /^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/;
    const VALUE = /^([A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?)?$/;
    const wrong = everything.flatMap(({ path, manifest }) =>
      [...valuesIn(manifest)]
        .filter(({ pointer, value }) => /\/(labels|matchLabels)$/.test(pointer) && typeof value === 'object')
        .flatMap(({ pointer, value }) =>
          Object.entries(value as object)
            .filter(([key, text]) => !KEY.test(key) || !VALUE.test(String(text)))
            .map(([key, text]) => `${path}${pointer}/${key}: ${String(text)}`),
        ),
    );
    expect(wrong).toEqual([]);
  });

  test('shows no trace of a value that was missing', () => {
    const traces = everything.filter(({ content }) => /: undefined$|\bundefined-|-undefined\b|\[object Object\]|\bNaN\b/m.test(content));
    expect(traces.map(({ path }) => path)).toEqual([]);
  });
});
