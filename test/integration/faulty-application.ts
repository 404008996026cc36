import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../../config/schema';
import type { Manifest } from '../../render/manifest';
import { ownApplication } from './own-application';
import { workFolder } from './settings';

export const CODE = join(__dirname, 'applications', 'faults.py');

const folder = join(workFolder, 'asked');

/** Well-behaved until it is asked not to be; its executors are allocated dynamically, so that Spark counts those it loses. */
export function faultyApplication(environment: Environment): Manifest {
  mkdirSync(folder, { recursive: true });
  return ownApplication(environment, {
    name: 'faults',
    arguments: [folder],
    instances: 2,
    dynamicAllocation: { minExecutors: 2, maxExecutors: 2 },
  });
}

/** Asks the application to do something wrong. */
export const ask = (what: 'fail' | 'end'): void => writeFileSync(join(folder, what), '');
