import { randomBytes } from 'node:crypto';
import { platformContext } from '../../charts/context';
import { type SecretCard, secrets } from '../../config/secrets';
import { environmentNamed } from '../live/environments';
import { options } from './settings';

/** Values for every generated Secret, as the bootstrap Job would make them: 40 letters and digits. */
export const secretValues: Readonly<Record<string, Readonly<Record<string, string>>>> = Object.fromEntries(
  [
    ...Object.values<SecretCard>(secrets),
    ...platformContext(environmentNamed(options.environment)).storeUsers.map(({ secret }) => secret),
  ].map(({ name, keys }) => [name, Object.fromEntries(keys.map((key) => [key, randomBytes(20).toString('hex')]))]),
);
