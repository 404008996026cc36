import type { Environment } from './schema';
import { type ImageName, images } from './versions';

/** Reference of an image in this environment: its override, or the one of `config/versions.ts`, through the registry mirror if there is one. */
export function imageOf(name: ImageName, { overrides, registryMirror }: Environment['images']): string {
  const reference = overrides[name] ?? images[name];
  return registryMirror === undefined ? reference : `${registryMirror}/${reference.slice(reference.indexOf('/') + 1)}`;
}

/** The tag of a reference: what people call its version. */
export const tagOf = (reference: string): string => /:([\w][\w.-]*)(@|$)/.exec(reference)?.[1] ?? '';

/** References of Secrets that unlock private registries. */
export const pullSecretsOf = ({ pullSecrets }: Environment['images']): Array<{ name: string }> => pullSecrets.map((name) => ({ name }));
