import { deliveryRules } from './delivery';
import type { LintRule } from './rule';
import { overlapRules, scheduleRules } from './schedules';
import { settingRules } from './settings';
import { sizeRules } from './sizes';

/** Every rule, in the order of reports. */
export const lintRules: readonly LintRule[] = [...sizeRules, ...settingRules, ...scheduleRules, ...overlapRules, ...deliveryRules];

/** About waivers, not about applications: it cannot be waived itself. */
export const unusedWaiver: LintRule = {
  id: 'unused-waiver',
  severity: 'warning',
  reason: 'A waiver that nothing needs hides the next real finding.',
  fix: 'Remove it, or correct the name of the rule.',
  source: 'docs/lint.md',
  check: () => [],
};
