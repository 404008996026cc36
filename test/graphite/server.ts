import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { stringify } from 'yaml';
import { graphiteMapping } from '../../metrics/graphite';
import { GraphiteExporter, type GraphiteExporterOptions } from './exporter';

export interface GraphiteServerOptions extends Partial<GraphiteExporterOptions> {
  /** Address of this machine that it listens on. @default 127.0.0.1 */
  readonly host?: string;
  /** Where Spark's sinks connect to. @default 0: any free port */
  readonly plaintextPort?: number;
  /** Where Prometheus scrapes `/metrics`. @default 0: any free port */
  readonly metricsPort?: number;
}

export interface GraphiteServer {
  readonly plaintextPort: number;
  readonly metricsPort: number;
  /** Lines that were not stored: no Graphite, or nothing in the mapping. A sink that is thinned right leaves this empty. */
  readonly refused: readonly string[];
  stop(): Promise<void>;
}

const listening = (server: Server, host: string, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });

/**
 * graphite_exporter on loopback, as the platform configures it: takes the Graphite plaintext protocol by TCP and serves the series of the generated
 * mapping. `const exporter = await startGraphiteExporter({ plaintextPort: 9109, metricsPort: 9108 })`.
 */
export async function startGraphiteExporter({
  host = '127.0.0.1',
  plaintextPort = 0,
  metricsPort = 0,
  mapping = stringify(graphiteMapping()),
  ...options
}: GraphiteServerOptions = {}): Promise<GraphiteServer> {
  const exporter = new GraphiteExporter({ mapping, ...options });
  const refused: string[] = [];
  const sockets = new Set<Socket>();
  const plaintext = createServer((socket) => {
    sockets.add(socket);
    // a sink that is killed takes its connection with it
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
    createInterface(socket).on('line', (line) => exporter.receive(line) || refused.push(line));
  });
  const metrics = createHttpServer(({ url }, response) => {
    if (url !== '/metrics') return void response.writeHead(url === '/' ? 200 : 404).end();
    try {
      response.setHeader('content-type', 'text/plain; version=0.0.4; charset=utf-8').end(exporter.page(Date.now() / 1000));
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  const [givenPlaintext, givenMetrics] = [await listening(plaintext, host, plaintextPort), await listening(metrics, host, metricsPort)];
  const stop = async () => {
    for (const socket of sockets) socket.destroy();
    metrics.closeAllConnections();
    await Promise.all([plaintext, metrics].map((server) => new Promise((resolve) => server.close(resolve))));
  };
  return { plaintextPort: givenPlaintext, metricsPort: givenMetrics, refused, stop };
}
