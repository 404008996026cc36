import { existsSync, rmSync } from 'node:fs';
import { Sandbox } from './sandbox';

/** `mc` with a store in a folder; like the real one it calls an attached policy an error, and wants keys on its standard input. */
const MC = `
set -eu
echo "$*" >> "$SANDBOX/calls"
[ "$MC_HOST_store" = 'http://admin:root-secret@minio.minio.svc:9000' ] || { echo 'not signed in' >&2; exit 1; }
case "$1 $2" in
  'mb --ignore-existing') mkdir -p "$SANDBOX/store/buckets/\${3#store/}" ;;
  'anonymous set') [ -d "$SANDBOX/store/buckets/\${4#store/}" ] ;;
  'quota set') echo "$5" > "$SANDBOX/store/buckets/\${3#store/}/quota" ;;
  'quota clear') rm -f "$SANDBOX/store/buckets/\${3#store/}/quota" ;;
  'version enable' | 'version suspend') echo "$2" > "$SANDBOX/store/buckets/\${3#store/}/versioning" ;;
  'version info') [ "$(cat "$SANDBOX/store/buckets/\${4#store/}/versioning" 2>/dev/null)" != enable ] || echo '{"versioning":{"status":"Enabled"}}' ;;
  'ilm import') cat > "$SANDBOX/store/buckets/\${3#store/}/lifecycle" ;;
  'admin policy')
    mkdir -p "$SANDBOX/store/policies" "$SANDBOX/store/attached"
    case $3 in
      create) cp "$6" "$SANDBOX/store/policies/$5" ;;
      attach)
        [ ! -e "$SANDBOX/attach-error" ] || { cat "$SANDBOX/attach-error" >&2; exit 1; }
        [ ! -e "$SANDBOX/store/attached/$7" ] || { echo 'mc: <ERROR> Unable to make user/group policy association. The specified policy change is already in effect.' >&2; exit 1; }
        [ -e "$SANDBOX/store/users/$7" ] || { echo 'no such user' >&2; exit 1; }
        echo "$5" > "$SANDBOX/store/attached/$7" ;;
    esac ;;
  'admin user')
    mkdir -p "$SANDBOX/store/users"
    read -r user
    read -r secret
    echo "$secret" > "$SANDBOX/store/users/$user" ;;
  *) echo "unknown: $*" >&2; exit 1 ;;
esac
`;

/** The health page: without quorum as often as the file says. */
const CURL = `
left=$(cat "$SANDBOX/refusals" 2>/dev/null || echo 0)
[ "$left" -eq 0 ] && exit 0
echo $((left - 1)) > "$SANDBOX/refusals"
exit 22
`;

let sandbox: Sandbox;

beforeEach(() => {
  sandbox = new Sandbox();
  sandbox.program('mc', MC);
  sandbox.program('curl', CURL);
  sandbox.program('sleep', 'echo slept >> "$SANDBOX/sleeps"');
  sandbox.write('secrets/minio-root/rootUser', 'admin');
  sandbox.write('secrets/minio-root/rootPassword', 'root-secret');
  for (const user of ['spark', 'history']) {
    sandbox.write(`secrets/minio-${user}/AWS_ACCESS_KEY_ID`, `${user}-key`);
    sandbox.write(`secrets/minio-${user}/AWS_SECRET_ACCESS_KEY`, `${user}-secret`);
    sandbox.write(`script/${user}.json`, `policy of ${user}`);
  }
  sandbox.write('script/buckets', 'data 6Gi enable lifecycle.json\nplain unlimited suspend\n');
  sandbox.write('script/lifecycle.json', 'rules');
  sandbox.write('script/users', `spark ${sandbox.path('secrets/minio-spark')}\nhistory ${sandbox.path('secrets/minio-history')}\n`);
});

afterEach(() => sandbox.remove());

const provision = () =>
  sandbox.run(sandbox.script('minio-provisioning.sh', '/secrets', '/tmp'), [], { MINIO_HOST: 'minio.minio.svc:9000' });

const calls = () => sandbox.read('calls').trimEnd().split('\n');

test('makes buckets with their lifecycle, policies, and users who have them', () => {
  expect(provision()).toMatchObject({ exitCode: 0, stderr: '' });
  expect(sandbox.read('store/buckets/data/lifecycle')).toBe('rules');
  expect(sandbox.read('store/buckets/data/versioning').trim()).toBe('enable');
  expect(calls()).toContain('anonymous set none store/plain');
  expect(calls().filter((call) => call.startsWith('ilm'))).toEqual(['ilm import store/data']);
  for (const user of ['spark', 'history']) {
    expect(sandbox.read(`store/policies/${user}`)).toBe(`policy of ${user}`);
    expect(sandbox.read(`store/users/${user}-key`).trim()).toBe(`${user}-secret`);
    expect(sandbox.read(`store/attached/${user}-key`).trim()).toBe(user);
  }
});

test('runs twice with the same result: a policy that is attached already is no failure', () => {
  provision();
  const again = provision();
  expect(again.exitCode).toBe(0);
  expect(again.stdout).toContain('the object store is provisioned');
});

// a bucket that was ever suspended keeps a marker of each deletion
test('suspends versioning where it is on, and leaves it alone where it never was', () => {
  provision();
  expect(existsSync(sandbox.path('store/buckets/plain/versioning'))).toBe(false);
  sandbox.write('script/buckets', 'data 6Gi suspend lifecycle.json\n');
  provision();
  expect(sandbox.read('store/buckets/data/versioning').trim()).toBe('suspend');
});

test('sets the quota of a bucket, and takes it away when it is no longer declared', () => {
  provision();
  expect(sandbox.read('store/buckets/data/quota').trim()).toBe('6Gi');
  expect(existsSync(sandbox.path('store/buckets/plain/quota'))).toBe(false);
  sandbox.write('script/buckets', 'data unlimited enable lifecycle.json\nplain 1Ti suspend\n');
  expect(provision().exitCode).toBe(0);
  expect(existsSync(sandbox.path('store/buckets/data/quota'))).toBe(false);
  expect(sandbox.read('store/buckets/plain/quota').trim()).toBe('1Ti');
});

test('takes over a changed secret and a changed policy at the next run', () => {
  provision();
  sandbox.write('secrets/minio-spark/AWS_SECRET_ACCESS_KEY', 'rotated');
  sandbox.write('script/spark.json', 'stricter');
  expect(provision().exitCode).toBe(0);
  expect(sandbox.read('store/users/spark-key').trim()).toBe('rotated');
  expect(sandbox.read('store/policies/spark')).toBe('stricter');
});

test('any other failure to attach a policy is one, with its reason', () => {
  sandbox.write('attach-error', 'mc: <ERROR> the server is on fire\n');
  const { exitCode, stderr } = provision();
  expect(exitCode).toBe(1);
  expect(stderr).toContain('the server is on fire');
});

test('a bucket that cannot be made stops the run', () => {
  sandbox.program('mc', 'echo "no space" >&2; exit 1');
  expect(provision()).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('no space') as string });
});

test('waits until the store can be written to, and gives up in the end', () => {
  sandbox.write('refusals', '3');
  expect(provision().exitCode).toBe(0);
  expect(sandbox.read('sleeps').split('\n').filter(Boolean)).toHaveLength(3);
  sandbox.write('refusals', '1000');
  const { exitCode, stderr } = provision();
  expect(exitCode).toBe(1);
  expect(stderr).toContain('no write quorum');
});

test.each(['minio-root/rootUser', 'minio-root/rootPassword', 'minio-spark/AWS_ACCESS_KEY_ID', 'minio-spark/AWS_SECRET_ACCESS_KEY'])(
  'stops when a Secret lacks a key (%s), rather than go on with an empty one',
  (file) => {
    rmSync(sandbox.path('secrets', file));
    expect(provision().exitCode).not.toBe(0);
    expect(existsSync(sandbox.path('store/users'))).toBe(false);
  },
);

test('no secret is ever an argument or printed', () => {
  const { stdout, stderr } = provision();
  expect(
    ['root-secret', 'spark-secret', 'history-secret'].filter((secret) => (sandbox.read('calls') + stdout + stderr).includes(secret)),
  ).toEqual([]);
});
