import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import type { Answers } from './answers';
import type { LiveContent } from './sources';

const preview = join(__dirname, '..');
const packages = join(preview, 'node_modules');

/** Address prefix → folder that is served under it. */
const FOLDERS: ReadonlyArray<readonly [string, string]> = [
  ['/page/', join(preview, '.cache', 'page')],
  ['/public/build/img/icons/', join(packages, '@grafana/ui/dist/public/img/icons')],
];

const FONTS: Readonly<Record<string, string>> = {
  '/public/fonts/inter/Inter-Regular.woff2': '@fontsource/inter/files/inter-latin-400-normal.woff2',
  '/public/fonts/inter/Inter-Italic.woff2': '@fontsource/inter/files/inter-latin-400-italic.woff2',
  '/public/fonts/inter/Inter-Medium.woff2': '@fontsource/inter/files/inter-latin-500-normal.woff2',
  // the file of Google's service, under its own name
  '/public/fonts/roboto/L0xTDF4xlVMF-BfR8bXMIhJHg45mwgGEFl0_3vrtSM1J-gEPT5Ese6hmHSh0mQ.woff2':
    '@fontsource/roboto-mono/files/roboto-mono-latin-400-normal.woff2',
};

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** A page that could not load anything from elsewhere if it wanted to. */
const HEADERS = {
  'content-security-policy':
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:",
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

/** The page, what it shows, and the answers to what it asks. */
export class Site {
  constructor(
    private readonly content: Pick<LiveContent, 'json'>,
    private readonly answers: Answers,
  ) {}

  /** Listens on loopback; port 0 takes a free one. */
  listen(port: number): Promise<Server> {
    const server = createServer((request, response) => void this.respond(request, response));
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => resolve(server));
    });
  }

  private async respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
    // another name for this machine could be somebody else's page that wants to read along
    if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? '')) send(response, 403, 'only for this machine');
    else if (pathname === '/api/source') send(response, 200, JSON.stringify(this.answers.source));
    else if (pathname === '/api/content') await this.sendContent(response);
    else if (pathname.startsWith('/prometheus/api/v1/')) {
      const { status, body } = await this.answers.answer(pathname.slice('/prometheus/api/v1/'.length), searchParams);
      send(response, status, body);
    } else sendFile(request, response, fileOf(pathname));
  }

  private async sendContent(response: ServerResponse): Promise<void> {
    try {
      send(response, 200, await this.content.json());
    } catch (error) {
      send(response, 500, error instanceof Error ? error.message : String(error), 'text/plain; charset=utf-8');
    }
  }
}

/** The file behind an address; every address without one is a page that the browser draws by itself. */
function fileOf(pathname: string): string | undefined {
  const font = FONTS[pathname];
  if (font) return join(packages, font);
  const [prefix, folder] = FOLDERS.find(([start]) => pathname.startsWith(start)) ?? [];
  if (prefix === undefined || folder === undefined) return extname(pathname) === '' ? join(preview, 'page', 'index.html') : undefined;
  const path = normalize(join(folder, decodeURIComponent(pathname.slice(prefix.length))));
  return path.startsWith(folder) && existsSync(path) ? path : undefined;
}

function send(response: ServerResponse, status: number, body: string, type = 'application/json'): void {
  response.writeHead(status, { ...HEADERS, 'content-type': type }).end(body);
}

/** A browser asks whether its copy is still good: as long as it may keep the script, it keeps it compiled. */
function sendFile(request: IncomingMessage, response: ServerResponse, file: string | undefined): void {
  if (file === undefined) {
    send(response, 404, 'there is no such file', 'text/plain; charset=utf-8');
    return;
  }
  const { size, mtimeMs } = statSync(file);
  const etag = `"${size}-${mtimeMs}"`;
  const headers = { ...HEADERS, 'cache-control': 'no-cache', etag, 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' };
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, headers).end();
    return;
  }
  response.writeHead(200, headers);
  createReadStream(file).pipe(response);
}
