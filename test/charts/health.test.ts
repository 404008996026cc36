import { lauxlib, lua, lualib, to_luastring } from 'fengari';
import { customResourceSchemas } from '../imports/validation';
import { healthCases, judging, kinds, STATUSES } from './health-cases';

/** Verdict of a health check on a live object. The same cases run in Lua 5.1 itself in `npm run test:integration`. */
function healthOf(kind: string, object: object) {
  const state = lauxlib.luaL_newstate();
  lualib.luaL_openlibs(state);
  const program = `${judging(kind, object)}return health.status, health.message`;
  if (lauxlib.luaL_dostring(state, to_luastring(program)) !== lua.LUA_OK) throw new Error(`${kind}.lua: ${lua.lua_tojsstring(state, -1)}`);
  return { status: lua.lua_tojsstring(state, -2), message: lua.lua_tojsstring(state, -1) };
}

test('the kinds with a health check are those that Argo CD judges wrongly or not at all', () => {
  expect([...kinds].sort()).toEqual([
    'argoproj.io_Application',
    'sparkoperator.k8s.io_ScheduledSparkApplication',
    'sparkoperator.k8s.io_SparkApplication',
    'sparkoperator.k8s.io_SparkConnect',
  ]);
  for (const kind of kinds) {
    const [group = '', name = ''] = kind.split('_');
    expect(Object.keys(customResourceSchemas[group] ?? {})).toContain(name);
  }
});

test.each(healthCases)('$kind $says', ({ kind, object, status, message }) => {
  const health = healthOf(kind, object);
  expect(health).toEqual({ status, message: message ?? health.message });
  expect(typeof health.message).toBe('string');
});

test('an Application never gets a verdict that Argo CD does not know', () => {
  const phases = ['Running', 'Failed', 'Error', 'Succeeded', 'Terminating', undefined];
  const verdicts = phases.flatMap((phase) =>
    ['Synced', 'OutOfSync', 'Unknown', undefined].map((sync) =>
      healthOf('argoproj.io_Application', {
        status: { sync: { status: sync }, operationState: { phase, message: phase && `it is ${phase}` }, health: { status: 'Healthy' } },
      }),
    ),
  );
  expect(verdicts.filter(({ status, message }) => !STATUSES.includes(status) || typeof message !== 'string')).toEqual([]);
});
