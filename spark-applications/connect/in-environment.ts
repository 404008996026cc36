import { ConfigurationError } from '../../config/configuration';
import { commonOverridden, teamProblems } from '../in-environment';
import { findingsIn, lineOf } from '../lint/findings';
import type { SparkPlatform } from '../platform';
import { checkedConnectServers, type SparkConnect, type SparkConnectInput } from './declaration';
import { connectRefusal } from './owned-conf';

/**
 * The Spark Connect servers of one environment: declared and changed by `spark.connectServers`; `applications` are names that are taken. Throws one
 * {@link ConfigurationError} that names every wrong declaration, or else every override and team that does not fit the environment.
 */
export function connectServersPresentIn(
  platform: SparkPlatform,
  declarations: readonly SparkConnectInput[],
  applications: readonly string[],
): SparkConnect[] {
  const declared = checkedConnectServers(declarations, applications);
  const present = declared
    .filter(({ name }) => isPresent(platform.settings, name))
    .map((server) => overridden(server, platform.settings.connectServers[server.name]));
  const problems = [
    ...unknown(platform, declared),
    ...present.flatMap((server) => [...overrideProblems(platform, server), ...teamProblems(platform, server, 'Spark Connect server')]),
  ];
  if (problems.length > 0) throw new ConfigurationError(problems);
  return present;
}

/** The same, and able to run there: throws a {@link ConfigurationError} that names every finding of the lint that is an error. */
export function connectServersIn(
  platform: SparkPlatform,
  declarations: readonly SparkConnectInput[],
  applications: readonly string[],
): SparkConnect[] {
  const present = connectServersPresentIn(platform, declarations, applications);
  const errors = findingsIn(platform, [], present).filter(({ rule, waiver }) => rule.severity === 'error' && waiver === undefined);
  if (errors.length > 0) throw new ConfigurationError(errors.map(lineOf));
  return present;
}

/** Whether an environment runs a server of this name, if there is one. */
export const isPresent = ({ connectServers }: Pick<SparkPlatform['settings'], 'connectServers'>, name: string): boolean =>
  connectServers[name]?.enabled !== false;

type Override = NonNullable<SparkPlatform['settings']['connectServers'][string]>;

function overridden(server: SparkConnect, override: Override = {}): SparkConnect {
  const { clients = server.clients } = override;
  return { ...server, ...commonOverridden(server, override), clients };
}

function unknown({ environment, settings }: SparkPlatform, declared: readonly SparkConnect[]): string[] {
  const known = declared.map(({ name }) => name);
  return Object.keys(settings.connectServers)
    .filter((name) => !known.includes(name))
    .map((name) => `${environment}: spark.connectServers.${name}: there is no such server; known are ${known.join(', ') || 'none'}`);
}

/** An environment may change no more than a declaration may say, and only what the server has. */
function overrideProblems({ environment, settings }: SparkPlatform, { name, dynamicAllocation }: SparkConnect): string[] {
  const override = settings.connectServers[name] ?? {};
  const at = `${environment}: spark.connectServers.${name}`;
  const owned = Object.keys(override.sparkConf ?? {}).flatMap((key) => {
    const reason = connectRefusal(key);
    return reason === undefined ? [] : [`${at}.sparkConf.${key}: must not be set here: ${reason}`];
  });
  const misplaced = dynamicAllocation === undefined && override.dynamicAllocation !== undefined;
  return [
    ...owned,
    ...(misplaced
      ? [
          `${at}.dynamicAllocation: given ${JSON.stringify(override.dynamicAllocation)}; must be left out, since the server has no dynamic allocation`,
        ]
      : []),
  ];
}
