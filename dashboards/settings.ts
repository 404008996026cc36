import type { Environment } from '../config/schema';

/** The part of the configuration that dashboards depend on. */
export type DashboardSettings = Pick<
  Environment,
  | 'thresholds'
  | 'cost'
  | 'teams'
  | 'spark'
  | 'objectStore'
  | 'argoCdMetrics'
  | 'alertmanager'
  | 'prometheus'
  | 'sparkHistoryServer'
  | 'logs'
  | 'ingress'
>;
