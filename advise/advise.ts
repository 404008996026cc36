import { ConfigurationError } from '../config/configuration';
import type { Environment } from '../config/schema';
import { secondsOf } from '../config/schema/values';
import type { SparkApplicationInput } from '../spark-applications/application';
import type { Options } from './options';
import { asPatch } from './patch';
import { type Report, report } from './report';
import { recorded } from './runs';
import { asTable } from './table';

/** What exists, beside what was asked for. */
export interface Declared {
  readonly environments: readonly Environment[];
  readonly applications: readonly SparkApplicationInput[];
  /** Root of the repository. */
  readonly root: string;
}

/** Asks Prometheus and returns the text to print. Throws a {@link ConfigurationError} or a `PrometheusError`. */
export async function advise(options: Options, { environments, applications, root }: Declared): Promise<string> {
  const environment = environments.find(({ name }) => name === options.environment);
  if (environment === undefined)
    throw new ConfigurationError([
      `--environment: given "${options.environment}"; must be one of ${environments.map(({ name }) => name).join(', ')}`,
    ]);
  const result = report({
    environment,
    declarations: applications,
    recorded: await recorded(addressIn(options), {
      since: options.since,
      sinceSeconds: secondsOf(options.since),
      scrapeIntervalSeconds: secondsOf(environment.prometheus.scrapeInterval),
    }),
    since: options.since,
    at: options.at,
    applications: options.application,
  });
  refuseUnknown(options.application, result);
  return written(options.format, result, root);
}

const addressIn = ({ prometheus, at, bearerToken }: Options) => ({
  url: prometheus,
  at,
  ...(bearerToken !== undefined && { bearerToken }),
});

function refuseUnknown(wanted: readonly string[], { applications, environment }: Report): void {
  const unknown = wanted.filter((name) => !applications.some(({ application }) => application === name));
  if (unknown.length > 0)
    throw new ConfigurationError(
      unknown.map((name) => `--application: "${name}" is neither declared in ${environment} nor was it ever seen`),
    );
}

function written(format: Options['format'], result: Report, root: string): Promise<string> | string {
  if (format === 'patch') return asPatch(result, root);
  return format === 'json' ? `${JSON.stringify(result, null, 2)}\n` : `${asTable(result)}\n`;
}
