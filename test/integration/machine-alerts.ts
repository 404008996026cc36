import type { AlertName } from '../../rules/index';

const names: readonly AlertName[] = [
  'MinioAlmostFull',
  'MinioFillingUp',
  'MinioFullSoon',
  'NodeClockSkewed',
  'NodeFilesystemFillingUp',
  'NodeMemoryLow',
];

/** Alerts about the disk, the memory and the clock of this machine, which serve others as well: whether they fire says nothing about the platform. */
export const machineAlerts: ReadonlySet<string> = new Set(names);
