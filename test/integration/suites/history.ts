import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { environmentNamed } from '../../live/environments';
import { eventually, none } from '../../live/eventually';
import { rendered } from '../../live/rendered';
import { ClusterModel } from '../cluster-model';
import { HistoryServer } from '../history-server';
import { ObjectStore } from '../object-store';
import { ownApplication } from '../own-application';
import { options } from '../settings';
import { SparkRun } from '../spark';

const CODE = join(__dirname, '..', 'applications', 'event_logs.py');
/** Each job brings two mebibytes of events, so there are at least four full files of ten. */
const JOBS = 25;
const RETAINED = 1;

/** The environment, with event files as small as Spark allows, compacted soon, and the log of one run alone. */
const environment = () =>
  environmentNamed(options.environment, (input) => ({
    ...input,
    sparkHistoryServer: {
      ...input.sparkHistoryServer,
      updateInterval: '2s',
      eventLogs: { maxFileSize: '10m', maxFilesToRetain: RETAINED, cleaner: { interval: '3s', maxNum: 1 } },
    },
  }));

/** A real history server that compacts and deletes the event logs of real runs, as the user that was provisioned for it. */
export const history = (): void =>
  void describe('event logs', { concurrency: false }, () => {
    const cluster = new ClusterModel(rendered(environment()));
    const store = new ObjectStore(cluster, 'history-minio');
    const server = new HistoryServer(cluster, 'history-alone');
    const bucket = `store/${cluster.rendered.environment.objectStore.buckets.eventLogs}/`;

    before(async () => {
      await store.start();
      await store.provision('dash');
    });
    after(async () => {
      await server.stop();
      await store.stop();
    });

    /** Runs to its end; returns its name. */
    const ran = async (jobs: number): Promise<string> => {
      const application = ownApplication(cluster.rendered.environment, {
        name: `event-logs-${jobs}`,
        arguments: [String(jobs)],
        executorMetrics: false,
      });
      const run = new SparkRun(cluster, application, CODE);
      if ((await run.ended()) !== 'COMPLETED') throw new Error(`${run.name} failed: ${run.log}`);
      return run.name;
    };
    const files = async (): Promise<string[]> => {
      const { output } = await store.mc('spark', 'find', bucket);
      return output.split('\n').filter((path) => path.includes('/events_'));
    };
    let long = '';

    test('a run leaves several event files of the declared size', async () => {
      long = await ran(JOBS);
      const found = await files();
      none(found.length > 2 * RETAINED && found.every((path) => path.includes('/eventlog_v2_')) ? [] : [`it left ${found.join(', ')}`]);
    });

    test('the history server lists the run and merges its older files', async () => {
      const before = await files();
      server.start();
      await eventually('a list of runs, and a compacted file', 120, async () => {
        const listed = await server.finished();
        const now = await files();
        return [
          ...(listed.includes(long) ? [] : [`${long} is not among ${listed.join(', ') || 'nothing'}`]),
          ...(now.some((path) => path.endsWith('.compact')) ? [] : [`there is no .compact file among ${now.join(', ')}`]),
          ...(now.length < before.length ? [] : [`there are still ${now.length} files`]),
        ];
      });
    });

    test('beyond the number to keep, the cleaner removes the log of the oldest run', async () => {
      const short = await ran(1);
      await eventually('one run', 120, async () => {
        const listed = await server.finished();
        const folders = new Set((await files()).map((path) => path.split('/').at(-2)));
        return [
          ...(listed.join() === short ? [] : [`it lists ${listed.join(', ') || 'nothing'}`]),
          ...(folders.size === 1 ? [] : [`the bucket holds ${[...folders].join(', ')}`]),
        ];
      });
    });
  });
