import { checked } from '../../config/configuration';
import { environments } from '../../config/environments';
import type { Environment } from '../../config/schema';
import type { SparkApplicationInput } from '../../spark-applications/application';
import { sparkPlatform, type SparkPlatform } from '../../spark-applications/platform';

/** The environments as they are shipped. */
export const shipped: readonly Environment[] = checked(environments);

/** What an environment gives to its applications. */
export const platformOf = sparkPlatform;

export const local = platformOf(shipped.find(({ name }) => name === 'local')!);

/** The same environment with other settings of `spark`. */
export const localWith = (settings: Partial<SparkPlatform['settings']>): SparkPlatform => ({
  ...local,
  settings: { ...local.settings, ...settings },
});

/** The least that a declaration must say. */
export const minimal = {
  name: 'etl',
  team: 'analytics',
  language: 'python',
  mainFile: 'local:///opt/jobs/etl.py',
  driver: { cores: 1, memory: '1g' },
  executor: { cores: 2, memory: '2g', instances: 3 },
} satisfies SparkApplicationInput;

/** The lines of the error that something throws; empty if it throws none. */
export function problemsOf(action: () => unknown): readonly string[] {
  try {
    action();
  } catch (error) {
    return (error as { problems: readonly string[] }).problems;
  }
  return [];
}
