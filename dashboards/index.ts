import { argoCd } from './argocd';
import { dashboard, type Content, type Dashboard } from './dashboard';
import { kubernetes } from './kubernetes';
import { minio } from './minio';
import { platformOverview } from './platform-overview';
import { prometheus } from './prometheus';
import { screen, screens, type ScreenUid } from './screens';
import type { DashboardSettings } from './settings';
import { sparkApplication } from './spark-application';
import { sparkCapacity } from './spark-capacity';
import { sparkCost } from './spark-cost';
import { sparkExecutors } from './spark-executors';
import { sparkFleet } from './spark-fleet';
import { sparkOperator } from './spark-operator';
import { sparkRuns } from './spark-runs';
import { sparkSchedules } from './spark-schedules';
import { sparkStreaming } from './spark-streaming';

export type { Dashboard, DashboardQuery } from './dashboard';
export { screens, type ScreenUid } from './screens';
export type { DashboardSettings } from './settings';

/** uid of the dashboard that opens first. */
export const HOME: ScreenUid = 'platform-overview';

/** How each screen is filled; a screen without a line here does not compile. */
const contents: Readonly<Record<ScreenUid, (settings: DashboardSettings) => Content>> = {
  'platform-overview': platformOverview,
  'spark-fleet': sparkFleet,
  'spark-application': sparkApplication,
  'spark-executors': sparkExecutors,
  'spark-runs': sparkRuns,
  'spark-streaming': sparkStreaming,
  'spark-schedules': sparkSchedules,
  'spark-cost': sparkCost,
  'spark-capacity': sparkCapacity,
  minio,
  'spark-operator': sparkOperator,
  argocd: argoCd,
  prometheus,
  kubernetes,
};

/**
 * Every dashboard of an environment, in the order of a user's questions. Those about something that the environment does not have are left
 * out, together with the links to them. Throws when a panel cannot work: mixed units, a link without its label, a line that does not fit.
 */
export function dashboards(settings: DashboardSettings): Dashboard[] {
  const exists = { minio: settings.objectStore.mode === 'minio', argoCd: settings.argoCdMetrics.scrape };
  const uids = (Object.keys(screens) as ScreenUid[]).filter((uid) => {
    const { needs } = screen(uid);
    return needs === undefined || exists[needs];
  });
  // faster than data arrives would show nothing new
  const house = { screens: new Set(uids), currency: settings.cost.currency, refresh: settings.prometheus.scrapeInterval };
  return uids.map((uid) => dashboard(uid, contents[uid](settings), house));
}
