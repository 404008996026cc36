import type { SparkApplication } from '../application';
import { asApplication, type SparkConnect } from '../connect/declaration';
import type { SparkPlatform } from '../platform';
import { sparkConf } from '../spark-conf';
import type { LintRule, Severity, SharedFinding, Subject } from './rule';
import { lintRules, unusedWaiver } from './rules';

/** What a rule has to say about an application in an environment. */
export interface Finding {
  readonly rule: LintRule;
  readonly environment: string;
  readonly application: string;
  /** Main file of the application, which leads to its declaration. */
  readonly mainFile: string;
  readonly message: string;
  /** Why it does not count, if the application has a waiver. */
  readonly waiver: string | undefined;
}

/** An application with the settings that it gets in an environment. */
export const subjectOf = (application: SparkApplication, platform: SparkPlatform): Subject => ({
  application,
  platform,
  interactive: false,
  conf: sparkConf(application, platform),
});

const serverSubject = (server: SparkConnect, platform: SparkPlatform): Subject => ({
  ...subjectOf(asApplication(server), platform),
  interactive: true,
});

const resultsOf = (rule: LintRule, subjects: readonly Subject[]): readonly SharedFinding[] =>
  'checkAll' in rule
    ? rule.checkAll(subjects)
    : subjects.flatMap((subject) => rule.check(subject).map((message) => ({ application: subject.application.name, message })));

/** Every finding about the applications and Spark Connect servers of an environment, waived ones included. */
export function findingsIn(
  platform: SparkPlatform,
  applications: readonly SparkApplication[],
  servers: readonly SparkConnect[] = [],
): Finding[] {
  const subjects = [
    ...applications.map((application) => subjectOf(application, platform)),
    ...servers.map((server) => serverSubject(server, platform)),
  ];
  const named = new Map(subjects.map(({ application }) => [application.name, application]));
  return lintRules.flatMap((rule) =>
    resultsOf(rule, subjects).map(({ application, message }) => ({
      rule,
      environment: platform.environment,
      application,
      mainFile: named.get(application)?.mainFile ?? '',
      message,
      waiver: named.get(application)?.waivers[rule.id],
    })),
  );
}

/** One environment and what runs there. */
export interface Linted {
  readonly platform: SparkPlatform;
  readonly applications: readonly SparkApplication[];
  /** @default none */
  readonly servers?: readonly SparkConnect[];
}

/** Findings of all environments, and waivers that none of them needs. */
export function lint(environments: readonly Linted[]): Finding[] {
  const findings = environments.flatMap(({ platform, applications, servers }) => findingsIn(platform, applications, servers));
  const used = new Set(findings.map(({ application, rule }) => `${application} ${rule.id}`));
  const unused = environments.flatMap(({ platform, applications, servers = [] }) =>
    [...applications, ...servers.map(asApplication)].flatMap(({ name, mainFile, waivers }) =>
      Object.keys(waivers)
        .filter((id) => !used.has(`${name} ${id}`))
        .map((id) => ({
          rule: unusedWaiver,
          environment: platform.environment,
          application: name,
          mainFile,
          message: lintRules.some((rule) => rule.id === id) ? `nothing is found by ${id}` : `there is no rule ${id}`,
          waiver: undefined,
        })),
    ),
  );
  return [...findings, ...unused];
}

/** `local: Spark application etl: executors have 8 cores (executor-cores-many). Set executor.cores …` */
export const lineOf = ({ environment, application, message, rule }: Finding): string =>
  `${environment}: Spark application ${application}: ${message} (${rule.id}). ${rule.fix}`;

/** Those of a severity that no waiver covers. */
export const standing = (findings: readonly Finding[], severity: Severity): Finding[] =>
  findings.filter(({ rule, waiver }) => rule.severity === severity && waiver === undefined);
