import { type ChildProcess, spawn } from 'node:child_process';
import type { Manifest } from '../../render/manifest';
import { programs } from './settings';

/** Namespace and name of an object, as messages show it. */
export const titleOf = ({ metadata: { namespace, name } }: Manifest): string => (namespace === undefined ? name : `${namespace}/${name}`);

/** A Kubernetes cluster, wherever KUBECONFIG leads. Reads go through one `kubectl proxy`, so that asking a hundred times stays quick. */
export class Cluster {
  private constructor(
    private readonly proxy: ChildProcess,
    private readonly origin: string,
  ) {}

  /** Throws if no cluster answers. */
  static async connect(): Promise<Cluster> {
    const proxy = spawn(programs.kubectl, ['proxy', '--port=0'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const origin = await new Promise<string>((resolve, reject) => {
      proxy.stdout.on('data', (line: Buffer) => resolve(`http://${/127\.0\.0\.1:\d+/.exec(line.toString())?.[0]}`));
      proxy.on('error', reject).on('exit', () => reject(new Error('kubectl proxy ended: is KUBECONFIG set?')));
    });
    const cluster = new Cluster(proxy, origin);
    // without KUBECONFIG the proxy begins all the same
    await cluster.get('/version').catch((error: unknown) => {
      cluster.close();
      throw new Error('no cluster answers: does KUBECONFIG lead to one?', { cause: error });
    });
    return cluster;
  }

  close(): void {
    this.proxy.kill();
  }

  /** Text at a path of the Kubernetes API. Throws on any status but success. */
  async text(path: string): Promise<string> {
    const answer = await fetch(this.origin + path);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${(await answer.text()).slice(0, 500)}`);
    return answer.text();
  }

  /** Object at a path of the Kubernetes API, or the answer of a program behind it. */
  async get(path: string): Promise<any> {
    return JSON.parse(await this.text(path));
  }

  /** Objects of a collection such as `/api/v1/pods`. */
  async list(path: string): Promise<Manifest[]> {
    return (await this.get(path)).items as Manifest[];
  }

  /** Answer of a program through its Service; `path` begins with a slash. */
  async ask(namespace: string, service: string, port: number, path: string): Promise<any> {
    return this.get(servicePath(namespace, service, port) + path);
  }

  /** Address at which this machine reaches a program through its Service, as long as the connection lasts. */
  addressOf(namespace: string, service: string, port: number): string {
    return this.origin + servicePath(namespace, service, port);
  }

  /** Standard output of kubectl; `warnings` collects what it wrote beside it, such as the API server's warnings. Throws with that when it fails. */
  async kubectl(args: readonly string[], { input = '', warnings }: { input?: string; warnings?: string[] } = {}): Promise<string> {
    const { code, output, complaint } = await run(programs.kubectl, args, input);
    warnings?.push(...complaint.split('\n').filter((line) => line.startsWith('Warning:')));
    if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${complaint.trim()}`);
    return output;
  }

  /** Server-side apply of objects. Returns the API server's warnings. */
  async apply(objects: readonly object[]): Promise<string[]> {
    const warnings: string[] = [];
    // JSON: kubectl reads YAML 1.1, where a plain `off` is no text
    const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
    await this.kubectl(['apply', '--server-side', '--force-conflicts', '-f', '-'], { input, warnings });
    return warnings;
  }
}

const servicePath = (namespace: string, service: string, port: number): string =>
  `/api/v1/namespaces/${namespace}/services/${service}:${port}/proxy`;

interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly complaint: string;
}

/** Runs a program to its end. */
export function run(program: string, args: readonly string[], input = '', folder?: string): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, folder === undefined ? {} : { cwd: folder });
    const output: Buffer[] = [];
    const complaint: Buffer[] = [];
    child.stdout.on('data', (data: Buffer) => output.push(data));
    child.stderr.on('data', (data: Buffer) => complaint.push(data));
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({ code, output: Buffer.concat(output).toString(), complaint: Buffer.concat(complaint).toString() }),
    );
    child.stdin.end(input);
  });
}

/** Runs a program that must succeed; returns its output. */
export async function must(program: string, args: readonly string[], folder?: string): Promise<string> {
  const { code, output, complaint } = await run(program, args, '', folder);
  if (code !== 0) throw new Error(`${program} ${args.join(' ')}: ${complaint.trim() || output.trim()}`);
  return output;
}
