import { ApiObject, Testing } from 'cdk8s';
import { SparkApplication, SparkApplicationSpecMode, SparkApplicationSpecType } from '../../imports/sparkoperator.k8s.io';
import { customResourceSchemas, isCustomResource, type Manifest, schemaErrors } from './validation';

const sparkSpec = (cores: object = { cores: 1 }) => ({
  type: 'Python',
  mode: 'cluster',
  sparkVersion: '4.0.1',
  mainApplicationFile: 'local:///opt/spark/jobs/etl.py',
  driver: cores,
  executor: { instances: 1, env: [{ name: 'LEVEL', value: 'info' }] },
});

const applicationSpec = (source: object = { path: 'dist/local/minio' }) => ({
  project: 'platform',
  source: { repoURL: 'https://git.example.org/platform.git', ...source },
  destination: { server: 'https://kubernetes.default.svc', namespace: 'minio' },
});

const projectSpec = (destination: object = { namespace: 'minio' }) => ({ sourceRepos: ['*'], destinations: [destination] });

const secretSpec = (remoteRef: object = { property: 'password' }) => ({
  secretStoreRef: { kind: 'ClusterSecretStore', name: 'vault' },
  data: [{ secretKey: 'password', remoteRef: { key: 'minio', ...remoteRef } }],
});

/** A good manifest, the same with one misspelt field deep inside, and what is to be said about that. */
interface Specimen {
  readonly apiVersion: string;
  readonly kind: string;
  readonly good: object;
  readonly misspelt: object;
  readonly complaint: string;
}

const specimens: Specimen[] = [
  {
    apiVersion: 'sparkoperator.k8s.io/v1beta2',
    kind: 'SparkApplication',
    good: sparkSpec(),
    misspelt: sparkSpec({ coers: 1 }),
    complaint: '/spec/driver: unknown field "coers"',
  },
  {
    apiVersion: 'sparkoperator.k8s.io/v1beta2',
    kind: 'ScheduledSparkApplication',
    good: { schedule: '0 3 * * *', template: sparkSpec() },
    misspelt: { schedule: '0 3 * * *', template: sparkSpec({ coers: 1 }) },
    complaint: '/spec/template/driver: unknown field "coers"',
  },
  {
    apiVersion: 'sparkoperator.k8s.io/v1alpha1',
    kind: 'SparkConnect',
    good: { sparkVersion: '4.0.1', server: { cores: 1 }, executor: { instances: 1 } },
    misspelt: { sparkVersion: '4.0.1', server: { cores: 1, coreRequest: '1' }, executor: { instances: 1 } },
    complaint: '/spec/server: unknown field "coreRequest"',
  },
  {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    good: applicationSpec(),
    misspelt: applicationSpec({ directory: { recursive: true } }),
    complaint: '/spec/source/directory: unknown field "recursive"',
  },
  {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    good: projectSpec(),
    misspelt: projectSpec({ nameSpace: 'minio' }),
    complaint: '/spec/destinations/0: unknown field "nameSpace"',
  },
  {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    good: secretSpec(),
    misspelt: secretSpec({ proprety: 'password' }),
    complaint: '/spec/data/0/remoteRef: unknown field "proprety"',
  },
];

const manifest = ({ apiVersion, kind }: Pick<Manifest, 'apiVersion' | 'kind'>, spec: object) => ({
  apiVersion,
  kind,
  metadata: { name: 'sample', namespace: 'sample' },
  spec,
});

const spark = specimens[0]!;

describe.each(specimens)('the schema of $kind', (specimen) => {
  test('accepts a good manifest', () => {
    expect(schemaErrors(manifest(specimen, specimen.good))).toEqual([]);
  });

  test('refuses a misspelt field deep inside and says where it is', () => {
    expect(schemaErrors(manifest(specimen, specimen.misspelt))).toEqual([`${specimen.kind} "sample" ${specimen.complaint}`]);
  });

  test('refuses another version of its group', () => {
    const { apiVersion } = specimen;
    const errors = schemaErrors(manifest({ ...specimen, apiVersion: `${apiVersion}alpha9` }, specimen.good));
    expect(errors).toEqual([`${specimen.kind} "sample" /apiVersion: must be "${apiVersion}"`]);
  });
});

test('every imported kind has a specimen here', () => {
  const kinds = Object.values(customResourceSchemas).flatMap((schemas) => Object.keys(schemas));
  expect(specimens.map(({ kind }) => kind).sort()).toEqual(kinds.sort());
});

test('a kind without a schema is an error, not a pass', () => {
  expect(schemaErrors(manifest({ apiVersion: 'example.org/v1', kind: 'Widget' }, {}))).toEqual([
    'Widget "sample": no schema for example.org/v1 Widget; add its definition to imports/generate.mts',
  ]);
});

test('every imported kind is a custom resource, a Kubernetes kind is none', () => {
  expect(specimens.filter((specimen) => !isCustomResource(specimen))).toEqual([]);
  expect(isCustomResource({ apiVersion: 'apps/v1', kind: 'StatefulSet' })).toBe(false);
});

test('an enum names what it allows', () => {
  expect(schemaErrors(manifest(spark, { ...sparkSpec(), type: 'Ruby' }))).toEqual([
    'SparkApplication "sample" /spec/type: must be one of Java, Python, Scala, R',
  ]);
});

test('a missing required field is named', () => {
  expect(schemaErrors(manifest(spark, { ...sparkSpec(), sparkVersion: undefined }))).toEqual([
    `SparkApplication "sample" /spec: must have required property 'sparkVersion'`,
  ]);
});

test('annotations are texts', () => {
  const wave = { name: 'sample', annotations: { 'argocd.argoproj.io/sync-wave': 1 } };
  expect(schemaErrors({ ...manifest(spark, sparkSpec()), metadata: wave })).toEqual([
    'SparkApplication "sample" /metadata/annotations/argocd.argoproj.io~1sync-wave: must be string',
  ]);
});

test('a manifest leaves the status to its controller', () => {
  const withStatus = { ...manifest(spark, sparkSpec()), status: {} };
  expect(schemaErrors(withStatus)).toEqual(['SparkApplication "sample" /: unknown field "status"']);
});

test('a port is a number or a name, and nothing else', () => {
  const probing = (port: unknown) =>
    manifest(spark, { ...sparkSpec(), driver: { sidecars: [{ name: 'log', livenessProbe: { tcpSocket: { port } } }] } });
  expect([80, 'http'].map((port) => schemaErrors(probing(port)))).toEqual([[], []]);
  expect(schemaErrors(probing(true))).toEqual([
    'SparkApplication "sample" /spec/driver/sidecars/0/livenessProbe/tcpSocket/port: must be integer,string',
  ]);
});

test('a pod template stays open, as its definition says', () => {
  expect(schemaErrors(manifest(spark, { ...sparkSpec(), driver: { template: { spec: { anything: 1 } } } }))).toEqual([]);
});

test('what the constructs render passes the schema', () => {
  const chart = Testing.chart();
  new SparkApplication(chart, 'job', {
    metadata: { name: 'sample' },
    spec: {
      type: SparkApplicationSpecType.PYTHON,
      mode: SparkApplicationSpecMode.CLUSTER,
      sparkVersion: '4.0.1',
      mainApplicationFile: 'local:///opt/spark/jobs/etl.py',
      driver: { cores: 1 },
      executor: {},
    },
  });
  const [job] = chart.node.children.filter((child) => ApiObject.isApiObject(child)).map((object) => object.toJson());
  expect(schemaErrors(job)).toEqual([]);
  expect(job.spec.driver).toEqual({ cores: 1 });
});
