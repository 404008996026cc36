import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { dirname, join } from 'node:path';
import type { Rendered } from '../live/rendered';
import { must } from './cluster';
import { ownAddress, programs, sparkOperatorChart } from './settings';

const HTTPS_PORT = 443;

/** Stands in for hosts of the internet, at their own names and with a certificate of its own. */
export interface Repositories {
  /** Names it answers to. */
  readonly hosts: readonly string[];
  /** PEM of the authority that its certificate comes from. */
  readonly authority: string;
  close(): void;
}

/**
 * Serves the rendered files as the Git repository that the environment names, and, if a local copy of the Spark operator's chart is given, that
 * chart as the Helm repository that its card names. Listens on port 443, since neither address has another.
 */
export async function serveRepositories(folder: string, { environment, charts, dist, appsOfApps }: Rendered): Promise<Repositories> {
  rmSync(folder, { recursive: true, force: true });
  const { repoUrl, targetRevision } = environment.gitOps;
  await commit(join(folder, 'git', new URL(repoUrl).pathname), new Map([...dist, ...appsOfApps]), targetRevision);
  const helm = charts.flatMap((chart) => chart.helm ?? []);
  if (sparkOperatorChart !== undefined)
    for (const source of helm) await pack(sparkOperatorChart, join(folder, 'helm', new URL(source.repoUrl).pathname), source.repoUrl);
  const hosts = [repoUrl, ...(sparkOperatorChart === undefined ? [] : helm.map((source) => source.repoUrl))].map(
    (url) => new URL(url).host,
  );
  const certificate = await selfSigned(folder, hosts);
  const server = createServer(certificate, (request, response) => {
    if (request.headers.host === new URL(repoUrl).host) git(join(folder, 'git'), request, response);
    else file(join(folder, 'helm'), request, response);
  });
  await listening(server);
  return { hosts, authority: certificate.cert, close: () => void server.close() };
}

const listening = (server: Server) =>
  new Promise<void>((resolve, reject) => {
    server.on('error', reject).listen(HTTPS_PORT, ownAddress, resolve);
  });

/** A bare repository with one commit. */
async function commit(bare: string, files: ReadonlyMap<string, string>, targetRevision: string): Promise<void> {
  const tree = `${bare}.tree`;
  for (const [path, content] of files) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), content);
  }
  const git = (...args: string[]) => must('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.org', ...args], tree);
  await git('init', '--quiet', '--initial-branch', targetRevision.replace('refs/heads/', ''));
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'platform');
  await git('clone', '--quiet', '--bare', '.', bare);
}

/** A Helm repository is a folder with packed charts and an index. */
async function pack(chart: string, folder: string, url: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await must(programs.helm, ['package', chart, '--destination', folder]);
  await must(programs.helm, ['repo', 'index', folder, '--url', url]);
}

async function selfSigned(folder: string, hosts: readonly string[]): Promise<{ key: string; cert: string }> {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const names = hosts.map((host) => `DNS:${host}`).join(',');
  await must('openssl', [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=spok test', '-addext', `subjectAltName=${names}`],
    ...['-keyout', key, '-out', cert],
  ]);
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
}

function file(root: string, request: IncomingMessage, response: ServerResponse): void {
  try {
    response.end(readFileSync(join(root, new URL(request.url ?? '/', 'https://any').pathname)));
  } catch {
    response.writeHead(404).end();
  }
}

/** Git's own CGI program does the work; see `man git-http-backend`. */
function git(root: string, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'https://any');
  const header = (name: string) => String(request.headers[name] ?? '');
  const backend = spawn('git', ['http-backend'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {
      PATH: process.env.PATH,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_PROTOCOL: header('git-protocol'),
      REQUEST_METHOD: request.method,
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      CONTENT_TYPE: header('content-type'),
      HTTP_CONTENT_ENCODING: header('content-encoding'),
      REMOTE_USER: 'reader',
    },
  });
  request.pipe(backend.stdin);
  const answer: Buffer[] = [];
  backend.stdout.on('data', (data: Buffer) => answer.push(data));
  backend.on('close', () => respond(Buffer.concat(answer), response));
}

/** A CGI answer is header lines, an empty line and the body; the status is one of the headers. */
function respond(answer: Buffer, response: ServerResponse): void {
  const end = answer.indexOf('\r\n\r\n');
  for (const line of answer.subarray(0, end).toString().split('\r\n')) {
    const [, name = '', value = ''] = /^([^:]+): (.*)$/.exec(line) ?? [];
    if (name === 'Status') response.statusCode = Number.parseInt(value, 10);
    else if (name !== '') response.setHeader(name, value);
  }
  response.end(answer.subarray(end + 4));
}
