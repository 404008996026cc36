import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { advise } from '../../advise/advise';
import { options } from '../../advise/options';
import type { Report } from '../../advise/report';
import { recorded } from '../../advise/runs';
import { recordingsOf, ruleGroups } from '../../rules/index';
import { sparkApplications } from '../../spark-applications';
import { applicationsIn } from '../../spark-applications/in-environment';
import { sparkPlatform } from '../../spark-applications/platform';
import { requestedBy } from '../../spark-applications/size';
import { BackfilledPrometheus } from '../advise/backfill';
import { type RunStory, seriesOf } from '../advise/runs';
import { shipped } from '../spark-applications/platform';

const production = shipped.find(({ name }) => name === 'production')!;
const daily = applicationsIn(sparkPlatform(production), sparkApplications).find(({ name }) => name === 'orders-aggregate')!;
const GIB = 2 ** 30;
const END = Date.parse('2026-03-02T00:00:00Z') / 1000;
const LENGTH = 600;

/** Four nights in which one executor would have been enough and nobody filled the heap. */
const nights: readonly RunStory[] = [4, 3, 2, 1].map((daysAgo) => ({
  app: `orders-aggregate-${daysAgo}`,
  schedule: 'orders-aggregate',
  team: 'analytics',
  startSeconds: END - daysAgo * 86_400,
  lengthSeconds: LENGTH,
  driver: { ...requestedBy(daily.driver, 'python'), usedCores: 0.1, heldBytes: 0.5 * requestedBy(daily.driver, 'python').bytes },
  executor: { ...requestedBy(daily.executor, 'python'), usedCores: 0.4, heldBytes: 3.2 * GIB },
  executors: daily.executor.instances,
  slots: daily.executor.cores,
  busy: 1,
  heapBytes: 8 * GIB,
  heapPeakBytes: 2.3 * GIB,
  unifiedPeakRatio: 0.2,
  gcRatio: 0.01,
  told: { cpuRatio: 0.2, fetchWaitRatio: 0.3, spilledBytesPerSecond: 8e6, shuffledBytesPerSecond: 16e6, onceSeconds: [60, 30] },
}));

const folder = mkdtempSync(join(tmpdir(), 'advise-'));
const prometheus = new BackfilledPrometheus(folder);
const groups = ['spark-identity', 'spark-executors', 'spark-cost', 'spark-tuning'];

beforeAll(async () => {
  prometheus.store(nights.flatMap(seriesOf));
  const recordings = recordingsOf(ruleGroups(production).filter(({ name }) => groups.includes(name)));
  const intervals = nights.map(({ startSeconds }) => ({ startSeconds, endSeconds: startSeconds + LENGTH }));
  await prometheus.record(recordings, '30s', intervals);
  await prometheus.start();
}, 900_000);

afterAll(async () => {
  await prometheus.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('what executors told counts to their last report, once: of the dead, of those that reported once, and where the exporter moved', async () => {
  const address = { url: prometheus.url, at: new Date(END * 1000) };
  const { runs } = await recorded(address, { since: '7d', sinceSeconds: 7 * 86_400, scrapeIntervalSeconds: 30 });
  const ofNights = runs.filter(({ application }) => application === 'orders-aggregate');
  expect(ofNights).toHaveLength(nights.length);
  // one of the executors died half-way
  const seconds = (daily.executor.instances - 0.5) * LENGTH + 60 + 30;
  for (const { figures } of ofNights) {
    expect(figures.taskRunSeconds).toBeCloseTo(seconds, 6);
    expect(figures.taskCpuSeconds).toBeCloseTo(0.2 * seconds, 6);
    expect(figures.jvmCpuSeconds).toBeCloseTo(0.22 * seconds, 6);
    expect(figures.fetchWaitSeconds).toBeCloseTo(0.3 * seconds, 6);
    expect(figures.succeededTasks).toBeCloseTo(0.25 * seconds, 6);
    expect(figures.diskSpilledBytes! / 8e6).toBeCloseTo(seconds, 6);
    expect(figures.memorySpilledBytes! / 32e6).toBeCloseTo(seconds, 6);
    expect((figures.shuffleWrittenBytes! + figures.shuffleLocalBytes! + figures.shuffleRemoteBytes!) / 16e6).toBeCloseTo(seconds, 6);
  }
});

test('on a real Prometheus with the real rules, advice finds the idle slots and the empty heap of the last four nights', async () => {
  const asked = options(
    ['--prometheus', prometheus.url, '--environment', 'production', '--at', '2026-03-02T00:00:00Z', '--format', 'json'],
    new Date(),
  )!;
  const environments = shipped;
  const report = JSON.parse(
    await advise(asked, { environments, applications: sparkApplications, root: join(__dirname, '../..') }),
  ) as Report;
  const found = report.applications.find(({ application }) => application === 'orders-aggregate')!;
  expect(found.evidence.runs).toBe(4);
  // the samples at both ends of a run make one more or less
  expect(Math.abs(found.evidence.seconds - 4 * LENGTH)).toBeLessThanOrEqual(4 * 60);
  const changes = Object.fromEntries(found.changes.map(({ path, to }) => [path.join('.'), to]));
  // 4 × 0.25 / 0.8 executors; 2.3 GiB × 1.2 in steps of 128 MiB
  expect(changes).toMatchObject({ 'executor.instances': 2, 'executor.memory': '2944m' });
  expect(found.wasted.window / found.spent.window).toBeGreaterThan(0.5);
  expect(found.saves!.window).toBeLessThan(found.spent.window);
  const verdicts = Object.fromEntries(found.judgements.map((judgement) => [judgement.check, judgement]));
  expect(verdicts['Spill to disk']).toMatchObject({ verdict: 'advice' });
  expect(verdicts['Tasks wait for shuffle blocks']).toMatchObject({ measured: expect.stringMatching(/^30 % .* 75 % of the shuffle/) });
  expect(verdicts['Tasks wait, not compute']).toMatchObject({ verdict: 'advice', measured: expect.stringContaining('Python') });
});
