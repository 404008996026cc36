import { describe, test } from 'node:test';
import type { Manifest } from '../../../render/manifest';
import { sparkHistoryServer } from '../../../config/components';
import { titleOf } from '../cluster';
import { eventually } from '../../live/eventually';
import { objectsOf, type Platform } from '../platform';

/** Submission, image pulls, the libraries and the work itself. */
const RUN_SECONDS = 900;

export const spark = ({ cluster, rendered }: Platform): void =>
  void describe('Spark', () => {
    const live = ({ apiVersion, kind, metadata }: Manifest): Promise<Manifest> =>
      cluster.get(`/apis/${apiVersion}/namespaces/${metadata.namespace}/${kind.toLowerCase()}s/${metadata.name}`);
    const completed = async (application: Manifest): Promise<string[]> => {
      const { state = 'not seen by the operator', errorMessage = '' } = (await live(application)).status?.applicationState ?? {};
      if (/FAILED/.test(state)) throw new Error(`${titleOf(application)}: ${state} ${errorMessage}`);
      return state === 'COMPLETED' ? [] : [`${titleOf(application)}: ${state} ${errorMessage}`];
    };
    const running = async (application: Manifest): Promise<string[]> => {
      const { applicationState, executorState = {} } = (await live(application)).status ?? {};
      const executors = Object.values(executorState).filter((state) => state === 'RUNNING').length;
      if (applicationState?.state === 'RUNNING' && executors === application.spec.executor.instances) return [];
      return [`${titleOf(application)}: ${applicationState?.state} with ${executors} executors ${applicationState?.errorMessage ?? ''}`];
    };
    const historyOf = async (): Promise<any[]> =>
      cluster.ask(sparkHistoryServer.namespace, sparkHistoryServer.name, sparkHistoryServer.ports.http, '/api/v1/applications');

    const applications = objectsOf(rendered, 'SparkApplication');
    const ending = applications.filter((application) => !isStream(application));

    test('every application of this environment that is meant to end completes', () =>
      eventually('applications', RUN_SECONDS, async () => (await Promise.all(ending.map(completed))).flat()));

    test('every stream runs, on all its executors', () =>
      eventually('streams', RUN_SECONDS, async () => (await Promise.all(applications.filter(isStream).map(running))).flat()));

    test('every schedule is taken on by the operator', () =>
      eventually('schedules', 60, async () => {
        const schedules = await Promise.all(objectsOf(rendered, 'ScheduledSparkApplication').map(live));
        return schedules
          .filter(({ status }) => status?.scheduleState !== 'Scheduled' || status.nextRun === undefined)
          .map((schedule) => `${titleOf(schedule)}: ${schedule.status?.scheduleState} ${schedule.status?.reason ?? ''}`);
      }));

    test('a schedule that is due starts a run, and the run completes', async () => {
      const due = dueEveryMinute(objectsOf(rendered, 'ScheduledSparkApplication')[0]!);
      const place = ['--namespace', due.metadata.namespace!, `scheduledsparkapplication/${due.metadata.name}`];
      await cluster.apply([due]);
      let run = '';
      await eventually('a run of the schedule', 150, async () => {
        run = (await live(due)).status?.lastRunName ?? '';
        return run === '' ? ['none has begun'] : [];
      });
      // one run is enough; it stays, to be seen in the metrics
      await cluster.kubectl(['patch', ...place, '--type=merge', '--patch', JSON.stringify({ spec: { suspend: true } })]);
      const { apiVersion, metadata } = due;
      const application = { apiVersion, kind: 'SparkApplication', metadata: { ...metadata, name: run } };
      await eventually('the run of the schedule', RUN_SECONDS, () => completed(application));
    });

    // a stream shows there only when its event log is rolled for the first time
    test('the history server lists each that has ended as completed', () =>
      eventually('history', 120, async () => {
        const finished = (await historyOf()).filter(({ attempts }) => attempts[0]?.completed === true).map(({ name }) => name as string);
        return ending
          .filter(({ metadata }) => !finished.includes(metadata.name))
          .map((application) => `${titleOf(application)} is not among ${finished.join(', ') || 'nothing'}`);
      }));
  });

/** Whether it is started again whenever it ends. */
const isStream = ({ spec }: Manifest): boolean => spec.restartPolicy.type === 'Always';

/**
 * The schedule as it is, but due every minute and done in one. Its name is the first among schedules and comes after `orders` among applications, so
 * that a recording of the run opens on dashboards with something to see.
 */
function dueEveryMinute(schedule: Manifest): Manifest {
  const { template } = schedule.spec;
  const shorter = (template.arguments as string[]).map((argument, index, all) => (all[index - 1] === '--days' ? '1' : argument));
  return {
    ...schedule,
    metadata: { ...schedule.metadata, name: 'orders-a-minute' },
    spec: { ...schedule.spec, schedule: '* * * * *', concurrencyPolicy: 'Forbid', template: { ...template, arguments: shorter } },
  };
}
