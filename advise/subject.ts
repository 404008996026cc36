import { ConfigurationError } from '../config/configuration';
import type { Environment } from '../config/schema';
import type { ApplicationOverride } from '../config/schema/spark';
import { type SparkMemory, sparkBytesOf } from '../config/schema/values';
import type { Prices } from '../rules/cost';
import { COST_INTERVAL_SECONDS } from '../rules/interval';
import type { SparkApplication, SparkApplicationInput } from '../spark-applications/application';
import { applicationsIn } from '../spark-applications/in-environment';
import type { SparkPlatform } from '../spark-applications/platform';
import { requestedBy } from '../spark-applications/size';
import { confidenceIn, evidenceOf, tooLittle, type Confidence } from './evidence';
import type { Figure } from './figures';
import { billOf, type Footprint, rescaled, totalOf } from './money';
import type { Run } from './runs';

/** Something that an environment overrides about an application. */
export type SizeSetting = 'memory' | 'memoryOverhead' | 'cores' | 'coreRequest' | 'instances';
export type SettingPath = readonly ['driver' | 'executor', SizeSetting] | readonly ['sparkConf', string];

/** A setting and what it should be. */
export interface Change {
  readonly path: SettingPath;
  /** What it is; absent where the application leaves it to its default. */
  readonly from?: string | number;
  readonly to: string | number;
}

/** An application in an environment, and what was measured of it. */
export interface Subject {
  readonly declaration: SparkApplicationInput;
  /** With the overrides of the environment. */
  readonly application: SparkApplication;
  readonly platform: SparkPlatform;
  readonly thresholds: Environment['thresholds'];
  readonly prices: Prices;
  readonly runs: readonly Run[];
  readonly at: Date;
}

/** Figures of the runs that speak about a question, or why nothing can be said. */
export type Observation<F extends Figure> =
  | {
      readonly known: true;
      readonly runs: ReadonlyArray<Readonly<Record<F, number>>>;
      readonly confidence: (values: readonly number[]) => Confidence;
    }
  | { readonly known: false; readonly because: string };

/** Runs that must be left out, and what is to be said when only others are left. */
export interface Fit {
  readonly holds: (run: Run) => boolean;
  readonly wanted: string;
}

/** The runs that have all of some figures and were made with the present settings. */
export function observe<const F extends Figure>(subject: Subject, wanted: readonly F[], fit?: Fit): Observation<F> {
  const { runs, thresholds } = subject;
  const complete = runs.filter(({ figures }) => wanted.every((figure) => figures[figure] !== undefined));
  if (complete.length === 0) return { known: false, because: `not enough data: no run has recorded ${wanted.join(', ')}` };
  const present = fit ? complete.filter((run) => fit.holds(run)) : complete;
  const evidence = evidenceOf(present);
  const reason = tooLittle(evidence, thresholds.advice);
  if (reason !== undefined)
    return { known: false, because: fit && present.length < complete.length ? `${reason} with ${fit.wanted}` : reason };
  return {
    known: true,
    runs: present.map(({ figures }) => figures as Readonly<Record<F, number>>),
    confidence: (values) => confidenceIn(evidence, values, thresholds.advice),
  };
}

/** Share by which a measured size may differ from the declared one: rounding of Spark and of the JVM. */
const TOLERANCE = 0.05;
const about = (measured: number | undefined, declared: number) => measured !== undefined && Math.abs(measured / declared - 1) <= TOLERANCE;

/** Runs whose executors had the heap that is declared now. */
export function withPresentHeap({ application: { executor } }: Subject): Fit {
  const heap = sparkBytesOf(executor.memory);
  return {
    holds: ({ figures }) => about(figures.smallestHeap, heap) && about(figures.largestHeap, heap),
    wanted: `executor.memory ${executor.memory} (and G1, spark.memory.fraction 0.6)`,
  };
}

/** Runs that had as many executors of as many cores as are declared now; with dynamic allocation their number is Spark's to choose. */
export function withPresentSlots({ application: { executor, dynamicAllocation } }: Subject): Fit {
  const { cores, instances } = executor;
  return {
    holds: ({ figures: { mostSlots = 0, mostExecutors = 0 } }) =>
      mostExecutors > 0 && mostSlots === mostExecutors * cores && (dynamicAllocation !== undefined || mostExecutors === instances),
    wanted: `${dynamicAllocation === undefined ? `${instances} ` : ''}executors of ${cores} cores`,
  };
}

/** Runs that were made with all of some settings. */
export const fitting = (...fits: readonly Fit[]): Fit => ({
  holds: (run) => fits.every(({ holds }) => holds(run)),
  wanted: fits.map(({ wanted }) => wanted).join(' and '),
});

/** Runs whose driver requested what is declared now. */
export function withPresentDriver({ application }: Subject): Fit {
  const { cores, bytes } = requestedBy(application.driver, application.language);
  return {
    holds: ({ figures: { samples = 0, driverCoresRequested = 0, driverMemoryRequested = 0 } }) => {
      const seconds = samples * COST_INTERVAL_SECONDS;
      return about(driverCoresRequested / seconds, cores) && about(driverMemoryRequested / seconds, bytes);
    },
    wanted: `driver.memory ${application.driver.memory} and its cores`,
  };
}

/** The overrides of an environment with some changes on top. */
export function overrideWith({ platform, application: { name } }: Subject, changes: readonly Change[]): ApplicationOverride {
  const override: Record<string, unknown> = { ...platform.settings.overrides[name] };
  for (const { path, to } of changes) {
    const [part, setting] = path;
    override[part] = { ...(override[part] as object | undefined), [setting]: to };
  }
  return override;
}

/** The application after some changes. Throws a {@link ConfigurationError} when it could not run in the environment. */
export function changed(subject: Subject, changes: readonly Change[]): SparkApplication {
  const { declaration, platform, application } = subject;
  const overrides = { [application.name]: overrideWith(subject, changes) };
  const [after] = applicationsIn({ ...platform, settings: { ...platform.settings, overrides } }, [declaration]);
  if (after === undefined) throw new ConfigurationError([`${platform.environment}: ${application.name} is switched off`]);
  return after;
}

/** Why changes cannot be made, one line each; empty if they can. */
export function problemsOf(subject: Subject, changes: readonly Change[]): readonly string[] {
  try {
    changed(subject, changes);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
}

/** What an application requests of the scheduler. */
export function footprintOf({ driver, executor, language }: SparkApplication): Footprint {
  const each = requestedBy(executor, language);
  return {
    driver: requestedBy(driver, language),
    executors: { cores: executor.instances * each.cores, bytes: executor.instances * each.bytes },
  };
}

/** Money that changes save over the window if the runs take as long as they did; negative if they cost more. */
export function savingsOf(subject: Subject, changes: readonly Change[]): number {
  const bill = billOf(subject.runs, subject.prices, 'Requested');
  return totalOf(bill) - totalOf(rescaled(bill, footprintOf(subject.application), footprintOf(changed(subject, changes))));
}

/** Bytes as Spark writes them, in whole GiB where they are. */
export function sparkMemory(bytes: number): SparkMemory {
  const mebibytes = Math.round(bytes / 2 ** 20);
  return mebibytes % 1024 === 0 ? `${mebibytes / 1024}g` : `${mebibytes}m`;
}
