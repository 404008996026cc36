import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { transformSync } from '@swc/core';
import { applyPatch } from 'diff';
import { advise } from '../../advise/advise';
import { type Figure, figures, scrapes } from '../../advise/figures';
import { options } from '../../advise/options';
import { environmentFile } from '../../advise/patch';
import { PrometheusError } from '../../advise/prometheus';
import { checks, type ApplicationReport, type Report } from '../../advise/report';
import { checked } from '../../config/configuration';
import type { EnvironmentInput } from '../../config/schema';
import { tuningLevels } from '../../rules/tuning-levels';
import { sparkApplications } from '../../spark-applications';
import type { SparkApplicationInput } from '../../spark-applications/application';
import { minimal, shipped } from '../spark-applications/platform';

const root = join(__dirname, '..', '..');
const GIB = 2 ** 30;
const HOUR = 3600;

/** An application of four executors of two cores and 8 GiB, on an hourly schedule. */
const job: SparkApplicationInput = {
  ...minimal,
  name: 'job',
  driver: { cores: 1, memory: '2g' },
  executor: { cores: 2, memory: '8g', instances: 4 },
  schedule: { cron: '0 * * * *' },
};
const POD = 8 * GIB + 3276 * 2 ** 20;
const DRIVER_POD = 2 * GIB + 819 * 2 ** 20;

/** A run of ten minutes that is as it should be. */
const healthy: Partial<Record<Figure, number>> = {
  samples: 20,
  runs: 1,
  completedSeconds: 600,
  driverCoresRequested: 600,
  driverCoresUsed: 400,
  driverCoresWasted: 200,
  driverMemoryRequested: 600 * DRIVER_POD,
  driverMemoryUsed: 500 * DRIVER_POD,
  driverMemoryWasted: 100 * DRIVER_POD,
  executorCoresRequested: 600 * 8,
  executorCoresUsed: 500 * 8,
  executorCoresWasted: 100 * 8,
  executorMemoryRequested: 600 * 4 * POD,
  executorMemoryUsed: 500 * 4 * POD,
  executorMemoryWasted: 100 * 4 * POD,
  smallestHeap: 8 * GIB,
  largestHeap: 8 * GIB,
  heapPeak: 0.85,
  unifiedPeak: 0.6,
  storage: 0.3,
  gc: 0.03,
  executorContainerPeak: 0.85,
  driverContainerPeak: 0.8,
  taskSeconds: 4000,
  meanExecutors: 4,
  mostExecutors: 4,
  mostSlots: 8,
  slotsUsed: 0.8,
  mostSlotsUsed: 1,
  imbalance: 1.2,
  failedTasks: 0,
  taskRate: 2,
  meanTaskSeconds: 3,
  throttled: 0.01,
  spill: 0,
  schedulerSeconds: 0.01,
  listenerQueue: 10,
  taskRunSeconds: 4000,
  taskCpuSeconds: 3000,
  jvmCpuSeconds: 3500,
  fetchWaitSeconds: 100,
  succeededTasks: 1000,
  diskSpilledBytes: 0,
  memorySpilledBytes: 0,
  shuffleWrittenBytes: 8 * GIB,
  shuffleLocalBytes: 2 * GIB,
  shuffleRemoteBytes: 6 * GIB,
};

type Story = Partial<Record<Figure, number>>;
/** Partitions of 102 MiB that do not fit. */
const spilling: Story = { diskSpilledBytes: 100 * GIB, memorySpilledBytes: 400 * GIB, shuffleWrittenBytes: 20 * GIB };
/** Runs of the job that differ from a healthy one. */
const runsLike = (count: number, story: Story, name = 'job') =>
  Array.from({ length: count }, (_, index) => ({ app: `${name}-${index}`, schedule: name, figures: { ...healthy, ...story } }));

/** Healthy runs of which some figures are missing. */
const runsWithout = (count: number, ...absent: readonly Figure[]) =>
  runsLike(count, {}).map((run) => ({
    ...run,
    figures: Object.fromEntries(Object.entries(run.figures).filter(([figure]) => !absent.includes(figure as Figure))),
  }));

let server: Server;
let requests: Array<{ authorization: string | undefined; query: string; time: string }> = [];
let answer: (query: string) => { status?: number; body: string };
const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

beforeAll(async () => {
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      const form = new URLSearchParams(text);
      const asked = { query: form.get('query') ?? '', time: form.get('time') ?? '' };
      requests.push({ ...asked, authorization: request.headers.authorization });
      const { status = 200, body } = request.url === '/api/v1/query' ? answer(asked.query) : { status: 404, body: 'no such page' };
      response.writeHead(status).end(body);
    });
  }).listen(0, '127.0.0.1');
  // a connection that is closed just when it is used again looks like a server that is not there
  server.keepAliveTimeout = 600_000;
  await new Promise((resolve) => server.once('listening', resolve));
});
afterAll(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});
beforeEach(() => (requests = []));

const vector = (samples: ReadonlyArray<{ metric: object; value: number }>) => ({
  body: JSON.stringify({
    status: 'success',
    data: { resultType: 'vector', result: samples.map(({ metric, value }) => ({ metric, value: [1, String(value)] })) },
  }),
});

/** Answers as a Prometheus that has watched a day and recorded these runs. */
function recorded(runs: ReturnType<typeof runsLike>): void {
  const byQuery = new Map(Object.entries(figures('7d')).map(([figure, { promql }]) => [promql, figure as Figure]));
  answer = (query) => {
    if (query === scrapes('7d').promql) return vector([{ metric: {}, value: 86_400 / 30 }]);
    const figure = byQuery.get(query);
    if (figure === undefined) return { status: 400, body: JSON.stringify({ status: 'error', errorType: 'bad_data', error: query }) };
    const labels = (app: string, schedule: string) => ({
      namespace: 'spark',
      app,
      team: 'analytics',
      ...(schedule !== '' && { schedule }),
    });
    return vector(
      runs.flatMap(({ app, schedule, figures: story }) => {
        const value = story[figure];
        return value === undefined ? [] : [{ metric: labels(app, schedule), value }];
      }),
    );
  };
}

const asked = (...args: string[]) =>
  options(['--prometheus', url(), '--environment', 'production', '--at', '2026-03-02T00:00:00Z', ...args], new Date(0))!;
const advised = (args: string[] = [], applications: readonly SparkApplicationInput[] = [...sparkApplications, job]) =>
  advise(asked(...args), { environments: shipped, applications, root });
/** The same where executors tell nothing of themselves. */
const untold = shipped.map((environment) => ({
  ...environment,
  spark: { ...environment.spark, executorMetrics: { ...environment.spark.executorMetrics, sink: 'none' as const } },
}));
const reportedUntold = async () =>
  JSON.parse(await advise(asked('--format', 'json'), { environments: untold, applications: [...sparkApplications, job], root })) as Report;
const reported = async (...args: string[]) => JSON.parse(await advised(['--format', 'json', ...args])) as Report;
const jobIn = ({ applications }: Report): ApplicationReport => applications.find(({ application }) => application === 'job')!;
const settings = ({ changes }: ApplicationReport) => Object.fromEntries(changes.map(({ path, to }) => [path.join('.'), to]));

describe('what it costs', () => {
  test('is the integral of what was reserved at the prices of the environment', async () => {
    recorded(runsLike(3, {}));
    const { spent, wasted, evidence } = jobIn(await reported());
    const hours = 3 * (600 / HOUR);
    const { pricePerCoreHour, pricePerGibHour } = shipped[1]!.cost;
    expect(spent.window).toBeCloseTo(hours * (9 * pricePerCoreHour + ((DRIVER_POD + 4 * POD) / GIB) * pricePerGibHour), 9);
    expect(spent.perRun).toBeCloseTo(spent.window / 3, 9);
    expect(spent.perDay).toBeCloseTo(spent.window, 9);
    expect(wasted.window).toBeLessThan(spent.window);
    expect(evidence).toEqual({ runs: 3, seconds: 1800, longestSeconds: 600 });
  });
});

test('a healthy application is left alone', async () => {
  recorded(runsLike(5, {}));
  const one = jobIn(await reported());
  expect(one.judgements.filter(({ verdict }) => verdict !== 'fine')).toEqual([]);
  expect(one.changes).toEqual([]);
});

describe('there is not enough data', () => {
  test('with fewer runs than the environment wants', async () => {
    recorded(runsLike(2, { heapPeak: 0.2 }));
    const one = jobIn(await reported());
    expect(one).toMatchObject({ silent: expect.stringContaining('not enough data: 2 of at least 3 runs'), changes: [] });
    expect(await advised()).toContain('not enough data: 2 of at least 3 runs');
  });

  test('about a setting that the runs did not have', async () => {
    recorded([
      ...runsLike(2, { heapPeak: 0.2 }),
      ...runsLike(5, { heapPeak: 0.2, smallestHeap: 4 * GIB, largestHeap: 4 * GIB }, 'job').slice(2),
    ]);
    const { judgements } = jobIn(await reported());
    expect(judgements).toContainEqual({
      check: 'Heap too large (peak)',
      verdict: 'unknown',
      because: expect.stringMatching(/2 of at least 3 runs.* with executor\.memory 8g/),
    });
  });

  test('about what was never recorded', async () => {
    recorded(runsWithout(5, 'executorContainerPeak'));
    const { judgements } = jobIn(await reported());
    expect(judgements).toContainEqual({
      check: 'Container near its memory limit',
      verdict: 'unknown',
      because: 'not enough data: no run has recorded executorContainerPeak, heapPeak',
    });
  });

  test('about a pod that merely bears the labels of a driver: it is left out', async () => {
    recorded([...runsLike(5, {}), { app: '', schedule: '', figures: { runs: 1 } }]);
    expect((await reported()).applications.map(({ application }) => application)).not.toContain('');
  });

  test('about an application that nobody declared: its cost is shown all the same', async () => {
    recorded(runsLike(5, {}, 'stranger'));
    const stranger = (await reported()).applications.find(({ application }) => application === 'stranger')!;
    expect(stranger.silent).toBe('it is not declared in production');
    expect(stranger.spent.window).toBeGreaterThan(0);
  });
});

test.each<[string, string, Story, Record<string, string | number>]>([
  // 8 GiB × 0.3 × 1.2 = 2.88 GiB, in steps of 128 MiB; 11.2 GiB × 0.4 − 2.4 GiB = 2.08 GiB beyond the heap, × 1.2
  [
    'a heap that nobody fills is lowered to the peak, and the overhead holds the rest of the container',
    'Heap too large (peak)',
    { heapPeak: 0.3, unifiedPeak: 0.2, gc: 0.01, executorContainerPeak: 0.4 },
    { 'executor.memory': '3g', 'executor.memoryOverhead': '2556m' },
  ],
  ['a heap that collects all the time grows', 'Garbage collection', { gc: 0.2 }, { 'executor.memory': '9856m' }],
  ['a full heap grows', 'Heap too small (peak)', { gc: 0.2, heapPeak: 0.97 }, { 'executor.memory': '9856m' }],
  [
    'a container near its limit gets overhead',
    'Container near its memory limit',
    { executorContainerPeak: 0.97 },
    { 'executor.memoryOverhead': '4993m' },
  ],
  // 4 × 0.3 / 0.8
  ['idle slots go', 'Idle task slots', { slotsUsed: 0.3, mostSlotsUsed: 0.5 }, { 'executor.instances': 2 }],
  // 2 × 0.1 × 1.2
  [
    'busy slots that wait for data need no whole cores',
    'Reserved cores not used',
    { executorCoresUsed: 480 },
    { 'executor.coreRequest': '250m' },
  ],
  ['a throttled executor gets CPU', 'CPU throttled', { throttled: 0.4 }, { 'executor.coreRequest': '3' }],
  // 20 GiB are 200 partitions of 102 MiB, which stay apart; a task can hold (8 GiB − 300 MiB) × 0.6 / 2: 1.2 × (200 + 400 GiB / 2.31 GiB)
  ['spill of large partitions asks for smaller ones', 'Spill to disk', spilling, { 'sparkConf.spark.sql.shuffle.partitions': '448' }],
  // partitions of 41 MiB would be joined again: 300 MiB + 1.2 × (1 + 100 GiB / (100 × 2.31 GiB)) × (8 GiB − 300 MiB)
  [
    'spill of small partitions asks for memory',
    'Spill to disk',
    { diskSpilledBytes: 30 * GIB, memorySpilledBytes: 100 * GIB, succeededTasks: 100 },
    { 'executor.memory': '13952m' },
  ],
  [
    'tasks that wait for blocks want them nearer: two executors become one',
    'Tasks wait for shuffle blocks',
    { fetchWaitSeconds: 1200 },
    { 'executor.instances': 2, 'executor.cores': 4, 'executor.memory': '16g' },
  ],
  // 2 slots × 1600 s of CPU / 4000 s of tasks × 1.2
  [
    'tasks that wait for data need no whole cores',
    'Tasks wait, not compute',
    { taskCpuSeconds: 800, jvmCpuSeconds: 1000, executorCoresUsed: 1600 },
    { 'executor.coreRequest': '1' },
  ],
  [
    'tasks of milliseconds ask for fewer partitions',
    'Tasks too small',
    { meanTaskSeconds: 0.1, taskRate: 50 },
    { 'sparkConf.spark.sql.shuffle.partitions': '24' },
  ],
  ['a slow scheduler gets a core', 'Driver scheduler slow', { schedulerSeconds: 3 }, { 'driver.cores': 2 }],
  [
    'a full queue of events grows',
    'Listener queue fills',
    { listenerQueue: 9000 },
    { 'sparkConf.spark.scheduler.listenerbus.eventqueue.capacity': '20000' },
  ],
  ['an oversized driver shrinks', 'Driver memory too large', { driverContainerPeak: 0.3 }, { 'driver.memory': '768m' }],
  ['an idle driver reserves less CPU', 'Driver cores not used', { driverCoresUsed: 60 }, { 'driver.coreRequest': '150m' }],
])('%s', async (_, check, story, changes) => {
  recorded(runsLike(12, story));
  const one = jobIn(await reported());
  const found = one.judgements.find((judgement) => judgement.check === check)!;
  expect(found).toMatchObject({ verdict: 'advice' });
  expect(settings(one)).toEqual(changes);
});

test.each<[string, string, Story]>([
  ['skew', 'Uneven executors (skew)', { imbalance: 5 }],
  ['failed tasks', 'Failed tasks', { failedTasks: 0.3 }],
  ['a crowded cache', 'Cache crowds out execution', { storage: 0.95 }],
  ['runs that meet', 'Runs meet the next start', { completedSeconds: 3500 }],
])('%s is shown, and left to a person', async (_, check, story) => {
  recorded(runsLike(12, story));
  const one = jobIn(await reported());
  expect(one.judgements.find((judgement) => judgement.check === check)).toMatchObject({ verdict: 'advice', changes: [] });
});

describe('what executors tell of themselves', () => {
  const judged = (one: ApplicationReport, name: string) => one.judgements.find(({ check }) => check === name)!;
  const told = ['Spill to disk', 'Tasks wait for shuffle blocks', 'Tasks wait, not compute'];
  const of = async (story: Story, declaration: Partial<SparkApplicationInput> = {}) => {
    recorded(runsLike(12, story));
    const changed = { ...job, ...declaration } as SparkApplicationInput;
    return jobIn(JSON.parse(await advised(['--format', 'json'], [...sparkApplications, changed])) as Report);
  };

  test.each(told)('%s: not enough data where the environment has it off', async (check) => {
    recorded(runsLike(12, spilling));
    expect(judged(jobIn(await reportedUntold()), check)).toEqual({
      check,
      verdict: 'unknown',
      because: 'not enough data: spark.executorMetrics.sink is none in production',
    });
  });

  test.each(told)('%s: not enough data where the application has it off', async (check) => {
    const one = await of(spilling, { executorMetrics: false });
    expect(judged(one, check)).toMatchObject({ verdict: 'unknown', because: 'not enough data: executorMetrics of job is false' });
  });

  test.each(told)('%s: not enough data where nothing arrived', async (check) => {
    recorded(runsWithout(12, 'taskRunSeconds', 'diskSpilledBytes'));
    const one = jobIn(await reported());
    expect(judged(one, check)).toMatchObject({
      verdict: 'unknown',
      because: expect.stringContaining('not enough data: no run has recorded'),
    });
  });

  test('spill is guessed where they do not, and only there', async () => {
    recorded(runsLike(12, { spill: 1e8 }));
    const guessed = jobIn(await reportedUntold());
    expect(judged(guessed, 'Spill (suspected)')).toMatchObject({ verdict: 'advice' });
    expect(settings(guessed)).toEqual({ 'sparkConf.spark.sql.shuffle.partitions': '400' });
    expect(judged(await of({ spill: 1e8 }), 'Spill (suspected)')).toMatchObject({
      verdict: 'fine',
      measured: expect.stringContaining('"Spill to disk"'),
    });
  });

  test('spill is guessed until enough runs have told it', async () => {
    const [untoldRuns, toldRuns] = [runsWithout(12, 'diskSpilledBytes').slice(2), runsLike(2, {})];
    recorded([...untoldRuns, ...toldRuns].map((run) => ({ ...run, figures: { ...run.figures, spill: 1e8 } })));
    const one = jobIn(await reported());
    expect(judged(one, 'Spill to disk')).toMatchObject({ verdict: 'unknown', because: expect.stringContaining('2 of at least 3 runs') });
    expect(judged(one, 'Spill (suspected)')).toMatchObject({ verdict: 'advice' });
  });

  test('little spill is left alone: beside a large shuffle, or in a small run', async () => {
    const beside = await of({ ...spilling, shuffleWrittenBytes: 1000 * GIB });
    const small = await of({
      diskSpilledBytes: 2 ** 20,
      memorySpilledBytes: 2 ** 22,
      shuffleWrittenBytes: 2 ** 20,
      shuffleLocalBytes: 0,
      shuffleRemoteBytes: 0,
    });
    for (const one of [beside, small]) expect(judged(one, 'Spill to disk').verdict).toBe('fine');
  });

  test('runs that share a name spill what each of them spilled', async () => {
    const one = await of({ ...spilling, runs: 3 });
    expect(judged(one, 'Spill to disk')).toMatchObject({ measured: expect.stringContaining('33.33 GiB on disk') });
  });

  test('a stream keeps the partitions of its checkpoint, so it gets memory', async () => {
    const stream = {
      schedule: undefined,
      restartPolicy: 'Always',
      checkpoint: ({ checkpoints }: { checkpoints: string }) => `${checkpoints}/job`,
    };
    expect(settings(await of(spilling, stream as Partial<SparkApplicationInput>))).toMatchObject({ 'executor.memory': expect.any(String) });
  });

  test.each<[string, Story, Partial<SparkApplicationInput>]>([
    ['an odd number of executors', { mostExecutors: 3, mostSlots: 6 }, { executor: { cores: 2, memory: '8g', instances: 3 } }],
    ['executors that are large already', { mostSlots: 12 }, { executor: { cores: 3, memory: '8g', instances: 4 } }],
    [
      'so many executors that half of them read as much from others',
      { mostExecutors: 40, mostSlots: 80 },
      { executor: { cores: 2, memory: '8g', instances: 40 } },
    ],
    ['dynamic allocation', {}, { dynamicAllocation: { minExecutors: 1, maxExecutors: 4 } }],
    ['executors that collect garbage', { gc: 0.2 }, {}],
  ])('waiting for shuffle blocks is left to a person with %s', async (_, story, declaration) => {
    const one = await of({ fetchWaitSeconds: 1200, ...story }, declaration);
    expect(judged(one, 'Tasks wait for shuffle blocks')).toMatchObject({ verdict: 'advice', changes: [] });
  });

  test('a declared request and overhead double with the executor', async () => {
    const executor = { cores: 2, coreRequest: '1500m', memory: '8g', memoryOverhead: '3276m', instances: 4 } as const;
    expect(settings(await of({ fetchWaitSeconds: 1200 }, { executor }))).toMatchObject({
      'executor.coreRequest': '3',
      'executor.memoryOverhead': '6552m',
    });
  });

  test('the CPU of Python is in the container and not in its tasks; a program of the JVM has no other', async () => {
    const story = { taskCpuSeconds: 800, jvmCpuSeconds: 1000, executorCoresUsed: 2400 };
    expect(judged(await of(story), 'Tasks wait, not compute').verdict).toBe('fine');
    const scala = { language: 'scala', mainClass: 'org.example.Job', mainFile: 'local:///opt/jobs/job.jar' } as const;
    // the overhead of a JVM alone is smaller, so its pods are
    const one = await of(story, scala);
    expect(judged(one, 'Tasks wait, not compute')).toMatchObject({
      verdict: 'advice',
      measured: expect.stringContaining('20 % of their run time'),
    });
    // 2 slots × 2400 / 4000 × 1.2
    expect(settings(one)).toMatchObject({ 'executor.coreRequest': '1450m' });
  });

  test('little work says nothing about waiting', async () => {
    const one = await of({ taskRunSeconds: 200, fetchWaitSeconds: 100, taskCpuSeconds: 10 });
    for (const check of told.slice(1))
      expect(judged(one, check)).toMatchObject({ verdict: 'fine', measured: expect.stringContaining('too short') });
  });
});

test('with dynamic allocation it is the idle executors that count, not their number', async () => {
  recorded(runsLike(12, { slotsUsed: 0.3, mostSlotsUsed: 0.5, mostExecutors: 3, mostSlots: 6, meanExecutors: 3, unneededExecutors: 1.5 }));
  const dynamic = { ...job, dynamicAllocation: { minExecutors: 1, maxExecutors: 4 } };
  const one = jobIn(JSON.parse(await advised(['--format', 'json'], [...sparkApplications, dynamic])) as Report);
  expect(one.judgements).toContainEqual(expect.objectContaining({ check: 'Idle task slots', verdict: 'unknown' }));
  expect(one.judgements).toContainEqual(
    expect.objectContaining({ check: 'Executors that nothing needs', verdict: 'advice', measured: '50 % of the executors on average' }),
  );
  expect(one.judgements).toContainEqual(expect.objectContaining({ check: 'Spill (suspected)', verdict: 'fine' }));
});

test('memory is never lowered where executors were killed for it', async () => {
  recorded(runsLike(12, { heapPeak: 0.3, unifiedPeak: 0.2, gc: 0.01, executorContainerPeak: 0.4, executorsKilled: 3 }));
  const change = jobIn(await reported()).changes.map(({ path }) => path.join('.'));
  expect(change).not.toContain('executor.memory');
});

test('savings of a change are the share that it takes off the bill', async () => {
  recorded(runsLike(12, { slotsUsed: 0.3, mostSlotsUsed: 0.5 }));
  const one = jobIn(await reported());
  const { pricePerCoreHour, pricePerGibHour } = shipped[1]!.cost;
  const executors = 12 * (600 / HOUR) * (8 * pricePerCoreHour + ((4 * POD) / GIB) * pricePerGibHour);
  expect(one.saves!.window).toBeCloseTo(executors / 2, 9);
  expect(one.saves!.perRun).toBeCloseTo(executors / 24, 9);
});

test('confidence grows with runs that are alike', async () => {
  const confidence = async (runs: ReturnType<typeof runsLike>) => {
    recorded(runs);
    return jobIn(await reported()).judgements.find(({ check }) => check === 'Driver memory too large');
  };
  expect(await confidence(runsLike(12, { driverContainerPeak: 0.3 }))).toMatchObject({ confidence: 'high' });
  expect(await confidence(runsLike(5, { driverContainerPeak: 0.3 }))).toMatchObject({ confidence: 'medium' });
  const erratic = runsLike(12, { driverContainerPeak: 0.3 }).map((run, index) =>
    index === 0 ? { ...run, figures: { ...run.figures, driverContainerPeak: 0.1 } } : run,
  );
  expect(await confidence(erratic)).toMatchObject({ confidence: 'low' });
});

test('a change that the environment could not run is taken back with the reason', async () => {
  recorded(runsLike(12, { gc: 0.2, smallestHeap: 60 * GIB, largestHeap: 60 * GIB }));
  const huge = { ...job, executor: { cores: 2, memory: '60g', memoryOverhead: '3g', instances: 4 } } as const;
  const result = JSON.parse(await advised(['--format', 'json'], [...sparkApplications, huge])) as Report;
  const found = jobIn(result).judgements.find(({ check }) => check === 'Garbage collection')!;
  expect(found).toMatchObject({ changes: [], refused: [expect.stringContaining('spark.largestContainer.memory is 64Gi')] });
});

test('every light of the tuning panel has its check, by the same name', async () => {
  recorded(runsLike(5, {}));
  const names = jobIn(await reported()).judgements.map(({ check }) => check);
  expect(names).toEqual(expect.arrayContaining(Object.values(tuningLevels(shipped[0]!.thresholds)).map(({ check }) => check)));
  expect(new Set(names).size).toBe(checks.length);
});

describe('the patch', () => {
  const file = environmentFile('production');
  const before = readFileSync(join(root, file), 'utf8');
  const patched = async () => applyPatch(before, await advised(['--format', 'patch'])) as string;

  /** The environment that a source file exports. */
  function evaluated(source: string): EnvironmentInput {
    const { code } = transformSync(source, { jsc: { parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } });
    const exported: { production?: EnvironmentInput } = {};
    runInNewContext(code, { exports: exported, require: () => ({ repoUrl: 'https://git.example.org/a/b.git' }) });
    return exported.production!;
  }

  test('applies, and the environment then overrides exactly what is advised', async () => {
    recorded(runsLike(12, { heapPeak: 0.3, unifiedPeak: 0.2, gc: 0.01, executorContainerPeak: 0.4, ...spilling }));
    const after = evaluated(await patched());
    expect(after.spark.overrides!.job).toEqual({
      executor: { memory: '3g', memoryOverhead: '2556m' },
      sparkConf: { 'spark.sql.shuffle.partitions': '448' },
    });
    const others = Object.fromEntries(Object.entries(after.spark.overrides!).filter(([name]) => name !== 'job'));
    expect({ ...after, spark: { ...after.spark, overrides: others } }).toEqual(evaluated(before));
    expect(() => checked([after])).not.toThrow();
  });

  test('is empty when there is nothing to change', async () => {
    recorded(runsLike(12, {}));
    expect(await advised(['--format', 'patch'])).toBe('');
  });
});

describe('Prometheus', () => {
  test('is asked about the moment, with the token of the file', async () => {
    recorded([]);
    await advise({ ...asked(), bearerToken: 'secret' }, { environments: shipped, applications: sparkApplications, root });
    expect(requests.length).toBe(Object.keys(figures('7d')).length + 1);
    for (const { authorization, time } of requests) expect([authorization, time]).toEqual(['Bearer secret', '1772409600']);
  });

  test.each([
    [
      'refuses a query',
      () => ({ status: 422, body: '{"status":"error","errorType":"execution","error":"too many samples"}' }),
      'too many samples',
    ],
    ['is something else', () => ({ body: '<html>' }), 'no JSON'],
    [
      'answers in another form',
      () => ({ body: '{"status":"success","data":{"resultType":"matrix","result":[]}}' }),
      'not the API of Prometheus',
    ],
  ])('%s: the message says so', async (_, reply, message) => {
    answer = reply;
    await expect(advised()).rejects.toThrow(message);
    await expect(advised()).rejects.toBeInstanceOf(PrometheusError);
  });

  test('is not there: the message says how to reach it', async () => {
    const nowhere = { ...asked(), prometheus: 'http://127.0.0.1:1' };
    await expect(advise(nowhere, { environments: shipped, applications: sparkApplications, root })).rejects.toThrow('port-forward');
  });
});

describe('the command line', () => {
  const refused =
    (...args: string[]) =>
    () =>
      options(args, new Date(0));

  test('names every option that is wrong', () => {
    expect(refused('--prometheus', 'nonsense', '--since', 'long', '--format', 'pdf')).toThrow(
      /--prometheus: must be an http.*\n--since: must be a duration.*\n--format: must be table, json or patch/,
    );
    expect(refused()).toThrow('--prometheus');
    expect(refused('--nonsense')).toThrow('--nonsense');
  });

  test('wants an environment and an application that exist', async () => {
    recorded([]);
    await expect(advised(['--environment', 'moon'])).rejects.toThrow('must be one of local, production');
    await expect(advised(['--application', 'moon'])).rejects.toThrow('neither declared');
  });

  test('shows one application, and a table by default', async () => {
    recorded([...runsLike(12, { slotsUsed: 0.3, mostSlotsUsed: 0.5 }), ...runsLike(12, {}, 'orders-aggregate')]);
    const text = await advised(['--application', 'job']);
    expect(text).toContain('executor.instances: 4 → 2');
    expect(text).not.toContain('orders-aggregate');
  });
});
