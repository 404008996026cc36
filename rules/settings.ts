import type { Environment } from '../config/schema';

/** What rules depend on. */
export type RuleSettings = Pick<
  Environment,
  'thresholds' | 'cost' | 'teams' | 'spark' | 'objectStore' | 'argoCdMetrics' | 'alertmanager' | 'prometheus'
>;
