import { randomBytes } from 'node:crypto';
import { secrets } from '../../config/secrets';

/** Values for every generated Secret, as the bootstrap Job would make them: 40 letters and digits. */
export const secretValues: Readonly<Record<string, Readonly<Record<string, string>>>> = Object.fromEntries(
  Object.values(secrets).map(({ name, keys }) => [name, Object.fromEntries(keys.map((key) => [key, randomBytes(20).toString('hex')]))]),
);
