import type { Page } from 'playwright-core';
import { PATIENCE } from './browser';

/** A panel as it stands on the page. */
export interface DrawnPanel {
  readonly id: string;
  readonly title: string;
  readonly type: string;
  readonly queries: number;
  readonly series: number;
  readonly error: string;
  /** Something is there to be seen: a drawing, rows, a number, a text. */
  readonly drawn: boolean;
  /** Parts that do not fit into their place. */
  readonly clipped: readonly string[];
  /** Texts of a drawing that lie on each other. */
  readonly overlapping: readonly string[];
}

/** Waits until every panel has its answer and has been drawn, then describes them. */
export async function drawnPanels(page: Page): Promise<DrawnPanel[]> {
  await page.waitForFunction(settled, undefined, { timeout: PATIENCE, polling: 200 });
  await page.evaluate(() =>
    document.fonts.ready.then(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))),
  );
  return page.evaluate(describe);
}

/** Runs in the page: whether no panel waits for a plugin or an answer any more. */
function settled(): boolean {
  const scene = window.scene;
  if (!scene) return false;
  const panels: PanelObject[] = [];
  const visit = (object: PanelObject): void => {
    // a variable of data sources has a plugin, too
    if (object.state.pluginId !== undefined && object.state.key.startsWith('panel-')) panels.push(object);
    object.forEachChild((child) => visit(child as PanelObject));
  };
  visit(scene);
  const folded = (panel: PanelObject): boolean => {
    for (let parent = panel.parent; parent; parent = parent.parent) if (parent.state.isCollapsed === true) return true;
    return false;
  };
  const isDrawn = (content: Element | null): boolean =>
    content !== null &&
    (content.querySelector('canvas, svg, [role="grid"], .preview-empty, .markdown-html') !== null || content.textContent !== '');
  const shown = panels.filter((panel) => !folded(panel));
  return (
    shown.length > 0 &&
    shown.every((panel) => {
      const data = panel.state.$data;
      const state = data?.state.data?.state;
      return (
        panel.getPlugin() !== undefined &&
        (data === undefined || state === 'Done' || state === 'Error') &&
        isDrawn(document.querySelector(`[data-viz-panel-key="${panel.state.key}"] [data-testid="data-testid panel content"]`))
      );
    })
  );
}

/** The part of a scene object that is read here. */
interface PanelObject {
  readonly state: {
    readonly key: string;
    readonly title?: string;
    readonly pluginId?: string;
    readonly isCollapsed?: boolean;
    readonly $data?: DataObject;
  };
  readonly parent?: PanelObject;
  getPlugin(): unknown;
  forEachChild(visit: (child: unknown) => void): void;
}

interface DataObject {
  readonly state: {
    readonly data?: {
      readonly state: string;
      readonly series: ReadonlyArray<{ readonly length: number }>;
      readonly errors?: ReadonlyArray<{ readonly message?: string }>;
    };
    readonly queries?: readonly unknown[];
    readonly $data?: DataObject;
  };
}

/** Runs in the page. */
function describe(): DrawnPanel[] {
  const found: DrawnPanel[] = [];
  const rounded = (text: string | null | undefined) => (text ?? '').trim().slice(0, 40);
  const clippedIn = (frame: Element): string[] =>
    [...frame.querySelectorAll<HTMLElement>('[class*="legend" i], .preview-text')]
      .filter((part) => part.scrollHeight > part.clientHeight + 2 && part.clientHeight > 0 && getComputedStyle(part).overflow !== 'visible')
      .map((part) => `${part.scrollHeight} > ${part.clientHeight} ${rounded(part.textContent)}`);
  const overlapsIn = (frame: Element): string[] => {
    const texts = [...frame.querySelectorAll<SVGTextElement>('svg[role="img"] text')].map((text) => ({
      text: rounded(text.firstChild?.textContent),
      box: text.getBoundingClientRect(),
    }));
    return texts.flatMap(({ text, box }, index) =>
      texts
        .slice(index + 1)
        .filter(
          (other) =>
            Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left) > 1 &&
            Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top) > 4,
        )
        .map((other) => `${text} / ${other.text}`),
    );
  };
  const visit = (object: PanelObject): void => {
    const { key, title = '', pluginId, $data } = object.state;
    const frame = pluginId === undefined || !key.startsWith('panel-') ? null : document.querySelector(`[data-viz-panel-key="${key}"]`);
    if (pluginId !== undefined && frame) {
      const content = frame.querySelector('[data-testid="data-testid panel content"]') ?? frame;
      const data = $data?.state.data;
      // a transformation stands between a panel and its queries
      const inner = $data?.state.$data;
      found.push({
        id: key,
        title,
        type: pluginId,
        queries: ($data?.state.queries ?? inner?.state.queries ?? []).length,
        series: (data?.series ?? []).filter(({ length }) => length > 0).length,
        error: data?.errors?.[0]?.message ?? '',
        drawn:
          content.querySelector('canvas, svg, [role="grid"], .preview-empty, .markdown-html') !== null ||
          (content.textContent ?? '').trim() !== '',
        clipped: clippedIn(content),
        overlapping: overlapsIn(content),
      });
    }
    object.forEachChild((child) => visit(child as PanelObject));
  };
  if (window.scene) visit(window.scene);
  return found;
}
