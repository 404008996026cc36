import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lauxlib, lua, lualib, to_luastring } from 'fengari';
import { customResourceSchemas } from '../imports/validation';

interface Health {
  readonly status: string;
  readonly message: string;
}

const folder = join(__dirname, '../../charts/health');

/** Verdict of a health check on a live object, as Argo CD gets it: a table for an object, nil for what is missing. */
function healthOf(kind: string, object: object): Health {
  const script = readFileSync(join(folder, `${kind}.lua`), 'utf8');
  const state = lauxlib.luaL_newstate();
  lualib.luaL_openlibs(state);
  const program = `obj = ${literal(object)}\nlocal health = (function()\n${script}\nend)()\nreturn health.status, health.message`;
  if (lauxlib.luaL_dostring(state, to_luastring(program)) !== lua.LUA_OK) throw new Error(`${kind}.lua: ${lua.lua_tojsstring(state, -1)}`);
  return { status: lua.lua_tojsstring(state, -2), message: lua.lua_tojsstring(state, -1) };
}

/** A JSON value as a Lua expression; null is nil. */
function literal(value: unknown): string {
  if (value === null || value === undefined) return 'nil';
  if (typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `{${value.map(literal).join(', ')}}`;
  return `{${Object.entries(value)
    .map(([key, inner]) => `[${JSON.stringify(key)}] = ${literal(inner)}`)
    .join(', ')}}`;
}

const STATUSES = ['Healthy', 'Progressing', 'Degraded', 'Suspended', 'Missing', 'Unknown'];

const kinds = readdirSync(folder).map((file) => file.replace(/\.lua$/, ''));

test('the kinds with a health check are those that Argo CD judges wrongly or not at all', () => {
  expect(kinds.sort()).toEqual([
    'argoproj.io_Application',
    'sparkoperator.k8s.io_ScheduledSparkApplication',
    'sparkoperator.k8s.io_SparkApplication',
  ]);
  for (const kind of kinds) {
    const [group = '', name = ''] = kind.split('_');
    expect(Object.keys(customResourceSchemas[group] ?? {})).toContain(name);
  }
});

test.each(kinds)('%s: an object that nobody has looked at yet is progressing, whatever is missing', (kind) => {
  for (const object of [
    {},
    { status: {} },
    { spec: {} },
    { spec: {}, status: { applicationState: {} } },
    { status: { sync: {}, health: {} } },
  ]) {
    const { status, message } = healthOf(kind, object);
    expect({ object, status }).toEqual({ object, status: 'Progressing' });
    expect(typeof message).toBe('string');
  }
});

describe('a SparkApplication', () => {
  const judged = (state: string, errorMessage?: string) =>
    healthOf('sparkoperator.k8s.io_SparkApplication', { status: { applicationState: { state, errorMessage } } });

  test.each([
    ['', 'Progressing'],
    ['SUBMITTED', 'Progressing'],
    ['RUNNING', 'Healthy'],
    ['COMPLETED', 'Healthy'],
    ['FAILED', 'Degraded'],
    ['SUBMISSION_FAILED', 'Degraded'],
    ['PENDING_RERUN', 'Progressing'],
    ['INVALIDATING', 'Progressing'],
    ['SUCCEEDING', 'Healthy'],
    ['FAILING', 'Degraded'],
    ['UNKNOWN', 'Progressing'],
    ['SUSPENDING', 'Suspended'],
    ['SUSPENDED', 'Suspended'],
    ['RESUMING', 'Progressing'],
    ['A_STATE_OF_NEXT_YEAR', 'Progressing'],
  ])('in the state "%s" is %s', (state, status) => {
    const health = judged(state);
    expect(health.status).toBe(status);
    expect(health.message).not.toBe('');
  });

  test('that failed says why', () => {
    expect(judged('FAILED', 'driver container failed')).toEqual({ status: 'Degraded', message: 'driver container failed' });
    expect(judged('FAILED', '')).toEqual({ status: 'Degraded', message: 'FAILED' });
  });

  test('that runs does not repeat an error of an earlier attempt', () => {
    expect(judged('RUNNING', 'driver container failed')).toEqual({ status: 'Healthy', message: 'RUNNING' });
  });
});

describe('a ScheduledSparkApplication', () => {
  const judged = (object: object) => healthOf('sparkoperator.k8s.io_ScheduledSparkApplication', object);

  test.each([
    ['Scheduled', 'Healthy'],
    ['FailedValidation', 'Degraded'],
    ['', 'Progressing'],
    ['SomethingNew', 'Progressing'],
  ])('in the state "%s" is %s', (scheduleState, status) => {
    expect(judged({ status: { scheduleState } })).toMatchObject({ status });
  });

  test('that is suspended is Suspended, whatever its state', () => {
    expect(judged({ spec: { suspend: true }, status: { scheduleState: 'FailedValidation' } })).toMatchObject({
      status: 'Suspended',
    });
    expect(judged({ spec: { suspend: false }, status: { scheduleState: 'Scheduled' } })).toMatchObject({
      status: 'Healthy',
    });
  });

  test('says when it runs next, or why it does not', () => {
    const next = judged({ status: { scheduleState: 'Scheduled', nextRun: '2030-01-01T03:00:00Z' } });
    expect(next.message).toContain('2030-01-01T03:00:00Z');
    const reason = judged({ status: { scheduleState: 'FailedValidation', reason: 'bad cron' } });
    expect(reason.message).toBe('bad cron');
  });
});

describe('an Application', () => {
  const judged = (sync: string | undefined, phase: string | undefined, health: string | undefined) =>
    healthOf('argoproj.io_Application', {
      status: { sync: { status: sync }, operationState: { phase, message: phase && `it is ${phase}` }, health: { status: health } },
    });

  test.each(['Healthy', 'Degraded', 'Progressing', 'Suspended', 'Missing', 'Unknown'])(
    'that is synced is as its objects are: %s',
    (health) => {
      expect(judged('Synced', 'Succeeded', health)).toMatchObject({ status: health });
    },
  );

  test('whose objects were refused is not healthy, although none of its objects is unhealthy', () => {
    for (const phase of ['Failed', 'Error'])
      expect(judged('OutOfSync', phase, 'Healthy')).toEqual({ status: 'Degraded', message: `it is ${phase}` });
  });

  test('that still syncs or has never synced holds up the next wave', () => {
    for (const sync of ['Synced', 'OutOfSync', 'Unknown', undefined])
      expect(judged(sync, 'Running', 'Healthy')).toMatchObject({ status: 'Progressing' });
    for (const sync of ['OutOfSync', 'Unknown', undefined])
      expect(judged(sync, undefined, 'Healthy')).toMatchObject({ status: 'Progressing' });
    expect(judged('Synced', 'Succeeded', undefined)).toMatchObject({ status: 'Progressing' });
  });

  test('never gets a verdict that Argo CD does not know', () => {
    const phases = ['Running', 'Failed', 'Error', 'Succeeded', 'Terminating', undefined];
    const verdicts = phases.flatMap((phase) => ['Synced', 'OutOfSync', 'Unknown', undefined].map((sync) => judged(sync, phase, 'Healthy')));
    expect(verdicts.filter(({ status, message }) => !STATUSES.includes(status) || typeof message !== 'string')).toEqual([]);
  });
});
