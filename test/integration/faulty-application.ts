import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { platformContext } from '../../charts/context';
import { SparkApplicationsChart } from '../../charts/spark-applications';
import type { Environment } from '../../config/schema';
import type { Manifest } from '../../render/manifest';
import { manifests } from '../../render/manifest';
import type { SparkApplicationInput } from '../../spark-applications/application';
import { sparkPlatform } from '../../spark-applications/platform';
import { workFolder } from './settings';

export const CODE = join(__dirname, 'applications', 'faults.py');

const folder = join(workFolder, 'asked');

/** A well-behaved application until it is asked not to be; its executors are allocated dynamically, so that Spark counts those it loses. */
const declaration = (team: string): SparkApplicationInput => ({
  name: 'faults',
  team,
  language: 'python',
  mainFile: 'local:///opt/spark/application/faults.py',
  arguments: [folder],
  driver: { cores: 1, memory: '512m' },
  executor: { cores: 1, memory: '512m', instances: 2 },
  dynamicAllocation: { minExecutors: 2, maxExecutors: 2 },
  restartPolicy: 'Never',
});

/** The custom resource that the product makes of it. */
export function faultyApplication(environment: Environment): Manifest {
  mkdirSync(folder, { recursive: true });
  const [team = ''] = Object.keys(environment.teams);
  const platform = sparkPlatform({ ...environment, spark: { ...environment.spark, overrides: {} } });
  const chart = new SparkApplicationsChart(platformContext(environment), platform, [declaration(team)]);
  return manifests(chart).find(({ kind }) => kind === 'SparkApplication')!;
}

/** Asks the application to do something wrong. */
export const ask = (what: 'fail' | 'end'): void => writeFileSync(join(folder, what), '');
