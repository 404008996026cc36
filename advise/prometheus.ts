import { z } from 'zod';

/** Prometheus cannot be asked, or answers with something else than data; the message says what to look at. */
export class PrometheusError extends Error {}

/** One value of an instant query. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Where and when a Prometheus is asked. */
export interface PrometheusAddress {
  /** Base address, with the path prefix if there is one: `http://localhost:9090`. */
  readonly url: string;
  /** Sent as `Authorization: Bearer`. */
  readonly bearerToken?: string;
  /** The moment that queries are about. */
  readonly at: Date;
}

const TIMEOUT_MILLISECONDS = 120_000;

/** https://prometheus.io/docs/prometheus/latest/querying/api/#instant-queries */
const answerSchema = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('success'),
    data: z.object({
      resultType: z.literal('vector'),
      result: z.array(z.object({ metric: z.record(z.string(), z.string()), value: z.tuple([z.number(), z.string()]) })),
    }),
  }),
  z.object({ status: z.literal('error'), errorType: z.string(), error: z.string() }),
]);

/** Instant query over the HTTP API; samples without a finite value are left out. Throws a {@link PrometheusError}. */
export async function query({ url, bearerToken, at }: PrometheusAddress, promql: string): Promise<Sample[]> {
  const endpoint = new URL('api/v1/query', url.endsWith('/') ? url : `${url}/`);
  const answer = answerSchema.safeParse(
    await body(endpoint, {
      method: 'POST',
      headers: bearerToken === undefined ? {} : { authorization: `Bearer ${bearerToken}` },
      body: new URLSearchParams({ query: promql, time: String(at.getTime() / 1000) }),
      signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
    }),
  );
  if (!answer.success)
    throw new PrometheusError(`${endpoint.href}: this is not the API of Prometheus:\n${z.prettifyError(answer.error)}\ncheck --prometheus`);
  if (answer.data.status === 'error')
    throw new PrometheusError(`${endpoint.href}: ${answer.data.errorType}: ${answer.data.error}\nquery: ${promql}`);
  return answer.data.data.result
    .map(({ metric, value: [, value] }) => ({ labels: metric, value: Number(value) }))
    .filter(({ value }) => Number.isFinite(value));
}

/** The parsed body of an answer, whatever its status: Prometheus explains its errors in the same form. */
async function body(endpoint: URL, request: RequestInit): Promise<unknown> {
  const response = await fetch(endpoint, request).catch((error: unknown) => {
    const { message, cause } = error as { message?: string; cause?: { message?: string } };
    const reason = [message, cause?.message].filter((one) => one !== undefined);
    throw new PrometheusError(
      `${endpoint.href}: ${reason.join(': ')}\nis it running and reachable? In a cluster: kubectl -n monitoring port-forward service/prometheus 9090`,
    );
  });
  const text = await response.text();
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new PrometheusError(
      `${endpoint.href}: status ${response.status} and no JSON: ${JSON.stringify(text.slice(0, 120))}\ncheck --prometheus, and --bearer-token-file if it needs one`,
    );
  }
}
