import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import { buildSync } from 'esbuild';
import { chromium, type Browser, type Page } from 'playwright-core';
import { RecordedAnswers } from '../server/answers';
import { readRecording } from '../server/recorded';
import { Site } from '../server/site';
import { LiveContent } from '../server/sources';
import { build, install } from '../server/workspace';

/** Slow machines are not broken ones. */
export const PATIENCE = 120_000;

export type Theme = 'light' | 'dark';

const SIZE = { width: 1400, height: 900 } as const;

/** What Grafana's packages ask for or say although nothing is wrong. */
const HARMLESS: readonly RegExp[] = [
  // upstream ships no such icons
  /(angle-double-left|sync-slash)\.svg/,
  // the panel that asked says so, and `unrecorded` in silent.ts lists it
  /^404 \S+\/prometheus\/api\/v1\//,
  // there is no Grafana that could have set it
  /window\.grafanaBootData was not set/,
];

/** The preview as a user has it: the server with the shipped recording, and a browser. */
export class Preview {
  /** What should not have happened: errors of the page, refused requests, requests to elsewhere. */
  readonly complaints: string[] = [];

  private readonly pages: Partial<Record<Theme, Promise<Page>>> = {};

  private constructor(
    readonly url: string,
    private readonly browser: Browser,
    private readonly stop: () => void,
  ) {}

  static async start(): Promise<Preview> {
    install();
    build();
    const recording = readRecording();
    const server = await new Site(new LiveContent(recording.environment), new RecordedAnswers(recording)).listen(0);
    const browser = await chromium.launch({
      executablePath: chromiumPath(),
      args: ['--no-sandbox', '--disable-dev-shm-usage', '--force-color-profile=srgb'],
    });
    return new Preview(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, browser, () => server.close());
  }

  /** Shows an address in the page of a theme; there is one of each, which is used again and again. */
  async open(path: string, theme: Theme = 'light'): Promise<Page> {
    const page = await (this.pages[theme] ??= this.page(theme));
    await page.setViewportSize(SIZE);
    await page.goto(`${this.url}${path}`, { waitUntil: 'commit', timeout: PATIENCE });
    return page;
  }

  private async page(colorScheme: Theme): Promise<Page> {
    const context = await this.browser.newContext({
      viewport: SIZE,
      colorScheme,
      timezoneId: 'UTC',
      locale: 'en-GB',
      reducedMotion: 'reduce',
    });
    await context.addInitScript(inPage());
    const page = await context.newPage();
    this.listen(page);
    return page;
  }

  private listen(page: Page): void {
    const complain = (what: string): void => {
      if (!HARMLESS.some((pattern) => pattern.test(what))) this.complaints.push(`${new URL(page.url(), this.url).pathname}: ${what}`);
    };
    page.on('pageerror', (error) => complain(String(error.stack)));
    page.on('console', (message) => {
      // what was refused is noted with its address below
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) complain(message.text());
    });
    page.on('request', (request) => {
      if (/^(https?|wss?):/.test(request.url()) && !request.url().startsWith(this.url)) complain(`asks for ${request.url()}`);
    });
    page.on('response', (response) => {
      if (response.status() >= 400) complain(`${response.status()} ${response.url()}`);
    });
  }

  async close(): Promise<void> {
    await this.browser.close();
    this.stop();
  }
}

/** What tests ask of a page, as its first script; the names that the compiler gives to functions of tests mean nothing there. */
function inPage(): string {
  const entry = join(__dirname, 'panel-views.ts');
  const [file] = buildSync({ entryPoints: [entry], bundle: true, write: false, format: 'iife', logLevel: 'error' }).outputFiles;
  return `globalThis.__name = (named) => named;\n${file?.text ?? ''}`;
}

/** The browser of the system. Throws when there is none. */
export function chromiumPath(): string {
  const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
  const candidates = (process.env.PATH ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  const found = process.env.CHROMIUM ?? candidates.find((path) => existsSync(path));
  if (found === undefined) throw new Error('no Chromium: install one (Debian: apt-get install chromium) or set CHROMIUM to its path');
  return found;
}
