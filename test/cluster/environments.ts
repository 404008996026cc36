import { checked } from '../../config/configuration';
import { environments } from '../../config/environments';
import type { Environment, EnvironmentInput } from '../../config/schema';

/** An environment as it is committed. Throws if there is none of that name. */
export function environmentNamed(name: string): Environment {
  const input = environments.find((environment: EnvironmentInput) => environment.name === name);
  const [environment] = input === undefined ? [] : checked([input]);
  if (environment === undefined)
    throw new Error(`no environment "${name}": choose ${environments.map((other) => other.name).join(' or ')}`);
  return environment;
}
