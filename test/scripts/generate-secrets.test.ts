import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { Sandbox } from './sandbox';

/**
 * An API server in a folder: `store/<namespace>/<name>.json` is a Secret. It answers as Kubernetes does: stringData comes back as base64 in data,
 * an existing name is a conflict. `answers/<METHOD>-<namespace>` holds a status with which it refuses instead.
 */
const API_SERVER = `
set -eu
method= body= output= url= config=
while [ $# -gt 0 ]; do
  case $1 in
    --request) method=$2; shift ;;
    --data-binary) body=\${2#@}; shift ;;
    --output) output=$2; shift ;;
    --config) config=$2; shift ;;
    --cacert | --max-time | --retry | --write-out) shift ;;
    http*) url=$1 ;;
  esac
  shift
done
echo "$method $url" >> "$SANDBOX/calls"
grep -q 'Authorization: Bearer the-token' "$config" || { printf 401; exit 0; }
rest=\${url#https://10.0.0.1:443/api/v1/namespaces/}
namespace=\${rest%%/*}
if [ -e "$SANDBOX/answers/$method-$namespace" ]; then
  echo '{"message":"refused"}' > "$output"
  cat "$SANDBOX/answers/$method-$namespace"
  exit 0
fi
case $method in
  POST)
    name=$(sed -n 's/.*"metadata":{"name":"\\([^"]*\\)".*/\\1/p' "$body")
    file="$SANDBOX/store/$namespace/$name.json"
    [ ! -e "$file" ] || { printf 409; exit 0; }
    mkdir -p "$SANDBOX/store/$namespace"
    node "$SANDBOX/admit.js" "$body" > "$file"
    cp "$file" "$output"
    printf 201 ;;
  GET)
    file="$SANDBOX/store/$namespace/\${rest##*/}.json"
    [ -e "$file" ] || { printf 404; exit 0; }
    cp "$file" "$output"
    printf 200 ;;
  *) printf 405 ;;
esac
`;

/** What the API server stores of what it is sent; fails on anything that is no JSON. */
const ADMIT = `
const { readFileSync } = require('node:fs');
const { stringData = {}, data = {}, ...secret } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
for (const [key, text] of Object.entries(stringData)) data[key] = Buffer.from(text).toString('base64');
// pretty, with fields before and after, as a real answer may be
console.log(JSON.stringify({ ...secret, data, zzz: { managedFields: [{ 'f:data': { 'f:token': {} } }] } }, null, 2));
`;

const PLAN = 'minio-root rootUser,rootPassword minio\nminio-spark ACCESS,SECRET minio spark jobs\n';

let sandbox: Sandbox;

beforeEach(() => {
  sandbox = new Sandbox();
  sandbox.program('curl', API_SERVER);
  sandbox.write('admit.js', ADMIT);
});

afterEach(() => sandbox.remove());

function generate(plan = PLAN) {
  const script = sandbox.script('generate-secrets.sh', '/tmp');
  const account = sandbox.write('account/token', 'the-token').replace(/\/token$/, '');
  sandbox.write('account/ca.crt', 'certificate');
  const text = readFileSync(script, 'utf8');
  sandbox.write('script/generate-secrets.sh', text.replace(/^account=.*$/m, `account=${account}`));
  return sandbox.run(script, [sandbox.write('script/secrets', plan)], {
    KUBERNETES_SERVICE_HOST: '10.0.0.1',
    KUBERNETES_SERVICE_PORT: '443',
  });
}

/** Value of every key of a stored Secret. */
function stored(namespace: string, name: string): Record<string, string> {
  const { data } = JSON.parse(sandbox.read(`store/${namespace}/${name}.json`)) as { data: Record<string, string> };
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]));
}

const calls = () => sandbox.read('calls').trimEnd().split('\n');

test('creates every Secret that is missing, with a long random value of its own for each key', () => {
  expect(generate()).toMatchObject({ exitCode: 0, stderr: '' });
  const values = [...Object.values(stored('minio', 'minio-root')), ...Object.values(stored('minio', 'minio-spark'))];
  expect(Object.keys(stored('minio', 'minio-root'))).toEqual(['rootUser', 'rootPassword']);
  expect(values.filter((value) => !/^[A-Za-z0-9]{40}$/.test(value))).toEqual([]);
  expect(new Set(values).size).toBe(4);
});

test('labels what it creates, so that people can tell it from their own', () => {
  generate();
  const { metadata, type } = JSON.parse(sandbox.read('store/minio/minio-root.json')) as { metadata: object; type: string };
  expect({ metadata, type }).toEqual({
    metadata: { name: 'minio-root', labels: { 'app.kubernetes.io/part-of': 'spok', 'spok.io/generated': 'true' } },
    type: 'Opaque',
  });
});

test('copies a Secret into every further namespace with the same values', () => {
  generate();
  expect(stored('spark', 'minio-spark')).toEqual(stored('minio', 'minio-spark'));
  expect(stored('jobs', 'minio-spark')).toEqual(stored('minio', 'minio-spark'));
  expect(existsSync(sandbox.path('store/spark/minio-root.json'))).toBe(false);
});

test('leaves a Secret that exists as it is, and copies the value that it has', () => {
  sandbox.write('store/minio/minio-root.json', '{"data": {"rootUser": "YWRtaW4="}}');
  sandbox.write('store/minio/minio-spark.json', '{"data": {"ACCESS": "bWluZQ==", "SECRET": "dG9v"}}');
  expect(generate().exitCode).toBe(0);
  expect(sandbox.read('store/minio/minio-root.json')).toBe('{"data": {"rootUser": "YWRtaW4="}}');
  expect(stored('spark', 'minio-spark')).toEqual({ ACCESS: 'mine', SECRET: 'too' });
});

test('a second run changes nothing', () => {
  generate();
  const before = readdirSync(sandbox.path('store'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
  const contents = before.map((file) => sandbox.read(`store/${file}`));
  const again = generate();
  expect(again.exitCode).toBe(0);
  expect(again.stdout).not.toContain('created');
  expect(before.map((file) => sandbox.read(`store/${file}`))).toEqual(contents);
});

test('completes what an earlier run left half done: the source was there, a copy was not', () => {
  generate();
  const source = stored('minio', 'minio-spark');
  rmSync(sandbox.path('store/jobs/minio-spark.json'));
  expect(generate().exitCode).toBe(0);
  expect(stored('jobs', 'minio-spark')).toEqual(source);
});

test('only ever creates and reads', () => {
  generate();
  expect([...new Set(calls().map((call) => call.split(' ')[0]))].sort()).toEqual(['GET', 'POST']);
  expect(calls().filter((call) => call.startsWith('GET'))).toEqual([
    'GET https://10.0.0.1:443/api/v1/namespaces/minio/secrets/minio-spark',
  ]);
});

test.each([
  ['POST-minio', '403', 'minio/minio-root: the API server answered 403'],
  ['POST-spark', '404', 'spark/minio-spark: the API server answered 404'],
  ['POST-minio', '500', 'minio/minio-root: the API server answered 500'],
  ['GET-minio', '403', 'minio/minio-spark: cannot be read, the API server answered 403'],
])('stops with a reason when the API server refuses (%s: %s)', (request, status, reason) => {
  sandbox.write(`answers/${request}`, status);
  const { exitCode, stderr } = generate();
  expect(exitCode).toBe(1);
  expect(stderr).toContain(reason);
});

test('stops rather than copy an empty value when the source lacks a key', () => {
  sandbox.write('store/minio/minio-spark.json', '{"data": {"ACCESS": "bWluZQ=="}}');
  const { exitCode, stderr } = generate();
  expect(exitCode).not.toBe(0);
  expect(stderr).toContain('the source Secret lacks the key SECRET');
  expect(existsSync(sandbox.path('store/spark/minio-spark.json'))).toBe(false);
});

test('says what it did, and never a value; leaves no value behind on disk', () => {
  const { stdout, stderr } = generate();
  const values = ['minio-root', 'minio-spark'].flatMap((name) => Object.values(stored('minio', name)));
  expect(stdout.split('\n').filter(Boolean)).toEqual([
    'minio/minio-root: created',
    'minio/minio-spark: created',
    'spark/minio-spark: created',
    'jobs/minio-spark: created',
  ]);
  expect(values.filter((value) => (stdout + stderr + sandbox.read('calls')).includes(value))).toEqual([]);
  expect(readdirSync(sandbox.path('tmp'))).toEqual([]);
});
