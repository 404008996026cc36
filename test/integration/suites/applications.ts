import { describe, test } from 'node:test';
import type { Manifest } from '../../../render/manifest';
import { sparkPodLabels } from '../../../metrics/spark-pod-labels';
import { eventually, none } from '../../live/eventually';
import { progress } from '../evidence';
import type { LoopbackPlatform } from '../platform';
import { SparkRun } from '../spark';

/** One after another: each stage of the data product reads what the one before has written. */
const AT_ONCE = 1;

/** A stream is given this long after the others to show itself. */
const STREAM_SECONDS = 30;

const isStream = ({ spec }: Manifest): boolean => spec.restartPolicy?.type === 'Always';

/** What each schedule runs next, as the operator would make it. */
function runOf(schedule: Manifest, index: number): Manifest {
  const { apiVersion, metadata, spec } = schedule;
  return {
    apiVersion,
    kind: 'SparkApplication',
    metadata: {
      ...metadata,
      name: `${metadata.name}-${Date.now()}${String(index).padStart(6, '0')}`,
      labels: { ...metadata.labels, [sparkPodLabels.schedule]: metadata.name },
    },
    spec: spec.template,
  };
}

/** Every application of the environment by a real spark-submit, with exactly the configuration that was generated for it. */
export const applications = ({ cluster, history, objectStore }: LoopbackPlatform): void =>
  void describe('Spark applications', () => {
    const own = cluster.objects.filter(({ kind }) => kind === 'SparkApplication');
    const minute = ({ spec }: Manifest) => Number.parseInt(spec.schedule as string);
    const due = [...cluster.schedules].sort((a, b) => minute(a) - minute(b)).map(runOf);
    const finite = [...own, ...due].filter((application) => !isStream(application));

    test('all of them complete, one of them although it loses an executor', async () => {
      for (const schedule of cluster.schedules) plan(schedule);
      const streams = own.filter(isStream).map((application) => new SparkRun(cluster, application));
      const waiting = [...finite];
      const failed: string[] = [];
      const worker = async (): Promise<void> => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
          const run = new SparkRun(cluster, next);
          const ended = run.ended();
          if (next === finite[0]) void loseAnExecutor(run);
          const state = await ended;
          progress(`${run.name}: ${state}`);
          if (state !== 'COMPLETED') failed.push(`${run.name}: ${state}, exit code ${run.exitCode}: ${run.log}`);
        }
      };
      const followed = streams.map((stream) => stream.ended());
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
      if (streams.length > 0) await new Promise((resolve) => setTimeout(resolve, STREAM_SECONDS * 1000));
      for (const stream of streams.filter(({ exitCode }) => exitCode !== undefined))
        failed.push(`${stream.name} ended by itself: ${stream.log}`);
      await Promise.all(streams.map((stream) => stream.stop()));
      await Promise.all(followed);
      none(failed);
    });

    test('the history server lists every one of them', () =>
      eventually('history', 300, async () => {
        const listed = await history.finished();
        return finite
          .filter(({ metadata }) => !listed.includes(metadata.name))
          .map(({ metadata }) => `${metadata.name} is not among ${listed.join(', ') || 'nothing'}`);
      }));

    test('their results are in the object store, readable to Spark', async () => {
      const { data } = cluster.rendered.environment.objectStore.buckets;
      const { output } = await objectStore.mc('spark', 'find', `store/${data}`, '--name', '*.parquet');
      const [first = ''] = output.split('\n');
      if (!(await objectStore.mc('spark', 'cat', first)).output.startsWith('PAR1'))
        throw new Error(`no Parquet file among:\n${output.slice(0, 500)}`);
    });
  });

/** The operator has taken the schedule on. */
function plan(schedule: Manifest): void {
  const now = Date.now();
  Object.assign(schedule, {
    status: { scheduleState: 'Scheduled', lastRun: new Date(now).toISOString(), nextRun: new Date(now + 3_600_000).toISOString() },
  });
}

/** Kills one executor as soon as there is one; Spark starts another and does its work again. */
async function loseAnExecutor(run: SparkRun): Promise<void> {
  await eventually('an executor', 600, () => Promise.resolve(run.executorProcesses().length > 1 ? [] : ['there is none'])).catch(
    () => undefined,
  );
  const [victim] = run.executorProcesses();
  if (victim !== undefined && run.exitCode === undefined) process.kill(victim, 'SIGKILL');
}
