import { images as pinnedImages } from '../../../config/versions';
import { bytesOf, type ByteQuantity, type CpuQuantity, coresOf, sparkBytesOf, type SparkMemory } from '../../../config/schema/values';
import { ofKind, platforms } from '../manifests';
import { containersOf, podsOf, type PodSpec, workloadsOf } from '../pods';
import { restrictedViolations } from '../restricted-profile';

/** It reads the node's own file system, network and processes, and so has a namespace of its own. */
const UNRESTRICTED = 'node-exporter';

const RUNS_TO_COMPLETION = ['Job', 'SparkApplication', 'ScheduledSparkApplication'];

const bytes = (quantity: string | undefined): number =>
  /[mg]$/.test(quantity ?? '') ? sparkBytesOf(quantity as SparkMemory) : bytesOf(quantity as ByteQuantity);

describe.each(platforms)('in $title', ({ context, environment, objects, ...platform }) => {
  const pods = podsOf({ context, environment, objects, ...platform });
  const containers = pods.flatMap((pod) =>
    containersOf(pod).map((container) => ({ pod, container, title: `${pod.title}: ${container.name}` })),
  );

  test('Pod Security "restricted" admits every pod but node-exporter', () => {
    const refused = pods
      .filter(({ labels }) => labels['app.kubernetes.io/name'] !== UNRESTRICTED)
      .map(({ title, spec }) => [title, restrictedViolations(spec)])
      .filter(([, violations]) => violations!.length > 0);
    expect(refused).toEqual([]);
  });

  test('node-exporter takes the host only, and changes nothing there', () => {
    const { spec } = pods.find(({ labels }) => labels['app.kubernetes.io/name'] === UNRESTRICTED)!;
    expect(restrictedViolations(spec)).toEqual(['hostNetwork', 'hostPID', 'root: hostPath']);
    expect(spec.containers.flatMap(({ volumeMounts = [] }) => volumeMounts.filter(({ readOnly }) => !readOnly))).toEqual([]);
  });

  test('every namespace enforces "restricted", but that of node-exporter', () => {
    const levels = ofKind(objects, 'Namespace').map(({ manifest: { metadata } }) => [
      metadata.name,
      ...['enforce', 'audit', 'warn'].map((mode) => metadata.labels?.[`pod-security.kubernetes.io/${mode}`]),
    ]);
    const level = (name: string) => (name === UNRESTRICTED ? 'privileged' : 'restricted');
    expect(levels).toEqual(levels.map(([name]) => [name, level(name!), level(name!), level(name!)]));
    expect(levels.map(([name]) => name).sort()).toEqual(
      [...new Set(pods.map(({ namespace }) => namespace))].concat(expectedOfSpark()).filter(unique).sort(),
    );
  });

  /** Spark pods have a namespace even where no application is declared. */
  const expectedOfSpark = () => ['spark'];
  const unique = (name: string, index: number, names: string[]) => names.indexOf(name) === index;

  test("every root file system is read-only, every process has its workload's user", () => {
    const wrong = containers.filter(({ pod, container: { securityContext } }) => {
      const { user } = workloadsOf(pod, context.workloads)[0]!;
      const { runAsUser, runAsGroup } = { ...pod.spec.securityContext, ...securityContext };
      return securityContext?.readOnlyRootFilesystem !== true || runAsUser !== user || runAsGroup !== user;
    });
    expect(wrong.map(({ title }) => title)).toEqual([]);
  });

  test('every container states requests and limits of CPU, memory and ephemeral storage, the limits not below the requests', () => {
    const wrong = containers.filter(({ container: { resources } }) => {
      const { requests = {}, limits = {} } = resources ?? {};
      return !(
        coresOf(requests.cpu as CpuQuantity) <= coresOf(limits.cpu as CpuQuantity) &&
        bytes(requests.memory) <= bytes(limits.memory) &&
        bytes(requests['ephemeral-storage']) <= bytes(limits['ephemeral-storage'])
      );
    });
    expect(wrong.map(({ title }) => title)).toEqual([]);
  });

  test('every container may write as much as its scratch volumes hold', () => {
    const wrong = pods.filter((pod) => {
      const scratch = (pod.spec.volumes ?? []).map(({ emptyDir }) =>
        emptyDir?.sizeLimit === undefined || 'medium' in emptyDir ? 0 : bytes(emptyDir.sizeLimit),
      );
      const limit = pod.spec.containers.reduce((sum, { resources }) => sum + bytes(resources?.limits?.['ephemeral-storage']), 0);
      return limit < scratch.reduce((sum, size) => sum + size, 0);
    });
    expect(wrong.map(({ title }) => title)).toEqual([]);
  });

  test('no Spark container is larger than the namespace admits', () => {
    const { largestContainer } = environment.spark;
    const tooLarge = containers.filter(
      ({ pod, container: { resources } }) =>
        pod.namespace === 'spark' &&
        (coresOf(resources?.limits?.cpu as CpuQuantity) > coresOf(largestContainer.cpu) ||
          bytes(resources?.limits?.memory) > bytes(largestContainer.memory)),
    );
    expect(tooLarge.map(({ title }) => title)).toEqual([]);
  });

  test('every image names its version, with the digest that config/versions.ts knows', () => {
    const { registryMirror, overrides } = environment.images;
    const known = Object.entries(pinnedImages).map(([name, reference]) => overrides[name as keyof typeof pinnedImages] ?? reference);
    const references = known.map((reference) => (registryMirror === undefined ? reference : reference.replace(/^[^/]+/, registryMirror)));
    expect(containers.filter(({ container: { image } }) => !references.includes(image!)).map(({ title }) => title)).toEqual([]);
    expect(references.filter((reference) => !/:[\w.-]+(@sha256:[0-9a-f]{64})?$/.test(reference) || reference.includes(':latest'))).toEqual(
      [],
    );
  });

  test('every pod that serves a port has probes; only what runs to completion and what the chart of the operator probes goes without', () => {
    const unprobed = pods
      .filter(({ kind, writtenBy }) => !RUNS_TO_COMPLETION.includes(kind) && writtenBy === 'us')
      .flatMap(({ title, spec }) => spec.containers.filter(({ ports = [] }) => ports.length > 0).map((container) => ({ title, container })))
      .filter(({ container: { livenessProbe, readinessProbe } }) => !livenessProbe?.httpGet || !readinessProbe?.httpGet);
    expect(unprobed.map(({ title }) => title)).toEqual([]);
  });

  test('a token is mounted exactly where the Kubernetes API is used, and never by the ServiceAccount itself', () => {
    const wrong = pods.filter((pod) => pod.spec.automountServiceAccountToken !== workloadsOf(pod, context.workloads)[0]!.usesKubernetesApi);
    expect(wrong.map(({ title }) => title)).toEqual([]);
    const accounts = ofKind(objects, 'ServiceAccount').filter(({ manifest }) => manifest.automountServiceAccountToken !== false);
    expect(accounts.map(({ path }) => path)).toEqual([]);
  });

  test('no two workloads share a ServiceAccount', () => {
    const owners = pods
      .filter(({ writtenBy }) => writtenBy !== 'helm')
      .map((pod) => [pod.spec.serviceAccountName, workloadsOf(pod, context.workloads)[0]!.name]);
    expect(owners.filter(([account, workload]) => account !== workload)).toEqual([]);
  });

  test('no pod has a variable for each Service, nor a whole Secret as variables', () => {
    const wrong = pods.filter(
      ({ spec, writtenBy }) =>
        writtenBy !== 'helm' && (spec.enableServiceLinks !== false || spec.containers.some(({ envFrom }) => envFrom)),
    );
    expect(wrong.map(({ title }) => title)).toEqual([]);
  });

  test('Secrets are files; only Spark and the AWS SDK get keys as variables', () => {
    const inVariables = containers.filter(({ container: { env = [] } }) => env.some(({ valueFrom }) => valueFrom?.secretKeyRef));
    expect(
      inVariables.filter(({ pod }) => workloadsOf(pod, context.workloads)[0]!.namespace !== 'spark').map(({ title }) => title),
    ).toEqual([]);
  });

  test("no role has a wildcard or a way to more rights, and none but the bootstrap's touches Secrets", () => {
    const roles = ofKind(objects, 'Role', 'ClusterRole');
    const rules = roles.flatMap(({ path, component, manifest }) => manifest.rules.map((rule: Rule) => ({ path, component, rule })));
    const tooMuch = rules.filter(({ rule: { apiGroups = [], resources = [], nonResourceURLs = [], verbs } }) =>
      [...apiGroups, ...resources, ...nonResourceURLs, ...verbs].some((word) => ['*', 'escalate', 'bind', 'impersonate'].includes(word)),
    );
    expect(tooMuch.map(({ path }) => path)).toEqual([]);
    const readers = rules.filter(
      ({ component, rule: { resources = [] } }) => component !== 'bootstrap-secrets' && resources.includes('secrets'),
    );
    expect(readers.map(({ path }) => path)).toEqual([]);
    const writers = roles.filter(({ manifest }) =>
      manifest.rules.some(({ resources = [] }: Rule) =>
        resources.some((name) => /^pods\/(exec|attach|portforward)$|roles$|rolebindings$/.test(name)),
      ),
    );
    expect(writers.map(({ path }) => path)).toEqual([]);
  });

  test('the bootstrap may create Secrets and read the ones that it copies, nothing else', () => {
    const rules = ofKind(objects, 'Role')
      .filter(({ component }) => component === 'bootstrap-secrets')
      .flatMap(({ manifest }) => manifest.rules as Rule[]);
    const allowed = rules.filter(
      ({ resources, verbs, resourceNames }) =>
        resources?.join() === 'secrets' && (verbs.join() === 'create' || (verbs.join() === 'get' && (resourceNames?.length ?? 0) > 0)),
    );
    expect(rules).toEqual(allowed);
    expect(rules.length > 0).toBe(environment.secrets.mode === 'generate');
  });

  test('every binding leads from a role that exists to an account that exists and uses the API', () => {
    const exists = (kind: string, name: string, namespace?: string) =>
      ofKind(objects, kind).some(({ manifest: { metadata } }) => metadata.name === name && metadata.namespace === namespace);
    const dangling = ofKind(objects, 'RoleBinding', 'ClusterRoleBinding').filter(({ manifest: { metadata, roleRef, subjects } }) => {
      const role = exists(roleRef.kind, roleRef.name, roleRef.kind === 'Role' ? metadata.namespace : undefined);
      return (
        !role || !subjects.every((subject: Subject) => exists('ServiceAccount', subject.name, subject.namespace) && mayUseTheApi(subject))
      );
    });
    expect(dangling.map(({ path }) => path)).toEqual([]);
    const bound = ofKind(objects, 'RoleBinding', 'ClusterRoleBinding').map(
      ({ manifest: { metadata, roleRef } }) => `${roleRef.kind} ${metadata.namespace ?? ''}/${roleRef.name}`,
    );
    const unbound = ofKind(objects, 'Role', 'ClusterRole').filter(
      ({ manifest: { kind, metadata } }) => !bound.includes(`${kind} ${metadata.namespace ?? ''}/${metadata.name}`),
    );
    expect(unbound.map(({ path }) => path)).toEqual([]);
  });

  const mayUseTheApi = ({ name, namespace }: Subject) =>
    context.workloads.some((workload) => workload.name === name && workload.namespace === namespace && workload.usesKubernetesApi);

  test('replicas are kept apart and not drained together, a single pod has no budget that would block the drain', () => {
    const budgets = ofKind(objects, 'PodDisruptionBudget')
      .map(({ manifest }) => manifest.metadata.name)
      .sort();
    // executors come and go with the work, and their driver replaces them
    const redundant = pods.filter(
      ({ kind, writtenBy, replicas }) => replicas > 1 && writtenBy !== 'spark' && !RUNS_TO_COMPLETION.includes(kind),
    );
    expect(budgets).toEqual(redundant.map((pod) => workloadsOf(pod, context.workloads)[0]!.name).sort());
    const together = redundant.filter(
      ({ spec, writtenBy }) => writtenBy === 'us' && !('affinity' in spec && 'topologySpreadConstraints' in spec),
    );
    expect(together.map(({ title }) => title)).toEqual([]);
  });
});

interface Rule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
  readonly verbs: readonly string[];
}

interface Subject {
  readonly name: string;
  readonly namespace: string;
}

describe('the check of the restricted profile', () => {
  const admitted: PodSpec = {
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [{ name: 'c', securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } } }],
  };
  const inContainer = (securityContext: object): PodSpec => ({
    ...admitted,
    containers: [{ name: 'c', securityContext: { ...admitted.containers[0]!.securityContext, ...securityContext } }],
  });
  const onPod = (securityContext: object): PodSpec => ({
    ...admitted,
    securityContext: { ...admitted.securityContext, ...securityContext },
  });

  test('admits the least that the profile asks for', () => {
    expect(restrictedViolations(admitted)).toEqual([]);
    expect(restrictedViolations(inContainer({ capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } }))).toEqual([]);
  });

  test.each([
    ['the host network', { ...admitted, hostNetwork: true }],
    ['the host processes', { ...admitted, hostPID: true }],
    ['a host path', { ...admitted, volumes: [{ name: 'v', hostPath: { path: '/' } }] }],
    ['root', onPod({ runAsUser: 0 })],
    ['root by default', onPod({ runAsNonRoot: undefined })],
    ['no seccomp profile', onPod({ seccompProfile: undefined })],
    ['an unconfined seccomp profile', inContainer({ seccompProfile: { type: 'Unconfined' } })],
    ['privilege escalation', inContainer({ allowPrivilegeEscalation: undefined })],
    ['a privileged container', inContainer({ privileged: true })],
    ['kept capabilities', inContainer({ capabilities: { drop: ['SYS_TIME'] } })],
    ['added capabilities', inContainer({ capabilities: { drop: ['ALL'], add: ['SYS_ADMIN'] } })],
    ['an unmasked /proc', inContainer({ procMount: 'Unmasked' })],
    ['sysctls', onPod({ sysctls: [{}] })],
  ])('refuses %s', (_, spec) => {
    expect(restrictedViolations(spec)).toHaveLength(1);
  });
});
