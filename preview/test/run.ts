import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { content } from '../server/content';
import { readRecording } from '../server/recorded';
import { PATIENCE, Preview } from './browser';
import { drawnPanels, type DrawnPanel } from './panels';
import { silent } from './silent';

const recording = readRecording();
const shown = content(recording.environment);
const timeout = 2 * PATIENCE;

/** Dashboard → its panels, for the table at the end. */
const summary = new Map<string, readonly DrawnPanel[]>();

const quiet = (where: string, { title }: DrawnPanel): boolean => silent[where]?.[title] !== undefined;

/** Everything wrong with the panels of a page. */
function problemsOf(where: string, panels: readonly DrawnPanel[]): string[] {
  return panels.flatMap((panel) => [
    ...(panel.error === '' ? [] : [`${panel.title}: ${panel.error}`]),
    ...(panel.drawn ? [] : [`${panel.title}: nothing is drawn`]),
    ...(panel.queries > 0 && panel.series === 0 && !quiet(where, panel)
      ? [`${panel.title}: no series, and silent.ts does not say why`]
      : []),
    ...(panel.series > 0 && quiet(where, panel) ? [`${panel.title}: has series, so silent.ts must not list it any more`] : []),
    ...panel.clipped.map((part) => `${panel.title}: clipped, ${part}`),
    ...panel.overlapping.map((texts) => `${panel.title}: texts on each other, ${texts}`),
  ]);
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
    test(`dashboard ${json.uid}: every panel is drawn and has data`, { timeout }, async () => {
      const page = await preview.open(`/d/${json.uid}?expand`);
      const panels = await drawnPanels(page);
      summary.set(json.uid, panels);
      assert.deepEqual(problemsOf(json.uid, panels), []);
      await page.context().close();
    });

  test('every alert is drawn with its conditions, its expression and its runbook', { timeout: 20 * PATIENCE }, async () => {
    const problems: string[] = [];
    const page = await preview.open('/alerts');
    await page.getByRole('table').waitFor({ timeout: PATIENCE });
    assert.equal(await page.locator('tbody tr').count(), shown.alerts.length);
    for (const alert of shown.alerts) {
      await page.goto(`${preview.url}/alerts/${alert.name}`, { waitUntil: 'commit', timeout: PATIENCE });
      const panels = await drawnPanels(page);
      // a quiet alert has no state
      const conditions = panels.filter(({ title }) => title !== 'State');
      problems.push(...problemsOf(`alert/${alert.name}`, conditions).map((problem) => `${alert.name}: ${problem}`));
      if (conditions.length !== alert.screen.panels.length - 1) problems.push(`${alert.name}: ${conditions.length} conditions are drawn`);
      const runbook = await page.getByRole('article', { name: 'Runbook' }).innerText();
      if (!runbook.includes(alert.name)) problems.push(`${alert.name}: its runbook is not beside it`);
    }
    assert.deepEqual(problems, []);
    await page.context().close();
  });

  test('the search finds dashboards by the titles of their panels', { timeout }, async () => {
    const page = await preview.open('/');
    const cards = page.locator('.preview-cards li');
    await cards.first().waitFor({ timeout: PATIENCE });
    assert.equal(await cards.count(), shown.dashboards.length);
    await page.getByLabel('Search dashboards and panels').fill('garbage collection');
    assert.ok((await cards.count()) > 0 && (await cards.count()) < shown.dashboards.length);
    await page.context().close();
  });

  test('a keyboard alone leads from the list to a panel', { timeout }, async () => {
    const page = await preview.open('/');
    await page.locator('.preview-cards li').first().waitFor({ timeout: PATIENCE });
    await page.getByLabel('Search dashboards and panels').focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/d\//, { timeout: PATIENCE, waitUntil: 'commit' });
    await drawnPanels(page);
    const reached = new Set<string>();
    for (let presses = 0; presses < 80; presses++) {
      await page.keyboard.press('Tab');
      reached.add(
        await page.evaluate(() =>
          document.activeElement?.closest('[data-viz-panel-key]')
            ? 'panel'
            : document.activeElement?.closest('nav')
              ? 'link'
              : (document.activeElement?.tagName ?? ''),
        ),
      );
    }
    assert.ok(reached.has('link') && reached.has('INPUT') && reached.has('panel'), `reached ${[...reached].join(', ')}`);
    await page.context().close();
  });

  test('a choice of two values runs the queries that depend on it again, as alternatives, and no others', { timeout }, async () => {
    const page = await preview.open('/d/prometheus');
    await drawnPanels(page);
    const asked: string[] = [];
    await page.route('**/prometheus/api/v1/**', (route) => {
      asked.push(new URL(route.request().url()).searchParams.get('query') ?? '');
      return route.fulfill({ json: { status: 'success', data: { resultType: 'vector', result: [] } } });
    });
    await page.evaluate(() => {
      const variable = window.scene?.state.$variables?.getByName('job') as unknown as { changeValueTo(values: string[]): void };
      variable.changeValueTo(['prometheus', 'alertmanager']);
    });
    await page.waitForTimeout(3000);
    assert.ok(asked.length > 0);
    assert.deepEqual(
      asked.filter((query) => !query.includes('job=~"(prometheus|alertmanager)"')),
      [],
    );
    await page.context().close();
  });

  test('links keep time and variables and lead to a dashboard that is drawn', { timeout: 20 * PATIENCE }, async () => {
    const page = await preview.open('/d/spark-fleet');
    await drawnPanels(page);
    await page.getByRole('navigation', { name: 'Linked dashboards' }).getByRole('link', { name: 'Spark application' }).first().click();
    await page.waitForURL(/\/d\/spark-application\?.*from=.*var-namespace=/, { timeout: PATIENCE, waitUntil: 'commit' });
    assert.ok((await drawnPanels(page)).length > 0);
    for (const { json } of shown.dashboards)
      for (const { url } of json.links)
        assert.ok(url === '' || url === undefined || shown.dashboards.some((other) => url === `/d/${other.json.uid}`), url);
    await page.context().close();
  });

  test('light and dark are two looks of the same', { timeout }, async () => {
    const looks = await Promise.all(
      (['light', 'dark'] as const).map(async (theme) => {
        const page = await preview.open('/d/platform-overview', theme);
        const panels = await drawnPanels(page);
        const ground = await page.locator('.preview-page').evaluate((element) => getComputedStyle(element).backgroundColor);
        await page.context().close();
        return { ground, panels: panels.map(({ title, drawn, series }) => ({ title, drawn, series })) };
      }),
    );
    assert.notEqual(looks[0]?.ground, looks[1]?.ground);
    assert.deepEqual(looks[0]?.panels, looks[1]?.panels);
  });

  test('no page complained, and nothing left this machine', () => {
    assert.deepEqual(preview.complaints, []);
  });
});

/** Dashboard × panels × drawn × with data. */
function table(): string {
  const rows = [...summary].map(([uid, panels]) => [
    uid,
    panels.length,
    panels.filter(({ drawn }) => drawn).length,
    `${panels.filter(({ series }) => series > 0).length} of ${panels.filter(({ queries }) => queries > 0).length}`,
  ]);
  return ['| dashboard | panels | drawn | with data |', '|---|---|---|---|', ...rows.map((row) => `| ${row.join(' | ')} |`)].join('\n');
}
