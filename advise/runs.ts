import type { FixedWindow } from '../metrics/promql';
import { COST_INTERVAL_SECONDS } from '../rules/interval';
import { type Figure, figures, scrapes } from './figures';
import { type PrometheusAddress, query } from './prometheus';

/** What was measured of the runs with one name; a figure that is absent was not recorded. */
export interface Run {
  /** Name of the application, or of the schedule that it is a run of. */
  readonly application: string;
  /** Name of the run itself. */
  readonly app: string;
  readonly team: string;
  readonly figures: Readonly<Partial<Record<Figure, number>>>;
}

/** Everything that is read from Prometheus. */
export interface Recorded {
  readonly runs: readonly Run[];
  /** Part of the window in which Prometheus ran; the whole of it where Prometheus does not scrape itself. */
  readonly watchedSeconds: number;
}

/** What to read, and how to turn counts of samples into seconds. */
export interface RecordedWindow {
  readonly since: FixedWindow;
  readonly sinceSeconds: number;
  readonly scrapeIntervalSeconds: number;
}

/** Reads the recordings of every run. Throws a `PrometheusError`. */
export async function recorded(address: PrometheusAddress, window: RecordedWindow): Promise<Recorded> {
  const answers = await Promise.all(
    Object.entries(figures(window.since)).map(async ([figure, { promql }]) => ({
      figure: figure as Figure,
      samples: await query(address, promql),
    })),
  );
  const runs = new Map<string, Run & { figures: Partial<Record<Figure, number>> }>();
  for (const { figure, samples } of answers)
    for (const { labels, value } of samples) {
      const { app = '', schedule = '', team = '' } = labels;
      // a pod with the role of a driver that the operator did not start
      if (app === '') continue;
      const key = JSON.stringify([app, schedule, team]);
      const run = runs.get(key) ?? { application: schedule === '' ? app : schedule, app, team, figures: {} };
      run.figures[figure] = value;
      runs.set(key, run);
    }
  const [own] = await query(address, scrapes(window.since).promql);
  const watched = own === undefined ? window.sinceSeconds : own.value * window.scrapeIntervalSeconds;
  return { runs: [...runs.values()], watchedSeconds: Math.min(watched, window.sinceSeconds) };
}

/** Seconds that were watched of a run: its cost is recorded at a fixed pace. */
export const secondsOf = ({ figures: { samples = 0 } }: Run): number => samples * COST_INTERVAL_SECONDS;

/** How often it ran: an application without a schedule keeps its name. */
export const countOf = ({ figures: { runs = 1 } }: Run): number => runs;
