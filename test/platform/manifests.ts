import { committed } from './committed';
import { rendered, type RenderedPlatform } from './rendering';
import { everythingOn, variants } from './variants';

export { committed } from './committed';
export { ofKind, type PlacedObject, rendered, type RenderedPlatform, theObject, valuesIn } from './rendering';

/** Every environment, then every variant: what an invariant has to hold for. */
export const platforms: readonly RenderedPlatform[] = [
  ...committed,
  ...Object.entries(variants).map(([title, variant]) => rendered(title, variant)),
  rendered('everything on', everythingOn),
];
