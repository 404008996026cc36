import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { content } from '../server/content';
import { readRecording } from '../server/recorded';
import { PATIENCE, Preview } from './browser';
import type { PanelView } from './panel-views';
import { drawnPanels } from './panels';
import { problemsOf, strayEntries } from './problems';
import { interactions } from './interactions';

const recording = readRecording();
const shown = content(recording.environment);
const timeout = 2 * PATIENCE;

/** Dashboard or alert → its panels. */
const seen = new Map<string, readonly PanelView[]>();

/** Fails with one line per problem, and nothing else. */
function none(problems: readonly string[]): void {
  if (problems.length === 0) return;
  const error = new Error(`\n${problems.join('\n')}`);
  // where it was thrown says nothing about them
  error.stack = error.message;
  throw error;
}

describe('the preview', { concurrency: 1 }, () => {
  let preview: Preview;
  before(async () => {
    preview = await Preview.start();
  });
  after(async () => {
    console.log(table());
    await preview.close();
  });

  for (const { json } of shown.dashboards)
    test(
      `dashboard ${json.uid}: every panel is drawn, has data and can be read, on a light page and on a dark one`,
      { timeout },
      async () => {
        const light = await drawnPanels(await preview.open(`/d/${json.uid}?expand`));
        seen.set(json.uid, light);
        const dark = await drawnPanels(await preview.open(`/d/${json.uid}?expand`, 'dark'));
        none([...new Set([...problemsOf(json.uid, light), ...problemsOf(json.uid, dark)])]);
        assert.deepEqual(dark.map(looks), light.map(looks));
      },
    );

  test('every alert is drawn with its conditions, its expression and its runbook', { timeout: 20 * PATIENCE }, async () => {
    const page = await preview.open('/alerts');
    await page.getByRole('table').waitFor({ timeout: PATIENCE });
    assert.equal(await page.locator('tbody tr').count(), shown.alerts.length);
    const problems: string[] = [];
    for (const alert of shown.alerts) {
      await preview.open(`/alerts/${alert.name}`);
      // a quiet alert has no state
      const conditions = (await drawnPanels(page)).filter(({ title }) => title !== 'State');
      seen.set(`alert/${alert.name}`, conditions);
      problems.push(...problemsOf(`alert/${alert.name}`, conditions));
      if (conditions.length !== alert.screen.panels.length - 1) problems.push(`${alert.name}: ${conditions.length} conditions are drawn`);
      const runbook = await page.getByRole('article', { name: 'Runbook' }).innerText();
      if (!runbook.includes(alert.name)) problems.push(`${alert.name}: its runbook is not beside it`);
    }
    none(problems);
  });

  test('silent.ts lists panels that there are', () => none(strayEntries(seen)));

  interactions(() => preview, shown);

  test('no page complained, and nothing left this machine', () => none([...new Set(preview.complaints)]));
});

/** What both looks have in common. */
const looks = ({ title, drawn, series }: PanelView) => ({ title, drawn, series });

/** Dashboard × panels × drawn × with data. */
function table(): string {
  const rows = [...seen]
    .filter(([where]) => !where.startsWith('alert/'))
    .map(([uid, panels]) => [
      uid,
      panels.length,
      panels.filter(({ drawn }) => drawn).length,
      `${panels.filter(({ series }) => series > 0).length} of ${panels.filter(({ queries }) => queries > 0).length}`,
    ]);
  return ['| dashboard | panels | drawn | with data |', '|---|---|---|---|', ...rows.map((row) => `| ${row.join(' | ')} |`)].join('\n');
}
