import { describe, test } from 'node:test';
import type { Manifest } from '../../../render/manifest';
import { sparkPodLabels } from '../../../metrics/spark-pod-labels';
import { eventually, none } from '../../live/eventually';
import { progress } from '../evidence';
import type { LoopbackPlatform } from '../platform';
import { SparkRun } from '../spark';

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
      const followed = streams.map((stream) => stream.ended());
      const failed: string[] = [];
      // one after another: each stage of the data product reads what the one before has written
      for (const application of finite) {
        const run = new SparkRun(cluster, application);
        const ended = run.ended();
        if (application === finite[0]) void loseAnExecutor(run);
        const state = await ended;
        progress(`${run.name}: ${state}`);
        if (state !== 'COMPLETED') failed.push(`${run.name}: ${state}, exit code ${run.exitCode}: ${run.log}`);
        // the first takes longest: by then a stream has shown itself
        failed.push(...(await endOf(streams.splice(0))));
      }
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

/** Ends streams; one line for each that had ended by itself. */
async function endOf(streams: readonly SparkRun[]): Promise<string[]> {
  const early = streams.filter(({ exitCode }) => exitCode !== undefined).map(({ name, log }) => `${name} ended by itself: ${log}`);
  await Promise.all(streams.map((stream) => stream.stop()));
  return early;
}

/** Kills one executor as soon as there is one; Spark starts another and does its work again. */
async function loseAnExecutor(run: SparkRun): Promise<void> {
  await eventually('an executor', 600, () => Promise.resolve(run.executorProcesses().length > 1 ? [] : ['there is none'])).catch(
    () => undefined,
  );
  const [victim] = run.executorProcesses();
  if (victim !== undefined && run.exitCode === undefined) process.kill(victim, 'SIGKILL');
}
