import type { SparkApplication } from '../application';
import type { SparkPlatform } from '../platform';

/** `error` stops synthesis, `warning` is printed by it, `info` shows in `npm run lint:spark` only. */
export type Severity = 'error' | 'warning' | 'info';

/** An application as it would run in an environment. */
export interface Subject {
  readonly application: SparkApplication;
  readonly platform: SparkPlatform;
  /** A Spark Connect server: it runs all the time, for sessions whose programs nobody has declared. */
  readonly interactive: boolean;
  /** Every setting that Spark gets, derived and default ones included. */
  readonly conf: Readonly<Record<string, string>>;
}

/** Facts about a rule that people read. */
interface RuleFacts {
  /** Names the rule in waivers, reports and `docs/lint.md`; never changes. */
  readonly id: string;
  readonly severity: Severity;
  /** What goes wrong otherwise. */
  readonly reason: string;
  /** What to change. */
  readonly fix: string;
  /** Page that says so: an address, or a place in this repository. */
  readonly source: string;
}

/** Judges an application by itself. */
export interface ApplicationRule extends RuleFacts {
  /** What was found, with the numbers, one text per place; empty if all is well. */
  readonly check: (subject: Subject) => readonly string[];
}

/** What was found about one of several applications. */
export interface SharedFinding {
  readonly application: string;
  readonly message: string;
}

/** Judges all applications of an environment together. */
export interface SharedRule extends RuleFacts {
  readonly checkAll: (subjects: readonly Subject[]) => readonly SharedFinding[];
}

export type LintRule = ApplicationRule | SharedRule;

/** One text if a condition holds. */
export const when = (condition: boolean, message: () => string): readonly string[] => (condition ? [message()] : []);

export const SPARK_CONFIGURATION = 'https://spark.apache.org/docs/4.1.2/configuration.html';
export const SPARK_TUNING = 'https://spark.apache.org/docs/4.1.2/tuning.html';
export const SPARK_SQL_TUNING = 'https://spark.apache.org/docs/4.1.2/sql-performance-tuning.html';
export const SPARK_CLOUD = 'https://spark.apache.org/docs/4.1.2/cloud-integration.html';
export const SPARK_KUBERNETES = 'https://spark.apache.org/docs/4.1.2/running-on-kubernetes.html';
export const SPARK_SCHEDULING = 'https://spark.apache.org/docs/4.1.2/job-scheduling.html';
export const SPARK_MONITORING = 'https://spark.apache.org/docs/4.1.2/monitoring.html';
