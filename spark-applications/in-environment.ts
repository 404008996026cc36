import { ConfigurationError } from '../config/configuration';
import type { ApplicationOverride } from '../config/schema/spark';
import { checkedApplications, type SparkApplication, type SparkApplicationInput } from './application';
import { refusal } from './owned-conf';
import type { SparkPlatform } from './platform';
import { findingsIn, lineOf } from './lint/findings';
import { sizeNamed } from './named-size';
import { storeAccessProblems } from './store-users';

/**
 * The applications of one environment: declared and changed by its overrides. Throws one {@link ConfigurationError} that names every wrong
 * declaration, or else every override and team that does not fit the environment.
 */
export function presentIn(platform: SparkPlatform, declarations: readonly SparkApplicationInput[]): SparkApplication[] {
  const declared = checkedApplications(declarations);
  const { overrides } = platform.settings;
  const present = declared
    .filter(({ name }) => overrides[name]?.enabled !== false)
    .map((application) => overridden(application, overrides[application.name]));
  const problems = [
    ...unknownOverrides(platform, declared),
    ...present.flatMap((application) => [
      ...overrideProblems(platform, application),
      ...teamProblems(platform, application, 'Spark application'),
      ...storeAccessProblems(platform, application),
    ]),
  ];
  if (problems.length > 0) throw new ConfigurationError(problems);
  return present;
}

/** The same, and able to run there: throws a {@link ConfigurationError} that names every finding of the lint that is an error. */
export function applicationsIn(platform: SparkPlatform, declarations: readonly SparkApplicationInput[]): SparkApplication[] {
  const present = presentIn(platform, declarations);
  const errors = findingsIn(platform, present).filter(({ rule, waiver }) => rule.severity === 'error' && waiver === undefined);
  if (errors.length > 0) throw new ConfigurationError(errors.map(lineOf));
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

type Common = Pick<SparkApplication, 'driver' | 'executor' | 'dynamicAllocation' | 'executorMetrics' | 'sparkConf'>;
type CommonOverride = Pick<ApplicationOverride, 'size' | 'driver' | 'executor' | 'dynamicAllocation' | 'executorMetrics' | 'sparkConf'>;

/** What an application and a Spark Connect server both have, as an environment changes it. */
export function commonOverridden(declared: Common, override: CommonOverride): Common {
  const { size, driver, executor, dynamicAllocation, executorMetrics = declared.executorMetrics, sparkConf } = override;
  const given = size === undefined ? declared : sizeNamed(size);
  return {
    driver: resized({ ...given.driver }, driver),
    executor: resized({ ...given.executor }, executor),
    ...(declared.dynamicAllocation && { dynamicAllocation: bounded(declared.dynamicAllocation, dynamicAllocation) }),
    executorMetrics,
    sparkConf: { ...declared.sparkConf, ...sparkConf },
  };
}

function overridden(application: SparkApplication, override: ApplicationOverride = {}): SparkApplication {
  const { schedule, suspend, arguments: values } = override;
  return {
    ...application,
    ...commonOverridden(application, override),
    ...(values !== undefined && { arguments: values }),
    ...(application.schedule && {
      schedule: { ...application.schedule, ...(schedule !== undefined && { cron: schedule }), ...(suspend !== undefined && { suspend }) },
    }),
  };
}

type DynamicAllocation = NonNullable<SparkApplication['dynamicAllocation']>;

/** Other bounds; the number to begin with follows them. */
function bounded(allocation: DynamicAllocation, change: ApplicationOverride['dynamicAllocation'] = {}): DynamicAllocation {
  const minExecutors = change.minExecutors ?? allocation.minExecutors;
  const maxExecutors = Math.max(minExecutors, change.maxExecutors ?? allocation.maxExecutors);
  const { initialExecutors } = allocation;
  if (initialExecutors === undefined) return { ...allocation, minExecutors, maxExecutors };
  return { ...allocation, minExecutors, maxExecutors, initialExecutors: Math.min(Math.max(initialExecutors, minExecutors), maxExecutors) };
}

function unknownOverrides({ environment, settings }: SparkPlatform, declared: readonly SparkApplication[]): string[] {
  const known = declared.map(({ name }) => name);
  return Object.keys(settings.overrides)
    .filter((name) => !known.includes(name))
    .map((name) => `${environment}: spark.overrides.${name}: there is no such application; known are ${known.join(', ') || 'none'}`);
}

/** An environment may change no more than a declaration may say, and only what the application has. */
function overrideProblems({ environment, settings }: SparkPlatform, application: SparkApplication): string[] {
  const { name, schedule, dynamicAllocation } = application;
  const override = settings.overrides[name] ?? {};
  const owned = Object.keys(override.sparkConf ?? {}).flatMap((key) => {
    const reason = refusal(key);
    return reason === undefined ? [] : [`${environment}: spark.overrides.${name}.sparkConf.${key}: must not be set here: ${reason}`];
  });
  const lacking = [
    ...(schedule === undefined ? [['schedule', 'schedule'] as const, ['suspend', 'schedule'] as const] : []),
    ...(dynamicAllocation === undefined ? [['dynamicAllocation', 'dynamic allocation'] as const] : []),
  ];
  const misplaced = lacking
    .filter(([key]) => override[key] !== undefined)
    .map(
      ([key, what]) =>
        `${environment}: spark.overrides.${name}.${key}: given ${JSON.stringify(override[key])}; must be left out, since the application has no ${what}`,
    );
  return [...owned, ...misplaced];
}

/** A team that the environment does not have; `what` says what has it. */
export function teamProblems(
  { environment, teams }: SparkPlatform,
  { name, team }: Pick<SparkApplication, 'name' | 'team'>,
  what: string,
): string[] {
  if (teams.includes(team)) return [];
  return [
    `${environment}: ${what} ${name}: team: given "${team}"; must be one of teams of the environment: ${teams.join(', ') || 'none is defined'}`,
  ];
}
