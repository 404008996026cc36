import { environments } from '../../config/environments';
import { rendered, type RenderedPlatform } from './rendering';
import { everythingOn, variants } from './variants';

export { ofKind, type PlacedObject, rendered, type RenderedPlatform, theObject, valuesIn } from './rendering';

/** The environments that are committed. */
export const committed: readonly RenderedPlatform[] = environments.map((environment) => rendered(environment.name, environment));

/** Every environment, then every variant: what an invariant has to hold for. */
export const platforms: readonly RenderedPlatform[] = [
  ...committed,
  ...Object.entries(variants).map(([title, variant]) => rendered(title, variant)),
  rendered('everything on', everythingOn),
];
