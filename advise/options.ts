import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { ConfigurationError } from '../config/configuration';
import { duration } from '../config/schema/values';

/** What `npm run advise -- --help` prints. */
export const USAGE = `npm run advise -- --prometheus <url> [options]

Reads what was recorded about Spark applications and says which settings to change; docs/advise.md explains each advice.

  --prometheus <url>            where Prometheus answers, e.g. http://localhost:9090
  --environment <name>          whose settings and prices count; default: local
  --application <name>          only this one; may be given several times
  --since <duration>            how far to look back, e.g. 12h or 14d; default: 7d
  --at <time>                   the end of that window, e.g. 2026-03-01T06:00:00Z; default: now
  --format table|json|patch     patch: a diff for "git apply" that writes spark.overrides of the environment; default: table
  --bearer-token-file <path>    a file with the token that Prometheus wants
`;

const optionsSchema = z.object({
  prometheus: z.url({ protocol: /^https?$/, error: 'must be an http or https URL such as http://localhost:9090' }),
  environment: z.string().min(1),
  application: z.array(z.string().min(1)),
  since: duration,
  at: z.iso.datetime({ offset: true, error: 'must be a time such as 2026-03-01T06:00:00Z' }).optional(),
  format: z.enum(['table', 'json', 'patch'], { error: 'must be table, json or patch' }),
  'bearer-token-file': z.string().min(1).optional(),
});

/** What the user asked for. */
export interface Options extends Omit<z.output<typeof optionsSchema>, 'at' | 'bearer-token-file'> {
  readonly at: Date;
  readonly bearerToken?: string;
}

const declared = {
  help: { type: 'boolean', default: false },
  prometheus: { type: 'string' },
  environment: { type: 'string', default: 'local' },
  application: { type: 'string', multiple: true, default: [] as string[] },
  since: { type: 'string', default: '7d' },
  at: { type: 'string' },
  format: { type: 'string', default: 'table' },
  'bearer-token-file': { type: 'string' },
} as const;

/** Reads the command line; undefined when only help is wanted. Throws a {@link ConfigurationError} that names every wrong option. */
export function options(args: readonly string[], now: Date): Options | undefined {
  const { help, ...values } = parsed(args);
  if (help) return undefined;
  const { data, error } = optionsSchema.safeParse(values);
  if (error)
    throw new ConfigurationError(error.issues.map(({ path, message }) => `--${path.slice(0, 1).map(String).join('')}: ${message}`));
  const { at, 'bearer-token-file': tokenFile, ...rest } = data;
  return {
    ...rest,
    at: at === undefined ? now : new Date(at),
    ...(tokenFile !== undefined && { bearerToken: readFileSync(tokenFile, 'utf8').trim() }),
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: declared }).values;
  } catch (error) {
    if (error instanceof TypeError) throw new ConfigurationError([error.message]);
    throw error;
  }
}
