import { prometheus } from '../../config/components';
import type { Platform } from './platform';

/** Prometheus as it runs, asked through the API server. */
export class RunningPrometheus {
  constructor(private readonly platform: Platform) {}

  async get(path: string): Promise<any> {
    const { namespace, name, ports } = prometheus;
    return (await this.platform.cluster.ask(namespace, name, ports.http, path)).data;
  }

  /** How many series an expression has given since `sinceSeconds` ago. */
  async seriesOf(expression: string, sinceSeconds: number): Promise<number> {
    const end = Math.floor(Date.now() / 1000);
    const query = new URLSearchParams({ query: expression, start: String(end - sinceSeconds), end: String(end), step: '15' });
    return (await this.get(`/api/v1/query_range?${query.toString()}`)).result.length;
  }

  async everGave(expression: string, sinceSeconds: number): Promise<boolean> {
    return (await this.seriesOf(expression, sinceSeconds)) > 0;
  }
}
