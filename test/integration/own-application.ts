import { platformContext } from '../../charts/context';
import { SparkApplicationsChart } from '../../charts/spark-applications';
import type { Environment } from '../../config/schema';
import { manifests, type Manifest } from '../../render/manifest';
import type { SparkApplicationInput } from '../../spark-applications/application';
import { sparkPlatform } from '../../spark-applications/platform';
import { quickToCompile } from '../live/environments';

/** What a declaration of a test says; its team is one that the environment has. */
type Declaration = Pick<SparkApplicationInput, 'name' | 'arguments' | 'dynamicAllocation' | 'executorMetrics'> & {
  readonly instances?: number;
};

/** The custom resource that the product makes of an application which exists for a test alone, as small as one can be. */
export function ownApplication(environment: Environment, { instances = 1, ...declared }: Declaration): Manifest {
  const [team = ''] = Object.keys(environment.teams);
  const platform = sparkPlatform({ ...environment, spark: { ...environment.spark, overrides: {} } });
  const declaration: SparkApplicationInput = {
    ...declared,
    team,
    language: 'python',
    mainFile: `local:///opt/spark/application/${declared.name}.py`,
    driver: { cores: 1, memory: '512m' },
    executor: { cores: 1, memory: '512m', instances },
    restartPolicy: 'Never',
    sparkConf: quickToCompile,
  };
  const chart = new SparkApplicationsChart(platformContext(environment), platform, [declaration]);
  return manifests(chart).find(({ kind }) => kind === 'SparkApplication')!;
}
