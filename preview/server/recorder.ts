import type { Content } from '../api';
import { builtInVariables, interpolate } from '../interpolation';
import { encodeLine, questionKey, timesOf, type Ask, type Labels, type Question, type RecordedAnswer, type Recording } from '../recording';
import { asksOf, variablesOf } from './asks';
import { choicesOf } from './choices';
import type { Prometheus } from './prometheus';

/** What to record, and what to say about it. */
export interface Run {
  readonly origin: string;
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly stepSeconds: number;
}

const PARALLEL = 8;

/** A list that knows where its items are, so that equal ones are stored once. */
class Pool<T> {
  readonly items: T[] = [];
  private readonly places = new Map<string, number>();

  indexOf(item: T): number {
    const key = JSON.stringify(item);
    const known = this.places.get(key);
    if (known !== undefined) return known;
    this.places.set(key, this.items.length);
    return this.items.push(item) - 1;
  }
}

const sorted = (labels: Labels): Labels => Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Asks a Prometheus everything that dashboards and alerts would ask, for every choice of their variables, and keeps the answers. */
export class Recorder {
  private readonly labels = new Pool<Labels>();
  private readonly lines = new Pool<ReturnType<typeof encodeLine>>();
  private readonly choices = new Pool<Labels>();
  /** Choices by question; a question that stands on several dashboards is asked once for each choice. */
  private readonly questions = new Map<string, { readonly ask: Ask; readonly choices: Set<number> }>();
  private readonly timing: Readonly<Record<string, string>>;

  /** @param progress told how many of all questions are answered */
  constructor(
    private readonly prometheus: Prometheus,
    private readonly content: Content,
    private readonly run: Run,
    private readonly progress: (done: number, all: number) => void = () => undefined,
  ) {
    const { startSeconds, endSeconds, stepSeconds } = run;
    this.timing = builtInVariables({ stepSeconds, scrapeSeconds: content.scrapeSeconds, rangeSeconds: endSeconds - startSeconds });
  }

  async recording(): Promise<Recording> {
    await this.collect();
    const questions = await this.answered();
    return {
      format: 1,
      origin: this.run.origin,
      recordedAt: new Date(this.run.endSeconds * 1000).toISOString(),
      environment: this.content.environment,
      prometheus: await this.prometheus.version(),
      jobs: await this.jobs(),
      startSeconds: this.run.startSeconds,
      endSeconds: this.run.endSeconds,
      stepSeconds: this.run.stepSeconds,
      scrapeSeconds: this.content.scrapeSeconds,
      labels: this.labels.items,
      choices: this.choices.items,
      lines: this.lines.items,
      questions,
    };
  }

  private async collect(): Promise<void> {
    const { startSeconds, endSeconds } = this.run;
    const values = remembered((series: string, label: string) => this.prometheus.labelValues(series, label, startSeconds, endSeconds));
    for (const { dashboard, asks } of asksOf(this.content)) {
      const choices = await choicesOf(dashboard, values);
      for (const ask of asks) {
        const names = variablesOf(ask, dashboard);
        const question = this.question(ask);
        for (const choice of choices) question.choices.add(this.choices.indexOf(sorted(pick(choice, names))));
      }
    }
  }

  private question(ask: Ask): { readonly choices: Set<number> } {
    const key = questionKey(ask, {});
    const question = this.questions.get(key) ?? { ask, choices: new Set<number>() };
    this.questions.set(key, question);
    return question;
  }

  /** Choices with the same answer share it. */
  private async answered(): Promise<Question[]> {
    const all = [...this.questions.values()].flatMap(({ ask, choices }) => [...choices].map((choice) => ({ ask, choice })));
    let done = 0;
    const answers = await inParallel(all, async ({ ask, choice }) => {
      const answer = await this.answer(ask, this.choices.items[choice] ?? {});
      this.progress(++done, all.length);
      return { ask, choice, answer };
    });
    // what is answered first differs from run to run; what is written must not
    const stored = answers.map(({ ask, choice, answer }) => ({ ask, choice, answer: answer() }));
    return [...this.questions.values()].map(({ ask }) => ({
      ...ask,
      answers: grouped(stored.filter((one) => one.ask === ask)),
    }));
  }

  private async answer({ kind, expr, label = '' }: Ask, choice: Labels): Promise<() => RecordedAnswer> {
    const { startSeconds, endSeconds, stepSeconds } = this.run;
    const query = interpolate(expr, { ...this.timing, ...choice });
    if (kind === 'values') {
      const values = await this.prometheus.labelValues(query, label, startSeconds, endSeconds);
      return () => ({ values });
    }
    if (kind === 'instant') {
      const vector = await this.prometheus.instant(query, endSeconds);
      return () => ({ now: vector.map(({ metric, value: [, value] }) => [this.labels.indexOf(sorted(metric)), value] as const) });
    }
    const matrix = await this.prometheus.range(query, startSeconds, endSeconds, stepSeconds);
    return () => ({ series: matrix.map(({ metric, values }) => [this.labels.indexOf(sorted(metric)), this.line(values)] as const) });
  }

  private line(values: ReadonlyArray<readonly [number, string]>): number {
    const byTime = new Map(values);
    return this.lines.indexOf(encodeLine(timesOf(this.run).map((time) => byTime.get(time) ?? null)));
  }

  private async jobs(): Promise<Record<string, number>> {
    const up = await this.prometheus.instant('sum by (job) (up)', this.run.endSeconds);
    return Object.fromEntries(up.map(({ metric, value: [, value] }) => [metric.job ?? '', Number(value)] as const).sort());
  }
}

const pick = (labels: Labels, names: readonly string[]): Labels =>
  Object.fromEntries(Object.entries(labels).filter(([name]) => names.includes(name)));

function grouped(answers: ReadonlyArray<{ readonly choice: number; readonly answer: RecordedAnswer }>): Question['answers'] {
  const groups = new Map<string, { readonly choices: number[]; readonly answer: RecordedAnswer }>();
  for (const { choice, answer } of answers) {
    const group = groups.get(JSON.stringify(answer)) ?? { choices: [], answer };
    group.choices.push(choice);
    groups.set(JSON.stringify(answer), group);
  }
  return [...groups.values()].map(({ choices, answer }) => [choices, answer] as const);
}

/** Asks the same thing once. */
function remembered<A extends readonly string[], R>(ask: (...parameters: A) => Promise<R>): (...parameters: A) => Promise<R> {
  const answers = new Map<string, Promise<R>>();
  return (...parameters) => {
    const key = JSON.stringify(parameters);
    const answer = answers.get(key) ?? ask(...parameters);
    answers.set(key, answer);
    return answer;
  };
}

/** Results in the order of the items, a few at a time. */
async function inParallel<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = [...items.entries()];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) results[next[0]] = await work(next[1]);
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
  return results;
}
