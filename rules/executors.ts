import { maxBy, recording, subtract } from '../metrics/promql';
import { driverMetrics } from '../metrics/spark-driver';
import { application } from './identity';

const { executorsAll, executorsMaxNeeded, executorsTarget } = driverMetrics;

export const executorsMissing = recording({
  record: 'spok:app_missing_executors:max',
  of: subtract(maxBy(application, executorsTarget), maxBy(application, executorsAll)),
  about: 'Executors that dynamic allocation asked Kubernetes for and has not got; below 0 while it lets some go.',
});

export const executorsUnneeded = recording({
  record: 'spok:app_unneeded_executors:max',
  of: subtract(maxBy(application, executorsAll), maxBy(application, executorsMaxNeeded)),
  about: 'Executors beyond those that all pending tasks could use; below 0 while more would help.',
});

export const executorRecordings = [executorsMissing, executorsUnneeded];
