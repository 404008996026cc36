import type { RuleSettings } from '../../../rules/settings';
import type { AlertCase, LookAlike } from '../alert-case';
import { applicationCases } from './applications';
import { executorCases } from './executors';
import { scheduleCases } from './schedules';

const bySubject = [applicationCases, scheduleCases, executorCases];

/** The life of every alert. */
export const alertCases = (settings: RuleSettings): AlertCase[] => bySubject.flatMap(({ alerts }) => alerts(settings));

/** What must not be taken for trouble. */
export const lookAlikes: readonly LookAlike[] = bySubject.flatMap(({ lookAlikes: some = [] }) => some);
