import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import type { Recording } from '../recording';
import { content } from './content';
import { Prometheus } from './prometheus';
import { RECORDING } from './recorded';
import { Recorder } from './recorder';

/**
 * Records what a real Prometheus answers to everything that dashboards and alerts ask:
 *   npm run preview:record -- --prometheus URL --origin 'where the data comes from' [--environment local]
 *     [--start TIME] [--end TIME] [--step SECONDS]
 * TIME is Unix seconds or ISO 8601; by default the last hour, or less where this Prometheus is younger; at most 240 points. The recording replaces the
 * one in `preview/recording/`.
 */

const MOST_POINTS = 240;
const LARGEST_BYTES = 5_000_000;
const FILE = RECORDING;

/** Seconds since 1970. Throws when the text is no time. */
function secondsOf(text: string): number {
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Date.parse(text) / 1000;
  if (Number.isNaN(seconds)) throw new Error(`"${text}" is no time: give Unix seconds or ISO 8601`);
  return Math.floor(seconds);
}

/** As many points as a panel has room for, on the grid of the scrapes. */
function stepOf(rangeSeconds: number, scrapeSeconds: number): number {
  return scrapeSeconds * Math.max(1, Math.ceil(rangeSeconds / MOST_POINTS / scrapeSeconds));
}

/** One question, label set, choice or line of points per line of text, so that a new recording can be compared with the old one. */
function written({ labels, choices, lines, questions, ...facts }: Recording): string {
  const list = (name: string, items: readonly unknown[]) => `"${name}": [\n${items.map((item) => JSON.stringify(item)).join(',\n')}\n]`;
  const parts = [list('labels', labels), list('choices', choices), list('lines', lines), list('questions', questions)];
  return `${JSON.stringify(facts, null, 2).replace(/\n}$/, '')},\n${parts.join(',\n')}\n}\n`;
}

const print = (done: number, all: number): void => {
  if (done % 500 === 0 || done === all) console.log(`${done} of ${all} answers`);
};

/** When the first sample within an hour before a time was taken; that hour's beginning if there is none. Unix seconds. */
async function firstSampleBefore(prometheus: Prometheus, last: number): Promise<number> {
  const [up] = await prometheus.range('count(up)', last - 3600, last, 30);
  return up?.values[0]?.[0] ?? last - 3600;
}

async function record(): Promise<void> {
  const options = {
    prometheus: { type: 'string' },
    origin: { type: 'string' },
    environment: { type: 'string', default: 'local' },
  } as const;
  const times = {
    start: { type: 'string' },
    end: { type: 'string' },
    step: { type: 'string' },
    output: { type: 'string', default: FILE },
  } as const;
  const { values } = parseArgs({ options: { ...options, ...times } });
  if (values.prometheus === undefined || values.origin === undefined) throw new Error('--prometheus URL and --origin TEXT are needed');
  const shown = content(values.environment);
  const last = values.end === undefined ? Date.now() / 1000 : secondsOf(values.end);
  const prometheus = new Prometheus(values.prometheus);
  const first = values.start === undefined ? await firstSampleBefore(prometheus, last) : secondsOf(values.start);
  if (first >= last) throw new Error('--start must be before --end');
  const stepSeconds = values.step === undefined ? stepOf(last - first, shown.scrapeSeconds) : Number(values.step);
  const aligned = (seconds: number): number => Math.floor(seconds / stepSeconds) * stepSeconds;
  const run = { origin: values.origin, startSeconds: aligned(first), endSeconds: aligned(last), stepSeconds };
  const recording = await new Recorder(prometheus, shown, run, print).recording();
  save(values.output, recording);
}

function save(file: string, recording: Recording): void {
  const text = written(recording);
  if (text.length > LARGEST_BYTES) throw new Error(`${text.length} bytes are too many for a repository: record a shorter time`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  const empty = recording.questions.filter(({ answers }) =>
    answers.every(([, answer]) => Object.values(answer).every((list: unknown[]) => list.length === 0)),
  );
  console.log(
    `${file}: ${Math.ceil(text.length / 1000)} kB, ${recording.questions.length} questions, ${empty.length} of them without any series`,
  );
}

record().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
