import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, App, Chart, JsonPatch } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import fc from 'fast-check';
import { parse } from 'yaml';
import { isClusterScoped, manifests, patchRendered } from '../../render/manifest';
import { renderFiles, RenderError } from '../../render/render';

interface Card {
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string | undefined;
  readonly data?: object;
}

/** A chart with one object per card; a ConfigMap in a namespace, unless a card says otherwise. */
function chartOf(...cards: readonly Card[]): Chart {
  const chart = new Chart(new App(), 'chart', { disableResourceNameHashes: true });
  cards.forEach((card, index) => {
    const { kind = 'ConfigMap', name = 'settings', data } = card;
    const namespace = 'namespace' in card ? card.namespace : 'home';
    new ApiObject(chart, `object-${index}`, {
      apiVersion: 'v1',
      kind,
      metadata: { name, ...(namespace && { namespace }) },
      ...(data && { data }),
    });
  });
  return chart;
}

/** What is wrong with a chart, one line per problem; empty if it renders. */
function problemsOf(...charts: ReadonlyArray<readonly [string, Chart]>): readonly string[] {
  try {
    renderFiles(charts);
    return [];
  } catch (error) {
    if (error instanceof RenderError) return error.problems;
    throw error;
  }
}

describe('rendering', () => {
  test('every object gets a file of its own, named after kind and name, in the folder of its chart', () => {
    const files = renderFiles([
      ['one', chartOf({}, { kind: 'Service' })],
      ['', chartOf({})],
    ]);
    expect([...files.keys()]).toEqual(['one/ConfigMap.settings.yaml', 'one/Service.settings.yaml', 'ConfigMap.settings.yaml']);
  });

  test('a file reads back as its object', () => {
    const [content] = renderFiles([['', chartOf({ data: { list: ['a'], empty: {} } })]]).values();
    expect(parse(content!)).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'settings', namespace: 'home' },
      data: { list: ['a'], empty: {} },
    });
  });

  test('any text reads back as itself by YAML 1.1 and 1.2, but for what no object may hold', () => {
    const tricky = [
      'on',
      'Off',
      'yes',
      'NO',
      'y',
      'n',
      '~',
      'null',
      '1_000',
      '1:30',
      '0x1F',
      '010',
      '1e3',
      '.5',
      '-',
      '2001-01-01',
      '=',
      '<<',
      '!x',
      '&x',
      '*x',
      '',
      ' ',
    ];
    const text = fc
      .oneof(fc.constantFrom(...tricky), fc.string())
      .filter((value) => !/^0[oO]|^[-+]?0X|[\u2028\u2029\u0085\u007f]|[\ud800-\udfff]/.test(value));
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), text, { noNullPrototype: true }), (data) => {
        const [content] = renderFiles([['', chartOf({ data })]]).values();
        expect(parse(content!, { version: '1.1' }).data ?? {}).toEqual({ ...data });
        expect(parse(content!, { version: '1.2' }).data ?? {}).toEqual({ ...data });
      }),
    );
  });

  test('two objects for one file: an error that names both, since one would overwrite the other', () => {
    expect(problemsOf(['one', chartOf({ namespace: 'a' }, { namespace: 'b' })])).toEqual([
      'one/ConfigMap.settings.yaml: would be written by both ConfigMap a/settings and ConfigMap b/settings; give one another name',
    ]);
    expect(problemsOf(['one', chartOf({})], ['one', chartOf({})])).toHaveLength(1);
    expect(problemsOf(['one', chartOf({})], ['two', chartOf({})])).toEqual([]);
  });

  test('a colon becomes a hyphen in a file name, and is not lost in a collision', () => {
    const roles = (...names: string[]) => chartOf(...names.map((name) => ({ kind: 'ClusterRole', name, namespace: undefined })));
    expect([...renderFiles([['', roles('system:view')]]).keys()]).toEqual(['ClusterRole.system-view.yaml']);
    expect(problemsOf(['', roles('system:view', 'system-view')])).toHaveLength(1);
  });

  test.each(['Upper', '-x', 'x-', 'under_score', 'a/b', 'a b', 'a:b', 'x'.repeat(254)])('refuses the name "%s"', (name) => {
    expect(problemsOf(['', chartOf({ name })])).toEqual([
      `ConfigMap home/${name}: metadata.name must be a DNS name of at most 253 characters`,
    ]);
  });

  test('refuses a cluster-scoped object in a namespace, and any other object without one', () => {
    expect(problemsOf(['', chartOf({ kind: 'Namespace' }, { namespace: undefined })])).toEqual([
      'Namespace home/settings: Namespace is cluster-scoped and must have no namespace',
      'ConfigMap settings: metadata.namespace is missing',
    ]);
  });

  test('names every problem of every chart at once', () => {
    expect(problemsOf(['one', chartOf({ name: 'A' })], ['two', chartOf({ name: 'B' }, { namespace: undefined })])).toHaveLength(3);
  });

  test('touches no file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'render-'));
    const before = process.cwd();
    process.chdir(folder);
    try {
      renderFiles([['one', chartOf({})]]);
      expect(problemsOf(['', chartOf({ name: 'A' })])).toHaveLength(1);
      expect(readdirSync(folder)).toEqual([]);
    } finally {
      process.chdir(before);
    }
  });

  test.each([10, 100])('asks each of %i objects for its content once: the cost grows with their number and no faster', (count) => {
    const chart = chartOf(...Array.from({ length: count }, (_, index) => ({ name: `settings-${index}` })));
    const spies = chart.node.children.filter((child) => ApiObject.isApiObject(child)).map((object) => jest.spyOn(object, 'toJson'));
    renderFiles([['', chart]]);
    expect(spies.map((spy) => spy.mock.calls.length)).toEqual(spies.map(() => 1));
  });
});

describe('an object', () => {
  test('is patched after the generated class has dropped what it does not know', () => {
    const chart = new Chart(new App(), 'chart', { disableResourceNameHashes: true });
    const service = new k8s.KubeService(chart, 'service', { metadata: { name: 'api', namespace: 'home' }, spec: { clusterIp: 'None' } });
    patchRendered(service, JsonPatch.add('/spec/trafficDistribution', 'PreferClose'));
    patchRendered(service, JsonPatch.add('/spec/internalTrafficPolicy', 'Local'));
    expect(manifests(chart)[0]).toMatchObject({
      spec: { clusterIP: 'None', trafficDistribution: 'PreferClose', internalTrafficPolicy: 'Local' },
    });
  });

  test('that does not validate stops rendering with its path', () => {
    const chart = chartOf({});
    chart.node.children[0]!.node.addValidation({ validate: () => ['wants more'] });
    expect(() => manifests(chart)).toThrow('chart/object-0: wants more');
  });

  test('comes in the order of construction', () => {
    expect(manifests(chartOf({ name: 'b' }, { name: 'a' })).map(({ metadata }) => metadata.name)).toEqual(['b', 'a']);
  });

  test('is cluster-scoped by its kind', () => {
    expect([{ kind: 'Namespace' }, { kind: 'ClusterRole' }, { kind: 'Role' }, { kind: 'Application' }].map(isClusterScoped)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
