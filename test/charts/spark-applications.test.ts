import { platformContext } from '../../charts/context';
import { SparkApplicationsChart } from '../../charts/spark-applications';
import type { Environment } from '../../config/schema';
import { type Manifest, manifests } from '../../render/manifest';
import { sparkApplications } from '../../spark-applications';
import type { SparkApplicationInput } from '../../spark-applications/application';
import { minimal, platformOf, problemsOf, shipped } from '../spark-applications/platform';

const [localEnvironment] = shipped;

function objectsOf(environment: Environment, declarations?: readonly SparkApplicationInput[]): Manifest[] {
  return manifests(new SparkApplicationsChart(platformContext(environment), platformOf(environment), declarations));
}

const ofKind = (objects: readonly Manifest[], kind: string) => objects.filter((object) => object.kind === kind);
const applicationsOf = (objects: readonly Manifest[]) => objects.filter(({ apiVersion }) => apiVersion.startsWith('sparkoperator.k8s.io/'));

describe.each(shipped.map((environment) => [environment.name, environment] as const))('Spark applications of %s', (_, environment) => {
  const objects = objectsOf(environment);

  test('are the declared ones, once and on a schedule', () => {
    const present = sparkApplications.filter(({ name }) => environment.spark.overrides[name]?.enabled !== false);
    expect(applicationsOf(objects).map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual(
      present.map(({ name, schedule }) => `${schedule ? 'ScheduledSparkApplication' : 'SparkApplication'} ${name}`),
    );
  });

  test('carry the labels that identify them on their pods', () => {
    for (const { metadata } of applicationsOf(objects))
      expect(metadata.labels).toMatchObject({
        'app.kubernetes.io/instance': metadata.name,
        'app.kubernetes.io/part-of': 'spok',
        team: 'analytics',
      });
  });

  test('do not fail the first sync because the operator’s definitions are not there yet', () => {
    for (const { metadata } of applicationsOf(objects))
      expect(metadata.annotations).toMatchObject({ 'argocd.argoproj.io/sync-options': 'SkipDryRunOnMissingResource=true' });
  });

  test('find their code in an immutable ConfigMap, whose new content is a new name', () => {
    const codes = applicationsOf(objects).map(({ spec }) => (spec.template ?? spec).driver.template.spec.volumes.at(-1).configMap.name);
    const kept = ofKind(objects, 'ConfigMap').filter(({ immutable }) => immutable === true);
    expect(codes).toEqual(kept.map(({ metadata }) => metadata.name));
  });
});

describe('drivers and executors', () => {
  const objects = objectsOf(localEnvironment!);

  test('of them only the driver has rights, and none to change a Secret or a role', () => {
    const [role, ...others] = ofKind(objects, 'Role');
    expect(others).toEqual([]);
    expect(role!.rules).toEqual([
      {
        apiGroups: [''],
        resources: ['configmaps', 'persistentvolumeclaims', 'pods', 'services'],
        verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'watch'],
      },
    ]);
    expect(ofKind(objects, 'RoleBinding').flatMap(({ subjects }) => subjects)).toEqual([
      { kind: 'ServiceAccount', name: 'spark-driver', namespace: 'spark' },
    ]);
  });

  test('have identities of their own, and a pod gets a token only where it says so', () => {
    expect(
      ofKind(objects, 'ServiceAccount').map(({ metadata, automountServiceAccountToken }) => [metadata.name, automountServiceAccountToken]),
    ).toEqual([
      ['spark-driver', false],
      ['spark-executor', false],
    ]);
  });

  test('admit known ports only', () => {
    const ingress = ofKind(objects, 'NetworkPolicy').map(({ metadata, spec }) => [
      metadata.name,
      [...new Set(spec.ingress.flatMap(({ ports }: any) => ports.map(({ port }: any) => port)))].sort(),
    ]);
    expect(ingress).toEqual([
      ['spark-driver', [4040, 7078, 7079]],
      ['spark-executor', [7079]],
    ]);
  });
});

test('an application of an unknown team stops the synthesis', () => {
  const stranger = [...sparkApplications, { ...minimal, executor: { ...minimal.executor, cores: 1, instances: 1 }, team: 'sales' }];
  expect(problemsOf(() => objectsOf(localEnvironment!, stranger))).toEqual([
    'local: Spark application etl: team: given "sales"; must be one of teams of the environment: analytics',
  ]);
});

test('an own label reaches the application, and never replaces a derived one', () => {
  const [application] = applicationsOf(
    objectsOf({ ...localEnvironment!, spark: { ...localEnvironment!.spark, overrides: {} } }, [
      { ...minimal, executor: { ...minimal.executor, cores: 1, instances: 1 }, labels: { 'cost-center': '4711' } },
    ]),
  );
  expect(application!.metadata.labels).toMatchObject({ 'cost-center': '4711', team: 'analytics', 'app.kubernetes.io/instance': 'etl' });
});
