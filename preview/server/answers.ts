import type { Source } from '../api';
import { builtInVariables } from '../interpolation';
import { decodeLine, questionKey, timesOf, type Line, type RecordedAnswer, type Recording } from '../recording';

/** What the page gets: a status of HTTP and Prometheus' JSON. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Answers what a page asks Prometheus, e.g. `query_range`. */
export interface Answers {
  readonly source: Source;
  answer(path: string, parameters: URLSearchParams): Promise<Answer>;
}

/** Paths of Prometheus' API that drawing needs; nothing else is passed on. */
const ASKED = /^(query|query_range|label\/\w+\/values)$/;

const refused = (status: number, error: string): Answer => ({ status, body: JSON.stringify({ status: 'error', error }) });
const success = (data: unknown): Answer => ({ status: 200, body: JSON.stringify({ status: 'success', data }) });

/** A running Prometheus. */
export class LiveAnswers implements Answers {
  readonly source: Source;

  constructor(private readonly url: string) {
    this.source = { kind: 'live', url };
  }

  async answer(path: string, parameters: URLSearchParams): Promise<Answer> {
    if (!ASKED.test(path)) return refused(404, `${path} is not asked by dashboards`);
    try {
      const response = await fetch(`${this.url.replace(/\/$/, '')}/api/v1/${path}?${parameters.toString()}`);
      return { status: response.status, body: await response.text() };
    } catch (error) {
      return refused(502, `${this.url} does not answer: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

const NOT_RECORDED =
  'This is not in the recording. Choose one value or All, or show live data: npm run preview -- --prometheus URL. After a change of a dashboard, record again.';

/** A recorded run; it knows the questions that were recorded, and no others. */
export class RecordedAnswers implements Answers {
  readonly source: Source;
  private readonly answers = new Map<string, RecordedAnswer>();
  private readonly times: readonly number[];
  private readonly lines: readonly Line[];

  constructor(private readonly recording: Recording) {
    const { origin, recordedAt, prometheus, environment, startSeconds, endSeconds, stepSeconds, scrapeSeconds } = recording;
    this.source = { kind: 'recording', origin, recordedAt, prometheus, environment, startSeconds, endSeconds, stepSeconds };
    this.times = timesOf(recording);
    this.lines = recording.lines.map(decodeLine);
    const timing = builtInVariables({ stepSeconds, scrapeSeconds, rangeSeconds: endSeconds - startSeconds });
    for (const question of recording.questions)
      for (const [choices, answer] of question.answers)
        for (const choice of choices) this.answers.set(questionKey(question, { ...timing, ...recording.choices[choice] }), answer);
  }

  answer(path: string, parameters: URLSearchParams): Promise<Answer> {
    return Promise.resolve(this.recorded(path, parameters));
  }

  private recorded(path: string, parameters: URLSearchParams): Answer {
    if (!ASKED.test(path)) return refused(404, `${path} is not asked by dashboards`);
    const [, label = ''] = /^label\/(\w+)\/values$/.exec(path) ?? [];
    const kind = label ? 'values' : path === 'query' ? 'instant' : 'range';
    const expr = parameters.get(label ? 'match[]' : 'query') ?? '';
    const answer = this.answers.get(questionKey({ kind, expr, label }, {}));
    if (answer === undefined) return refused(404, NOT_RECORDED);
    if ('values' in answer) return success(answer.values);
    if ('now' in answer) return success({ resultType: 'vector', result: answer.now.map(([labels, value]) => this.sample(labels, value)) });
    const between = [Number(parameters.get('start')), Number(parameters.get('end'))] as const;
    return success({
      resultType: 'matrix',
      result: answer.series.map(([labels, line]) => this.series(labels, line, between)).filter(({ values }) => values.length > 0),
    });
  }

  private sample(labels: number, value: string) {
    return { metric: this.recording.labels[labels], value: [this.recording.endSeconds, value] };
  }

  private series(labels: number, line: number, [start, end]: readonly [number, number]) {
    const points = (this.lines[line] ?? []).map((value, index) => [this.times[index] ?? 0, value] as const);
    const values = points.filter(([time, value]) => value !== null && time >= start && time <= end);
    return { metric: this.recording.labels[labels], values };
  }
}
