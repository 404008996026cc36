import type { RuleSettings } from '../../../rules/settings';
import type { AlertCase, LookAlike } from '../alert-case';
import { applicationCases } from './applications';
import { connectCases } from './connect';
import { costCases } from './cost';
import { executorCases } from './executors';
import { executorRegistryCases } from './executor-registry';
import { healthyDay } from './healthy';
import { argoCdCases, monitoringCases, platformCases } from './platform';
import { scheduleCases } from './schedules';
import { minioCases, operatorCases } from './services';
import { streamingCases } from './streaming';
import { tuningCases } from './tuning';

const bySubject = [
  applicationCases,
  scheduleCases,
  executorCases,
  tuningCases,
  executorRegistryCases,
  streamingCases,
  connectCases,
  costCases,
  minioCases,
  operatorCases,
  platformCases,
  argoCdCases,
  monitoringCases,
];

/** The life of every alert. */
export const alertCases = (settings: RuleSettings): AlertCase[] => bySubject.flatMap(({ alerts }) => alerts(settings));

/** What must not be taken for trouble; first of all a day without any. */
export const lookAlikes = (settings: RuleSettings): LookAlike[] => [
  healthyDay(alertCases(settings).map(({ alert }) => alert)),
  ...bySubject.flatMap(({ lookAlikes: some = [] }) => some),
];
