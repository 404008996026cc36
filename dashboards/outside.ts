import { historyPage, historyServerAddress } from '../config/outside-addresses';
import { filled, placeholdersIn } from '../config/schema/logs';
import { countBy, PANEL_RANGE, presentOverTime } from '../metrics/promql';
import { sparkPods } from '../rules/identity';
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

/** The row of a run with its ways out of Grafana, for those that are configured. */
export function waysOutOfRun(settings: Pick<DashboardSettings, 'ingress' | 'sparkHistoryServer' | 'logs'>) {
  const [history, logs] = [historyLinks(settings), logLinks(settings)];
  const ofPod = ['namespace', 'app', 'pod', 'role'] as const;
  const ofRun = ['namespace', 'app', 'spark_app_id'] as const;
  const panels = [
    ...(history.length === 0
      ? []
      : [
          table({
            title: 'In the history server',
            description:
              'Every attempt of this run by the id that Spark gave it. Good: one. Click on the id for stages, SQL plans and skew; a run shows there once its first event file is closed.',
            by: ofRun,
            columns: [column('Driver pods', countBy(ofRun, presentOverTime(podsOfRun.where({ role: 'driver' }), PANEL_RANGE)))],
            links: history,
            noValue: 'no driver in the time range',
          }),
        ]),
    ...(logs.length === 0
      ? []
      : [
          table({
            title: 'Logs of the pods',
            description: 'Every pod of this run in the time range. Good: no more than it asked for. Click on a pod for its logs.',
            by: ofPod,
            columns: [column('Seen', countBy(ofPod, presentOverTime(podsOfRun, PANEL_RANGE)))],
            links: logs,
            noValue: 'no pod in the time range',
          }),
        ]),
  ];
  return panels.length === 0 ? [] : [row('Elsewhere', panels)];
}
