import { historyPage, historyServerAddress } from '../config/outside-addresses';
import { filled, placeholdersIn } from '../config/schema/logs';
import { countBy, PANEL_RANGE, presentOverTime } from '../metrics/promql';
import { sparkPods, whose } from '../rules/identity';
import { row } from './grid';
import type { OutsideLink } from './link';
import type { DashboardSettings } from './settings';
import { column, table } from './table';
import { choice } from './variable';

const podsOfRun = sparkPods.where(choice('namespace', 'app'));

/** From a run, by its label `spark_app_id`, to its page in the history server; none where nobody could open it. */
export function historyLinks(settings: Pick<DashboardSettings, 'ingress' | 'sparkHistoryServer'>): OutsideLink[] {
  const address = historyServerAddress(settings);
  if (address === undefined) return [];
  return [{ title: 'History server', labels: ['spark_app_id'], url: (value) => historyPage(address, value('spark_app_id')) }];
}

/** From a pod, by its labels, to its logs; none where nobody said where they are. */
export function logLinks({ logs: { urlTemplate } }: Pick<DashboardSettings, 'logs'>): OutsideLink[] {
  if (urlTemplate === undefined) return [];
  const needed = [...(placeholdersIn(urlTemplate).includes('application') ? ['app'] : []), 'namespace', 'pod'];
  const url: OutsideLink['url'] = (value) =>
    filled(urlTemplate, { namespace: value('namespace'), pod: value('pod'), application: value('app'), from: '${__from}', to: '${__to}' });
  return [{ title: 'Logs', labels: needed, url }];
}

/** The row of a run that says whose it is, with the ways out of Grafana that are configured. */
export function whoseRun(settings: Pick<DashboardSettings, 'ingress' | 'sparkHistoryServer' | 'logs'>) {
  const [history, logs] = [historyLinks(settings), logLinks(settings)];
  const ofPod = ['namespace', 'app', 'pod', 'role'] as const;
  const ofAttempt = ['namespace', ...whose, 'spark_app_id'] as const;
  const attempts = table({
    title: 'Attempts and whose they are',
    description:
      history.length === 0
        ? 'Every attempt of this run by the id that Spark gave it, with who owns and pays it. Good: one.'
        : 'Every attempt of this run by the id that Spark gave it, with who owns and pays it. Good: one. Click on the id for stages, SQL plans and skew in the history server; a run shows there once its first event file is closed.',
    by: ofAttempt,
    columns: [column('Driver pods', countBy(ofAttempt, presentOverTime(podsOfRun.where({ role: 'driver' }), PANEL_RANGE)))],
    links: history,
    width: 24,
    noValue: 'no driver in the time range',
  });
  const podLogs = () =>
    table({
      title: 'Logs of the pods',
      description: 'Every pod of this run in the time range. Good: no more than it asked for. Click on a pod for its logs.',
      by: ofPod,
      columns: [column('Seen', countBy(ofPod, presentOverTime(podsOfRun, PANEL_RANGE)))],
      links: logs,
      width: 24,
      noValue: 'no pod in the time range',
    });
  return row('Whose it is', [attempts], ...(logs.length === 0 ? [] : [[podLogs()]]));
}
