import type { EnvironmentInput } from '../schema';
import { local } from './local';
import { production } from './production';

/** Every environment that is synthesized. A further one is its file and its name here. */
export const environments: readonly EnvironmentInput[] = [local, production];
