import { ConfigurationError } from '../config/configuration';
import type { ApplicationOverride } from '../config/schema/spark';
import { checkedApplications, type SparkApplication, type SparkApplicationInput } from './application';
import { refusal } from './owned-conf';
import type { SparkPlatform } from './platform';
import { sizeProblems } from './size';

/**
 * The applications of one environment: declared, changed by its overrides, and able to run there. Throws one {@link ConfigurationError} that names
 * every wrong declaration, or else every override, team and size that does not fit the environment.
 */
export function applicationsIn(platform: SparkPlatform, declarations: readonly SparkApplicationInput[]): SparkApplication[] {
  const declared = checkedApplications(declarations);
  const { overrides } = platform.settings;
  const present = declared
    .filter(({ name }) => overrides[name]?.enabled !== false)
    .map((application) => overridden(application, overrides[application.name]));
  const problems = [
    ...unknownOverrides(platform, declared),
    ...present.flatMap((application) => [
      ...overrideProblems(platform, application),
      ...teamProblems(platform, application),
      ...sizeProblems(application, platform),
    ]),
  ];
  if (problems.length > 0) throw new ConfigurationError(problems);
  return present;
}

/** An override of `cores` or `memory` also drops the request or overhead that was chosen for the old value, unless it gives a new one. */
function resized<Size extends SparkApplication['driver']>(size: Size, change: { [Key in keyof Size]?: Size[Key] | undefined } = {}): Size {
  const { coreRequest, memoryOverhead, ...rest } = size;
  return {
    ...rest,
    ...(coreRequest !== undefined && change.cores === undefined && { coreRequest }),
    ...(memoryOverhead !== undefined && change.memory === undefined && { memoryOverhead }),
    ...change,
  } as Size;
}

function overridden(application: SparkApplication, override: ApplicationOverride = {}): SparkApplication {
  const { driver, executor, schedule, suspend, sparkConf, arguments: values, executorMetrics } = override;
  return {
    ...application,
    driver: resized(application.driver, driver),
    executor: resized(application.executor, executor),
    ...(values !== undefined && { arguments: values }),
    ...(executorMetrics !== undefined && { executorMetrics }),
    sparkConf: { ...application.sparkConf, ...sparkConf },
    ...(application.schedule && {
      schedule: { ...application.schedule, ...(schedule !== undefined && { cron: schedule }), ...(suspend !== undefined && { suspend }) },
    }),
  };
}

function unknownOverrides({ environment, settings }: SparkPlatform, declared: readonly SparkApplication[]): string[] {
  const known = declared.map(({ name }) => name);
  return Object.keys(settings.overrides)
    .filter((name) => !known.includes(name))
    .map((name) => `${environment}: spark.overrides.${name}: there is no such application; known are ${known.join(', ') || 'none'}`);
}

/** An environment may change no more than a declaration may say, and a one-off application has no schedule that it could change. */
function overrideProblems({ environment, settings }: SparkPlatform, { name, schedule }: SparkApplication): string[] {
  const override = settings.overrides[name] ?? {};
  const owned = Object.keys(override.sparkConf ?? {}).flatMap((key) => {
    const reason = refusal(key);
    return reason === undefined ? [] : [`${environment}: spark.overrides.${name}.sparkConf.${key}: must not be set here: ${reason}`];
  });
  const scheduling = (['schedule', 'suspend'] as const)
    .filter((key) => schedule === undefined && override[key] !== undefined)
    .map(
      (key) =>
        `${environment}: spark.overrides.${name}.${key}: given ${JSON.stringify(override[key])}; must be left out, since the application has no schedule`,
    );
  return [...owned, ...scheduling];
}

function teamProblems({ environment, teams }: SparkPlatform, { name, team }: SparkApplication): string[] {
  if (teams.includes(team)) return [];
  return [
    `${environment}: Spark application ${name}: team: given "${team}"; must be one of teams of the environment: ${teams.join(', ') || 'none is defined'}`,
  ];
}
