import { parse } from 'yaml';
import { committed } from '../platform/committed';
import { ofKind, theObject } from '../platform/rendering';

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

describe.each(committed)('kube-state-metrics in $title', (platform) => {
  const { args } = theObject(platform, 'Deployment', 'kube-state-metrics').spec.template.spec.containers[0] as { args: string[] };
  const rules: Rule[] = theObject(platform, 'ClusterRole', 'spok-kube-state-metrics').rules;
  const may = (verb: string, resource: string): boolean =>
    rules.some(({ resources, verbs }) => resources.includes(resource) && verbs.includes(verb));
  const kinds = args.flatMap((arg) => /^--resources=(.+)$/.exec(arg)?.[1]?.split(',') ?? []);
  const [configuration] = ofKind(platform.objects, 'ConfigMap').filter(({ manifest }) => 'custom-resource-state.yaml' in manifest.data);
  const custom: string[] = parse(configuration!.manifest.data['custom-resource-state.yaml']).spec.resources.map(
    ({ groupVersionKind: { kind } }: { groupVersionKind: { kind: string } }) => `${kind.toLowerCase()}s`,
  );

  test('may list and watch whatever it is told to read, which is all that it does', () => {
    const read = [...kinds, ...custom, 'customresourcedefinitions'];
    const missing = read.flatMap((resource) =>
      ['list', 'watch'].filter((verb) => !may(verb, resource)).map((verb) => `${verb} ${resource}`),
    );
    expect(missing).toEqual([]);
    expect(rules.flatMap(({ resources }) => [...resources]).sort()).toEqual([...read].sort());
  });
});
