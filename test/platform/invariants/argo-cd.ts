import { components } from '../../../config/components';
import { isClusterScoped, type Manifest } from '../../../render/manifest';
import { ofKind, platforms, valuesIn } from '../manifests';

const SYNC_WAVE = 'argocd.argoproj.io/sync-wave';
const FINALIZER = 'resources-finalizer.argocd.argoproj.io';

const HOOKS = ['PreSync', 'Sync', 'PostSync', 'SyncFail', 'Skip', 'PreDelete', 'PostDelete'];
const DELETE_POLICIES = ['BeforeHookCreation', 'HookSucceeded', 'HookFailed'];

const groupOf = (apiVersion: string) => (apiVersion.includes('/') ? apiVersion.split('/')[0]! : '');

/** Argo CD's own globs: `*` is any run of characters. */
const matches = (glob: string, text: string) => new RegExp(`^${glob.replaceAll('.', '\\.').replaceAll('*', '.*')}$`).test(text);

describe.each(platforms)('in $title', ({ environment, charts, objects, argoCdObjects, dist }) => {
  const named = (kind: string, name: string): Manifest =>
    argoCdObjects.find((object) => object.kind === kind && object.metadata.name === name)!;
  const applications = argoCdObjects.filter(({ kind }) => kind === 'Application');
  const children = applications.filter(({ metadata }) => metadata.name !== 'spok');
  const sourcesOf = ({ spec }: Manifest): any[] => spec.sources ?? [spec.source];
  const ownSource = (application: Manifest) => sourcesOf(application).find(({ path }) => path !== undefined);
  const objectsOf = (application: Manifest) => objects.filter(({ component }) => component === application.metadata.name);

  test('every Application has its directory, and every directory its Application', () => {
    const directories = new Set([...dist.keys()].map((path) => `dist/${path.split('/').slice(0, 2).join('/')}`));
    expect(children.map((child) => ownSource(child).path).sort()).toEqual([...directories].sort());
    expect(ownSource(named('Application', 'spok')).path).toBe(`apps-of-apps/${environment.name}`);
  });

  test('every Application reads the same repository at the same revision, YAML only', () => {
    const sources = applications.map(ownSource);
    const { repoUrl: repoURL, targetRevision } = environment.gitOps;
    expect(sources).toEqual(
      sources.map(({ path }) => ({
        repoURL,
        targetRevision,
        path,
        directory: { recurse: path.startsWith('apps-of-apps/'), include: '*.yaml' },
      })),
    );
  });

  test('a project admits the repositories, namespaces and kinds of its Applications, and no more repositories', () => {
    const refused = applications.flatMap((application) => {
      const {
        sourceRepos,
        destinations,
        clusterResourceWhitelist = [],
        namespaceResourceWhitelist,
        namespaceResourceBlacklist = [],
      } = named('AppProject', application.spec.project).spec;
      const admitted = (namespace: string | undefined) =>
        destinations.some((destination: any) => destination.namespace === namespace && destination.name === 'in-cluster');
      const onList = (list: any[], { apiVersion, kind, metadata }: Manifest) =>
        list.some(
          (entry) => matches(entry.group, groupOf(apiVersion)) && matches(entry.kind, kind) && matches(entry.name ?? '*', metadata.name),
        );
      const own = application.metadata.name === 'spok' ? argoCdObjects : objectsOf(application).map(({ manifest }) => manifest);
      return [
        ...sourcesOf(application).filter(({ repoURL }) => !sourceRepos.includes(repoURL)),
        ...[
          application.spec.destination.namespace,
          ...own.filter((object) => !isClusterScoped(object)).map(({ metadata }) => metadata.namespace),
        ].filter((namespace) => !admitted(namespace)),
        ...own.filter((object) =>
          isClusterScoped(object)
            ? !onList(clusterResourceWhitelist, object)
            : onList(namespaceResourceBlacklist, object) || (namespaceResourceWhitelist && !onList(namespaceResourceWhitelist, object)),
        ),
      ];
    });
    expect(refused).toEqual([]);
    const repositories = [environment.gitOps.repoUrl, ...charts.flatMap(({ helm }) => helm?.repoUrl ?? [])];
    expect([...new Set(argoCdObjects.flatMap(({ spec }) => spec.sourceRepos ?? []))].sort()).toEqual([...new Set(repositories)].sort());
  });

  test("the platform's project forbids Secrets and Applications, and admits cluster-scoped objects by name only", () => {
    const { clusterResourceWhitelist, namespaceResourceBlacklist, destinations } = named('AppProject', 'spok').spec;
    expect(namespaceResourceBlacklist).toEqual([
      { group: '', kind: 'Secret' },
      { group: 'argoproj.io', kind: '*' },
    ]);
    expect(
      clusterResourceWhitelist.filter(({ kind, name }: { kind: string; name?: string }) => kind.includes('*') || (name ?? '*') === '*'),
    ).toEqual([]);
    expect(destinations.map(({ namespace }: any) => namespace)).not.toContain(environment.gitOps.argoCdNamespace);
  });

  test("the cluster-scoped objects that its project admits are those that are rendered, and those of the operator's chart", () => {
    const admitted = named('AppProject', 'spok').spec.clusterResourceWhitelist.map(({ kind, name }: any) => `${kind} ${name}`);
    const renderedOnes = objects
      .filter(({ manifest }) => isClusterScoped(manifest))
      .map(({ manifest: { kind, metadata } }) => `${kind} ${metadata.name}`);
    expect(admitted.filter((entry: string) => !/ (spark-operator-\*|\*\.sparkoperator\.k8s\.io)$/.test(entry)).sort()).toEqual(
      renderedOnes.sort(),
    );
  });

  test('Applications are created in the order of the table of components, projects before them', () => {
    const waves = children.map(({ metadata }) => Number(metadata.annotations![SYNC_WAVE]));
    expect(waves).toEqual([...waves].sort((a, b) => a - b));
    const waveOf = Object.fromEntries(Object.values(components).map(({ name, wave }) => [name, wave]));
    expect(waves).toEqual(children.map(({ metadata }) => waveOf[metadata.name]));
    const projects = argoCdObjects
      .filter(({ kind }) => kind === 'AppProject')
      .map(({ metadata }) => Number(metadata.annotations![SYNC_WAVE]));
    expect(Math.max(...projects)).toBeLessThan(Math.min(...waves));
  });

  test('every wave and every other annotation is a text', () => {
    const all = [...argoCdObjects, ...objects.map(({ manifest }) => manifest)];
    const waves = all.flatMap(({ metadata }) => metadata.annotations?.[SYNC_WAVE] ?? []);
    expect(waves.filter((wave) => !/^-?\d+$/.test(wave))).toEqual([]);
    expect(waves.length).toBeGreaterThan(children.length);
  });

  test('deleting an Application deletes what it deployed only where nothing of value goes with it', () => {
    const cascading = applications
      .filter(({ metadata }) => (metadata as any).finalizers?.includes(FINALIZER))
      .map(({ metadata }) => metadata.name);
    const stateless = charts.filter(({ component }) => component.leavesBehind === 'nothing').map(({ component }) => component.name);
    expect(cascading).toEqual(stateless);
    const holding = objects.filter(
      ({ component, manifest: { kind, spec, metadata } }) =>
        stateless.includes(component) &&
        (kind === 'PersistentVolumeClaim' ||
          (kind === 'StatefulSet' && spec.persistentVolumeClaimRetentionPolicy?.whenDeleted === 'Delete')) &&
        !metadata.annotations?.['argocd.argoproj.io/sync-options']?.includes('Delete=false'),
    );
    expect(holding.map(({ path }) => path)).toEqual([]);
  });

  test("namespaces and the object store are neither pruned nor deleted without a person's consent, claims never", () => {
    const optionsOf = (kind: string, name?: string) =>
      ofKind(objects, kind)
        .filter(({ manifest: { metadata } }) => name === undefined || metadata.name === name)
        .map(({ manifest: { metadata } }) => metadata.annotations?.['argocd.argoproj.io/sync-options']);
    expect([...new Set([...optionsOf('Namespace'), ...optionsOf('StatefulSet', 'minio')])]).toEqual(['Prune=confirm,Delete=confirm']);
    expect(optionsOf('PersistentVolumeClaim').filter((options) => options !== 'Prune=false,Delete=false')).toEqual([]);
  });

  test('every Application syncs by itself, repairs, prunes, and never stops trying', () => {
    const policies = applications.map(({ spec: { syncPolicy } }) => ({
      ...syncPolicy.automated,
      limit: syncPolicy.retry.limit,
      refresh: syncPolicy.retry.refresh,
    }));
    expect(policies).toEqual(policies.map(() => ({ prune: true, selfHeal: true, allowEmpty: false, limit: -1, refresh: true })));
    expect(applications.filter(({ spec: { syncPolicy } }) => syncPolicy.syncOptions.includes('CreateNamespace=true'))).toEqual([]);
  });

  test('server-side apply comes with server-side diff', () => {
    const wrong = children.filter(
      ({ metadata, spec }) =>
        spec.syncPolicy.syncOptions.includes('ServerSideApply=true') !==
        metadata.annotations!['argocd.argoproj.io/compare-options']?.includes('ServerSideDiff=true'),
    );
    expect(wrong.map(({ metadata }) => metadata.name)).toEqual([]);
  });

  test('every Job is a hook with known annotations, so that it runs again, and none deletes itself', () => {
    const jobs = ofKind(objects, 'Job');
    const wrong = jobs.filter(({ manifest: { metadata, spec } }) => {
      const { 'argocd.argoproj.io/hook': hook = '', 'argocd.argoproj.io/hook-delete-policy': policy = '' } = metadata.annotations ?? {};
      return (
        !(HOOKS.includes(hook) && DELETE_POLICIES.includes(policy) && spec.activeDeadlineSeconds > 0) || 'ttlSecondsAfterFinished' in spec
      );
    });
    expect(wrong.map(({ path }) => path)).toEqual([]);
    expect([...new Set(objects.map(({ component }) => component))].includes('minio')).toBe(
      jobs.some(({ component }) => component === 'minio'),
    );
  });

  test('a hook of the bootstrap runs at each sync, even when nothing else has changed', () => {
    const selective = children
      .filter(({ spec }) => spec.syncPolicy.syncOptions.includes('ApplyOutOfSyncOnly=true'))
      .map(({ metadata }) => metadata.name);
    const withHook = ofKind(objects, 'Job').filter(({ manifest }) => manifest.metadata.annotations!['argocd.argoproj.io/hook'] === 'Sync');
    expect(withHook.filter(({ component }) => selective.includes(component)).map(({ path }) => path)).toEqual([]);
  });

  test('nothing in Git makes an application or a Job vanish, only to be created and run again', () => {
    const lifetimes = objects.flatMap(({ path, manifest }) =>
      [...valuesIn(manifest)]
        .filter(({ pointer }) => /\/(timeToLiveSeconds|ttlSecondsAfterFinished)$/.test(pointer))
        .map(({ pointer }) => path + pointer),
    );
    expect(lifetimes).toEqual([]);
  });

  test('nothing is written that the cluster fills in: no status, no cluster IP, no certificate authority', () => {
    const filledIn = objects.flatMap(({ path, manifest }) =>
      [...valuesIn(manifest)]
        .filter(
          ({ pointer, value }) =>
            /^\/status$|\/(caBundle|clusterIPs|nodePort|creationTimestamp)$|\/clusterIP$/.test(pointer) && value !== 'None',
        )
        .map(({ pointer }) => path + pointer),
    );
    expect(filledIn).toEqual([]);
  });

  test('claim templates are complete, or Argo CD would see a difference for ever', () => {
    const templates = ofKind(objects, 'StatefulSet').flatMap(({ manifest }) => manifest.spec.volumeClaimTemplates as Manifest[]);
    expect(
      templates.filter(
        ({ apiVersion, kind, spec }) => apiVersion !== 'v1' || kind !== 'PersistentVolumeClaim' || spec.volumeMode !== 'Filesystem',
      ),
    ).toEqual([]);
    expect(templates.length).toBeGreaterThan(0);
  });

  test('the operator comes from its chart at an exact version', () => {
    const { spec } = named('Application', 'spark-operator');
    const [helm, own] = spec.sources;
    expect(helm.targetRevision).toMatch(/^\d+\.\d+\.\d+$/);
    expect(helm.helm.valuesObject.spark.jobNamespaces).toEqual(['spark']);
    expect(own.path).toMatch(/\/spark-operator$/);
    expect(spec.ignoreDifferences.map(({ kind }: any) => kind)).toEqual(['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration']);
  });
});
