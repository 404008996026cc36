import type { Labels } from '../recording';

interface Matrix {
  readonly metric: Labels;
  readonly values: ReadonlyArray<readonly [number, string]>;
}
interface Vector {
  readonly metric: Labels;
  readonly value: readonly [number, string];
}

type Answer = { readonly status: 'success'; readonly data: unknown } | { readonly status: 'error'; readonly error: string };

/** A Prometheus server, asked over its HTTP API. Every method throws with the server's own words when it refuses. */
export class Prometheus {
  constructor(private readonly url: string) {}

  async version(): Promise<string> {
    return ((await this.get('status/buildinfo', {})) as { version: string }).version;
  }

  async range(query: string, start: number, end: number, step: number): Promise<readonly Matrix[]> {
    const { result } = (await this.get('query_range', { query, start: String(start), end: String(end), step: String(step) })) as {
      result: Matrix[];
    };
    return result;
  }

  /** A scalar comes back as one series without labels. */
  async instant(query: string, time: number): Promise<readonly Vector[]> {
    const data = (await this.get('query', { query, time: String(time) })) as
      { resultType: 'scalar'; result: Vector['value'] } | { resultType: 'vector'; result: Vector[] };
    return data.resultType === 'scalar' ? [{ metric: {}, value: data.result }] : data.result;
  }

  async labelValues(series: string, label: string, start: number, end: number): Promise<readonly string[]> {
    return (await this.get(`label/${label}/values`, { 'match[]': series, start: String(start), end: String(end) })) as string[];
  }

  private async get(path: string, parameters: Record<string, string>): Promise<unknown> {
    const response = await fetch(`${this.url.replace(/\/$/, '')}/api/v1/${path}?${new URLSearchParams(parameters).toString()}`);
    const text = await response.text();
    const answer = (
      text.startsWith('{') ? JSON.parse(text) : { status: 'error', error: `${response.status} ${text.slice(0, 200)}` }
    ) as Answer;
    if (answer.status !== 'success') throw new Error(`${answer.error}\n  asked: ${Object.values(parameters)[0] ?? path}`);
    return answer.data;
  }
}
