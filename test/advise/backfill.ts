import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { type AnyRecording, type FixedWindow } from '../../metrics/promql';
import { freePort } from '../configuration/free-port';
import { eventually } from '../live/eventually';
import { program } from '../programs';

/** A series of raw metrics: what Prometheus would have scraped. */
export interface RawSeries {
  readonly name: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** Value that many seconds after its start. */
  readonly value: (age: number) => number;
}

const STEP_SECONDS = 15;

/** The series in the format that promtool turns into blocks: https://prometheus.io/docs/prometheus/latest/storage/#backfilling-from-openmetrics-format */
export function openMetrics(all: readonly RawSeries[]): string {
  // samples of one name belong together
  const sorted = [...all].sort((one, other) => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0));
  const lines = sorted.flatMap(({ name, labels, startSeconds, endSeconds, value }) => {
    const pairs = Object.entries(labels).map(([label, text]) => `${label}=${JSON.stringify(String(text))}`);
    const count = Math.floor((endSeconds - startSeconds) / STEP_SECONDS) + 1;
    return Array.from({ length: count }, (_, index) => {
      const age = index * STEP_SECONDS;
      return `${name}{${pairs.join(',')}} ${value(age)} ${startSeconds + age}`;
    });
  });
  return `${[...lines, '# EOF'].join('\n')}\n`;
}

/** Recordings by depth: those of one level read raw series and lower levels only. */
export function levels(recordings: readonly AnyRecording[]): AnyRecording[][] {
  const byName = new Map(recordings.map((recording) => [recording.record as string, recording]));
  const depthOf = (recording: AnyRecording): number =>
    1 + Math.max(-1, ...recording.of.reads.flatMap((name) => byName.get(name) ?? []).map(depthOf));
  const depths = recordings.map(depthOf);
  return Array.from({ length: Math.max(-1, ...depths) + 1 }, (_, depth) =>
    recordings.filter((_recording, index) => depths[index] === depth),
  );
}

interface Interval {
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/** A real Prometheus on loopback over blocks on disk; it scrapes nothing. */
export class BackfilledPrometheus {
  private server: { url: string; stop: () => Promise<void> } | undefined;

  constructor(private readonly folder: string) {
    mkdirSync(join(folder, 'data'), { recursive: true });
  }

  get url(): string {
    if (this.server === undefined) throw new Error('start it first');
    return this.server.url;
  }

  /** Stores raw series. */
  store(all: readonly RawSeries[]): void {
    const file = join(this.folder, 'raw.txt');
    writeFileSync(file, openMetrics(all));
    this.promtool('tsdb', 'create-blocks-from', 'openmetrics', file, join(this.folder, 'data'));
  }

  /** Evaluates recordings over the stored series, level by level, since promtool shows a recording no other one of the same call. */
  async record(recordings: readonly AnyRecording[], every: FixedWindow, intervals: readonly Interval[]): Promise<void> {
    for (const [depth, level] of levels(recordings).entries()) {
      await this.start();
      const file = join(this.folder, `rules-${depth}.yaml`);
      const rules = level.map(({ record, of }) => ({ record, expr: of.promql }));
      writeFileSync(file, stringify({ groups: [{ name: `level-${depth}`, interval: every, rules }] }));
      const place = [`--url=${this.url}`, `--output-dir=${join(this.folder, 'data')}`, file];
      for (const { startSeconds, endSeconds } of intervals) {
        const range = [`--start=${startSeconds}`, `--end=${endSeconds}`, `--eval-interval=${every}`];
        this.promtool('tsdb', 'create-blocks-from', 'rules', ...range, ...place);
      }
      await this.stop();
    }
  }

  async start(): Promise<void> {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const config = join(this.folder, 'prometheus.yaml');
    writeFileSync(config, stringify({ global: { scrape_interval: '1h' } }));
    const process = spawn(
      program('prometheus'),
      [`--config.file=${config}`, `--storage.tsdb.path=${join(this.folder, 'data')}`, '--storage.tsdb.retention.time=100y'].concat(
        `--web.listen-address=127.0.0.1:${port}`,
      ),
      { stdio: 'ignore' },
    );
    const ended = new Promise<void>((resolve) => process.once('exit', () => resolve()));
    this.server = { url, stop: () => (process.kill(), ended) };
    await eventually(`Prometheus on ${url}`, 60, async () => ((await fetch(`${url}/-/ready`)).ok ? [] : ['it is not ready']));
  }

  async stop(): Promise<void> {
    await this.server?.stop();
    this.server = undefined;
  }

  private promtool(...args: string[]): void {
    execFileSync(program('promtool'), args, { stdio: 'pipe' });
  }
}
