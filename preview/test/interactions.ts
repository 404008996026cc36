import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import type { Content } from '../api';
import { PATIENCE, type Preview } from './browser';
import { drawnPanels } from './panels';

const timeout = 2 * PATIENCE;

/** What a reader does with the pages. */
export function interactions(preview: () => Preview, shown: Content): void {
  searching(preview, shown);
  choosing(preview);
  following(preview, shown);
  pointing(preview);
}

function searching(preview: () => Preview, shown: Content): void {
  test('the search finds dashboards by the titles of their panels', { timeout }, async () => {
    const page = await preview().open('/');
    const cards = page.locator('.preview-cards li');
    await cards.first().waitFor({ timeout: PATIENCE });
    assert.equal(await cards.count(), shown.dashboards.length);
    await page.getByLabel('Search dashboards and panels').fill('garbage collection');
    assert.ok((await cards.count()) > 0 && (await cards.count()) < shown.dashboards.length);
  });

  test('a keyboard alone leads from the list to a panel', { timeout }, async () => {
    const page = await preview().open('/');
    await page.locator('.preview-cards li').first().waitFor({ timeout: PATIENCE });
    await page.getByLabel('Search dashboards and panels').focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/d\//, { timeout: PATIENCE, waitUntil: 'commit' });
    await drawnPanels(page);
    const reached = new Set<string>();
    for (let presses = 0; presses < 80 && !(reached.has('panel') && reached.has('INPUT')); presses++) {
      await page.keyboard.press('Tab');
      reached.add(await page.evaluate(focused));
    }
    assert.ok(reached.has('link') && reached.has('INPUT') && reached.has('panel'), `reached ${[...reached].join(', ')}`);
  });
}

/** Runs in the page: what has the focus. */
function focused(): string {
  const element = document.activeElement;
  if (element?.closest('[data-viz-panel-key]')) return 'panel';
  return element?.closest('nav') ? 'link' : (element?.tagName ?? '');
}

/** What the page asks Prometheus from now on. */
async function asked(page: Page): Promise<{ readonly queries: string[]; readonly stop: () => Promise<void> }> {
  const queries: string[] = [];
  const address = '**/prometheus/api/v1/**';
  await page.route(address, (route) => {
    queries.push(new URL(route.request().url()).searchParams.get('query') ?? '');
    return route.fulfill({ json: { status: 'success', data: { resultType: 'vector', result: [] } } });
  });
  return { queries, stop: () => page.unroute(address) };
}

function choosing(preview: () => Preview): void {
  test('a choice of two values runs the queries that depend on it again, as alternatives, and no others', { timeout }, async () => {
    const page = await preview().open('/d/prometheus');
    await drawnPanels(page);
    const { queries, stop } = await asked(page);
    await page.evaluate(() => {
      const variable = window.scene?.state.$variables?.getByName('job') as unknown as { changeValueTo(values: string[]): void };
      variable.changeValueTo(['prometheus', 'alertmanager']);
    });
    await page.waitForTimeout(3000);
    await stop();
    assert.ok(queries.length > 0);
    assert.deepEqual(
      queries.filter((query) => !query.includes('job=~"(prometheus|alertmanager)"')),
      [],
    );
  });

  test('"the last 5 minutes" of a recording are its last', { timeout }, async () => {
    const whole = await drawnPanels(await preview().open('/d/prometheus'));
    const page = await preview().open('/d/prometheus?from=now-5m&to=now');
    const last = await drawnPanels(page);
    const range = await page.evaluate(() => window.scene?.state.$timeRange?.state.value.to.valueOf());
    const source = (await (await fetch(`${preview().url}/api/source`)).json()) as { endSeconds: number };
    assert.equal(range, source.endSeconds * 1000);
    const withLines = whole.filter(({ type, series }) => type === 'timeseries' && series > 0);
    const empty = withLines.filter(({ id }) => last.find((panel) => panel.id === id)?.series === 0);
    assert.ok(withLines.length > 0);
    assert.ok(empty.length < withLines.length / 4, `empty: ${empty.map(({ title }) => title).join(', ')}`);
  });
}

function following(preview: () => Preview, shown: Content): void {
  test('links keep time and variables and lead to a dashboard that is drawn', { timeout }, async () => {
    const page = await preview().open('/d/spark-fleet');
    await drawnPanels(page);
    await page.getByRole('navigation', { name: 'Linked dashboards' }).getByRole('link', { name: 'Spark application' }).first().click();
    await page.waitForURL(/\/d\/spark-application\?.*from=.*var-namespace=/, { timeout: PATIENCE, waitUntil: 'commit' });
    assert.ok((await drawnPanels(page)).length > 0);
    for (const { json } of shown.dashboards)
      for (const { url } of json.links)
        assert.ok(url === '' || url === undefined || shown.dashboards.some((other) => url === `/d/${other.json.uid}`), url);
  });

  test('the name of an application in a table leads to its dashboard, with the application chosen', { timeout }, async () => {
    const page = await preview().open('/d/spark-fleet?expand');
    const { id } = (await drawnPanels(page)).find(({ title }) => title === 'Applications') ?? {};
    const link = page.locator(`[data-viz-panel-key="${id}"] [role="gridcell"] a[href*="/d/spark-application"]`).first();
    const name = (await link.innerText()).trim();
    await link.click();
    await page.waitForURL(/\/d\/spark-application\?/, { timeout: PATIENCE, waitUntil: 'commit' });
    assert.ok((await drawnPanels(page)).some(({ series }) => series > 0));
    assert.equal(new URL(page.url()).searchParams.get('var-app'), name);
  });
}

function pointing(preview: () => Preview): void {
  /** The words beside the mouse in the middle of the first panel of a type; undefined when no panel of it has data. */
  const hint = async (page: Page, type: string, target: string): Promise<string> => {
    const panel = (await drawnPanels(page)).find((one) => one.type === type && one.series > 0);
    assert.ok(panel, `no ${type} with data`);
    const place = page.locator(`[data-viz-panel-key="${panel.id}"] ${target}`).first();
    await place.scrollIntoViewIfNeeded();
    await place.hover();
    const row = page.getByTestId('SeriesTableRow').first();
    await row.waitFor({ timeout: PATIENCE });
    return row.innerText();
  };

  for (const [type, target, uid] of [
    ['timeseries', '.u-over', 'prometheus'],
    ['state-timeline', 'svg[role="img"] g:has(> rect)', 'platform-overview'],
  ] as const)
    test(`pointing at a ${type} shows names and values`, { timeout }, async () => {
      assert.match(await hint(await preview().open(`/d/${uid}?expand`), type, target), /\S+\s+\S+/);
    });

  test('every line of a panel has its entry in the legend', { timeout }, async () => {
    const page = await preview().open('/d/prometheus?expand');
    const panels = await drawnPanels(page);
    const several = panels.find(({ type, legend }) => type === 'timeseries' && legend.length > 1);
    assert.ok(several, 'no legend of several entries');
    assert.equal(several.legend.length, several.series);
  });
}
