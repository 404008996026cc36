import { sparkApplications, sparkConnects } from '..';
import { connectServersPresentIn } from '../connect/in-environment';
import { presentIn } from '../in-environment';
import type { SparkPlatform } from '../platform';
import type { Linted } from './findings';

/** Everything that is declared and runs in an environment. Throws a ConfigurationError that lists what is wrong with the declarations. */
export const declaredIn = (platform: SparkPlatform): Linted => ({
  platform,
  applications: presentIn(platform, sparkApplications),
  servers: connectServersPresentIn(
    platform,
    sparkConnects,
    sparkApplications.map(({ name }) => name),
  ),
});
