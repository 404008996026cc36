import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { ClusterModel } from './cluster-model';

/** Text of a metrics page at the moment it is asked for. */
export type Page = () => string;

/** Serves pages of programs that cannot run here, each at the address and port it has in the cluster; port 0 takes any. */
export async function serve(host: string, port: number, pages: Readonly<Record<string, Page>>): Promise<Server> {
  return listening(
    createServer((incoming, answer) => {
      const page = pages[incoming.url ?? ''];
      answer.writeHead(page ? 200 : 404, { 'content-type': 'text/plain; version=0.0.4' }).end(page?.() ?? '');
    }),
    host,
    port,
  );
}

export function listening(server: Server, host: string, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    // a page that is served keeps nobody waiting for the end of the run
    server.once('error', reject).listen(port, host, () => resolve(server.unref()));
  });
}

/**
 * A proxy that knows the names of the cluster: a Service or a pod's own name leads to the address of the pod that answers, everything else nowhere. With
 * it the generated targets stay as they are, and nothing can leave this machine.
 */
export function clusterProxy(cluster: ClusterModel, host: string): Promise<Server> {
  const forward = (incoming: IncomingMessage, answer: ServerResponse): void => {
    const { hostname, port, pathname, search } = new URL(incoming.url ?? '');
    const address = cluster.resolve(hostname);
    const fail = (reason: string) => answer.writeHead(502).end(`${hostname}: ${reason}`);
    if (address === undefined) return void fail('no such name in the cluster');
    const outgoing = request(
      { host: address, port, path: pathname + search, method: incoming.method, headers: incoming.headers },
      (reply) => {
        answer.writeHead(reply.statusCode ?? 502, reply.headers);
        reply.pipe(answer);
      },
    );
    outgoing.on('error', (error) => (answer.headersSent ? answer.destroy() : fail(error.message)));
    answer.on('close', () => outgoing.destroy());
    incoming.pipe(outgoing);
  };
  return listening(createServer(forward), host, 0);
}
