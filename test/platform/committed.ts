import { environments } from '../../config/environments';
import { rendered, type RenderedPlatform } from './rendering';

/** The environments that are committed. */
export const committed: readonly RenderedPlatform[] = environments.map((environment) => rendered(environment.name, environment));
