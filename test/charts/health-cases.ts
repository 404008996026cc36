import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(__dirname, '../../charts/health');

/** Kinds with a health check: file names of `charts/health` without their ending. */
export const kinds = readdirSync(folder).map((file) => file.replace(/\.lua$/, ''));

/** Verdicts that Argo CD knows. */
export const STATUSES = ['Healthy', 'Progressing', 'Degraded', 'Suspended', 'Missing', 'Unknown'];

/** A live object and what its health check has to say. */
export interface HealthCase {
  readonly kind: string;
  /** Reads after the kind: `a SparkApplication` … */
  readonly says: string;
  readonly object: object;
  readonly status: string;
  /** Exactly this, if it is given; in any case some text. */
  readonly message?: string;
}

const APPLICATION = 'argoproj.io_Application';
const SPARK = 'sparkoperator.k8s.io_SparkApplication';
const SCHEDULE = 'sparkoperator.k8s.io_ScheduledSparkApplication';
const CONNECT = 'sparkoperator.k8s.io_SparkConnect';

const untouched: HealthCase[] = kinds.flatMap((kind) =>
  [{}, { status: {} }, { spec: {} }, { spec: {}, status: { applicationState: {} } }, { status: { sync: {}, health: {} } }].map(
    (object) => ({
      kind,
      says: `that nobody has looked at yet is progressing, whatever is missing: ${JSON.stringify(object)}`,
      object,
      status: 'Progressing',
    }),
  ),
);

const spark = (state: string, status: string, errorMessage?: string, message?: string): HealthCase => ({
  kind: SPARK,
  says: `in the state "${state}" with the error "${errorMessage ?? ''}" is ${status}`,
  object: { status: { applicationState: { state, errorMessage } } },
  status,
  ...(message !== undefined && { message }),
});

const sparkApplications: HealthCase[] = [
  spark('', 'Progressing'),
  spark('SUBMITTED', 'Progressing'),
  spark('RUNNING', 'Healthy'),
  spark('COMPLETED', 'Healthy'),
  spark('FAILED', 'Degraded'),
  spark('SUBMISSION_FAILED', 'Degraded'),
  spark('PENDING_RERUN', 'Progressing'),
  spark('INVALIDATING', 'Progressing'),
  spark('SUCCEEDING', 'Healthy'),
  spark('FAILING', 'Degraded'),
  spark('UNKNOWN', 'Progressing'),
  spark('SUSPENDING', 'Suspended'),
  spark('SUSPENDED', 'Suspended'),
  spark('RESUMING', 'Progressing'),
  spark('A_STATE_OF_NEXT_YEAR', 'Progressing'),
  spark('FAILED', 'Degraded', 'driver container failed', 'driver container failed'),
  spark('FAILED', 'Degraded', '', 'FAILED'),
  // does not repeat an error of an earlier attempt
  spark('RUNNING', 'Healthy', 'driver container failed', 'RUNNING'),
];

const schedule = (says: string, object: object, status: string, message?: string): HealthCase => ({
  kind: SCHEDULE,
  says,
  object,
  status,
  ...(message !== undefined && { message }),
});

const schedules: HealthCase[] = [
  ...Object.entries({ Scheduled: 'Healthy', FailedValidation: 'Degraded', '': 'Progressing', SomethingNew: 'Progressing' }).map(
    ([scheduleState, status]) => schedule(`in the state "${scheduleState}" is ${status}`, { status: { scheduleState } }, status),
  ),
  schedule(
    'that is suspended is Suspended, whatever its state',
    { spec: { suspend: true }, status: { scheduleState: 'FailedValidation' } },
    'Suspended',
  ),
  schedule('that is not suspended is as its state', { spec: { suspend: false }, status: { scheduleState: 'Scheduled' } }, 'Healthy'),
  schedule(
    'says when it runs next',
    { status: { scheduleState: 'Scheduled', nextRun: '2030-01-01T03:00:00Z' } },
    'Healthy',
    'Next run: 2030-01-01T03:00:00Z',
  ),
  schedule('says why it does not run', { status: { scheduleState: 'FailedValidation', reason: 'bad cron' } }, 'Degraded', 'bad cron'),
];

const connect = (says: string, object: object, status: string, message?: string): HealthCase => ({
  kind: CONNECT,
  says,
  object: { status: object },
  status,
  ...(message !== undefined && { message }),
});

const podNotReady = (message: string) => ({ state: 'NotReady', conditions: [{ type: 'ServerPodReady', status: 'False', message }] });

const connectServers: HealthCase[] = [
  ...Object.entries({ Provisioning: 'Progressing', NotReady: 'Progressing', Ready: 'Healthy', Failed: 'Degraded', New: 'Progressing' }).map(
    ([state, status]) => connect(`in the state "${state}" is ${status}`, { state }, status),
  ),
  connect('says which pod takes connections', { state: 'Ready', server: { podName: 'a-server' } }, 'Healthy', 'a-server takes connections'),
  connect(
    'says what the operator says of its pod',
    podNotReady('Server pod is not ready: evicted'),
    'Progressing',
    'Server pod is not ready: evicted',
  ),
  connect('says its state where the operator says no more', podNotReady(''), 'Progressing', 'NotReady'),
];

function application(sync: string | undefined, phase: string | undefined, health: string | undefined, status: string): HealthCase {
  const message = phase && `it is ${phase}`;
  return {
    kind: APPLICATION,
    says: `that is ${sync ?? 'without sync status'}, with an operation ${phase ?? 'never run'} and objects ${health ?? 'unknown'}, is ${status}`,
    object: { status: { sync: { status: sync }, operationState: { phase, message }, health: { status: health } } },
    status,
    ...(status === 'Degraded' && phase !== 'Succeeded' && message !== undefined && { message }),
  };
}

const SYNCS = ['Synced', 'OutOfSync', 'Unknown', undefined];

const applications: HealthCase[] = [
  ...STATUSES.map((health) => application('Synced', 'Succeeded', health, health)),
  // its objects were refused, although none of them is unhealthy
  ...['Failed', 'Error'].map((phase) => application('OutOfSync', phase, 'Healthy', 'Degraded')),
  // still syncs or has never synced: holds up the next wave
  ...SYNCS.map((sync) => application(sync, 'Running', 'Healthy', 'Progressing')),
  ...SYNCS.slice(1).map((sync) => application(sync, undefined, 'Healthy', 'Progressing')),
  application('Synced', 'Succeeded', undefined, 'Progressing'),
];

/** Objects in every state, unknown ones included. */
export const healthCases: readonly HealthCase[] = [...untouched, ...sparkApplications, ...schedules, ...connectServers, ...applications];

/** A Lua program that leaves the verdict on an object, as Argo CD gets it, in `health`. */
export function judging(kind: string, object: object): string {
  const script = readFileSync(join(folder, `${kind}.lua`), 'utf8');
  return `obj = ${literal(object)}\nlocal health = (function()\n${script}\nend)()\n`;
}

/** A JSON value as a Lua expression: a table for an object, nil for what is missing. */
function literal(value: unknown): string {
  if (value === null || value === undefined) return 'nil';
  if (typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `{${value.map(literal).join(', ')}}`;
  return `{${Object.entries(value)
    .map(([key, inner]) => `[${JSON.stringify(key)}] = ${literal(inner)}`)
    .join(', ')}}`;
}
