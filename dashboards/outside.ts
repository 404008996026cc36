import { asked, filled, historyPage, historyServerAddress } from '../config/outside-addresses';
import type { OutsideLink } from './link';
import type { DashboardSettings } from './settings';

/** From a run, by its label `spark_app_id`, to its page in the history server; none where nobody could open it. */
export function historyLinks(settings: Pick<DashboardSettings, 'ingress' | 'sparkHistoryServer'>): OutsideLink[] {
  const address = historyServerAddress(settings);
  if (address === undefined) return [];
  return [{ title: 'History server', labels: ['spark_app_id'], url: (value) => historyPage(address, value('spark_app_id')) }];
}

/** From a pod, by its labels, to its logs; none where nobody said where they are. */
export function logLinks({ logs: { urlTemplate } }: Pick<DashboardSettings, 'logs'>): OutsideLink[] {
  if (urlTemplate === undefined) return [];
  const needed = [...(asked(urlTemplate).includes('application') ? ['app'] : []), 'namespace', 'pod'];
  const url: OutsideLink['url'] = (value) =>
    filled(urlTemplate, { namespace: value('namespace'), pod: value('pod'), application: value('app'), from: '${__from}', to: '${__to}' });
  return [{ title: 'Logs', labels: needed, url }];
}
