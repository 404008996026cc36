import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { content } from '../server/content';
import { readRecording } from '../server/recorded';
import { root } from '../server/sources';
import { Preview } from './browser';
import { drawnPanels } from './panels';

/** One picture per dashboard, as it opens, for the README: `npm run screenshots [-- uid…]`. */
async function screenshots(asked: readonly string[]): Promise<void> {
  const folder = join(root, 'docs', 'images');
  mkdirSync(folder, { recursive: true });
  const preview = await Preview.start();
  try {
    for (const { json } of content(readRecording().environment).dashboards) {
      if (asked.length > 0 && !asked.includes(json.uid)) continue;
      const page = await preview.open(`/d/${json.uid}`, 'light', { width: 1400, height: 1000 });
      await drawnPanels(page);
      await page.screenshot({ path: join(folder, `${json.uid}.png`), fullPage: true, animations: 'disabled' });
      console.log(`docs/images/${json.uid}.png`);
      await page.context().close();
    }
  } finally {
    await preview.close();
  }
}

screenshots(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
