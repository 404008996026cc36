import type { Page } from 'playwright-core';
import type { PanelView } from './panel-views';
import { PATIENCE } from './browser';

/** Between two looks at a page. */
const PAUSE = 200;
/** Looks at answered panels after which what is not drawn is no more waited for. */
const LOOKS = 25;

/**
 * Waits until every panel has its answer and two looks in a row have seen the same, then describes them. Panels that have their answers and
 * are still not drawn after a while are described as they are; throws when answers are missing.
 */
export async function drawnPanels(page: Page): Promise<PanelView[]> {
  const end = performance.now() + PATIENCE;
  let before = '';
  let panels: readonly PanelView[] = [];
  let looks = 0;
  while (performance.now() < end) {
    panels = await page.evaluate(() => window.panelViews?.() ?? []);
    const now = JSON.stringify(panels);
    const answered = panels.length > 0 && panels.every(isAnswered);
    if (answered && now === before && (panels.every(({ drawn }) => drawn) || looks >= LOOKS)) return [...panels];
    looks = answered ? looks + 1 : 0;
    before = now;
    await page.waitForTimeout(PAUSE);
  }
  const waiting = panels.filter((panel) => !isAnswered(panel)).map(({ title, state }) => `${title} (${state})`);
  throw new Error(`after ${PATIENCE / 1000} s: ${waiting.join(', ') || (panels.length === 0 ? 'no panels' : 'panels still change')}`);
}

const isAnswered = ({ state, queries }: PanelView): boolean => queries === 0 || state === 'Done' || state === 'Error';
