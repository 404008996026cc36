import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { content } from '../server/content';
import { readRecording } from '../server/recorded';
import { root } from '../server/sources';
import { Preview } from './browser';
import { drawnPanels } from './panels';

const folder = join(root, 'docs', 'images');

/** One picture per dashboard, as it opens, for the README: `npm run screenshots [-- uid…]`. */
async function screenshots(asked: readonly string[]): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const preview = await Preview.start();
  try {
    for (const { json } of content(readRecording().environment).dashboards) {
      if (asked.length > 0 && !asked.includes(json.uid)) continue;
      const page = await preview.open(`/d/${json.uid}`);
      await picture(page, json.uid);
      console.log(`docs/images/${json.uid}.png`);
    }
  } finally {
    await preview.close();
  }
}

/** The whole page at once: a picture of more than the window draws anew what is outside, and half of it comes too late. */
async function picture(page: Page, name: string): Promise<void> {
  await drawnPanels(page);
  const height = await page.locator('.preview-page').evaluate(({ scrollHeight }) => scrollHeight);
  await page.setViewportSize({ width: page.viewportSize()?.width ?? 0, height });
  await drawnPanels(page);
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
}

screenshots(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
