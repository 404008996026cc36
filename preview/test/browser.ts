import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { RecordedAnswers } from '../server/answers';
import { readRecording } from '../server/recorded';
import { Site } from '../server/site';
import { LiveContent } from '../server/sources';
import { build, install } from '../server/workspace';

/** Slow machines are not broken ones. */
export const PATIENCE = 120_000;

/** What Grafana's packages ask for or say although nothing is wrong. */
const HARMLESS: readonly RegExp[] = [
  // upstream ships no such icon
  /angle-double-left\.svg/,
  // there is no Grafana that could have set it
  /window\.grafanaBootData was not set/,
];

/** The preview as a user has it: the server with the shipped recording, and a browser. */
export class Preview {
  /** What should not have happened: errors of the page, refused requests, requests to elsewhere. */
  readonly complaints: string[] = [];

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

  async open(path: string, theme: 'light' | 'dark' = 'light', size = { width: 1400, height: 900 }): Promise<Page> {
    const context = await this.context(theme, size);
    // functions that run in the page were compiled with calls of it
    await context.addInitScript('globalThis.__name = (named) => named');
    const page = await context.newPage();
    this.listen(page);
    await page.goto(`${this.url}${path}`, { waitUntil: 'commit', timeout: PATIENCE });
    return page;
  }

  private context(colorScheme: 'light' | 'dark', viewport: { width: number; height: number }): Promise<BrowserContext> {
    return this.browser.newContext({ viewport, colorScheme, timezoneId: 'UTC', locale: 'en-GB', reducedMotion: 'reduce' });
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

/** The browser of the system. Throws when there is none. */
export function chromiumPath(): string {
  const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
  const candidates = (process.env.PATH ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  const found = process.env.CHROMIUM ?? candidates.find((path) => existsSync(path));
  if (found === undefined) throw new Error('no Chromium: install one (Debian: apt-get install chromium) or set CHROMIUM to its path');
  return found;
}
