// Runs in the page, before its own scripts; bundled by browser.ts.
import type { EmbeddedScene } from '@grafana/scenes';
import { faintIn } from './contrast';

/** A panel as it stands on the page. */
export interface PanelView {
  readonly id: string;
  readonly title: string;
  readonly type: string;
  readonly queries: number;
  /** Of its data: `Done`, `Error`, `Loading`; empty before it was asked for. */
  readonly state: string;
  /** Series or tables with a value in them. */
  readonly series: number;
  readonly error: string;
  /** What its type draws is there to be seen: lines, rows, a number, a text; without data, the words that say so. */
  readonly drawn: boolean;
  /** Entries of its legend. */
  readonly legend: readonly string[];
  /** Parts that do not fit into their place. */
  readonly clipped: readonly string[];
  /** Texts of a drawing that lie on each other. */
  readonly overlapping: readonly string[];
  /** Texts that can hardly be read on their ground. */
  readonly faint: readonly string[];
}

declare global {
  interface Window {
    /** The dashboard that is shown: page/shown-scene.tsx. */
    scene?: EmbeddedScene;
    /** Every panel that is not in a folded row. */
    panelViews?: () => PanelView[];
  }
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
  forEachChild(visit: (child: unknown) => void): void;
}

interface DataObject {
  readonly state: {
    readonly data?: {
      readonly state: string;
      readonly series: ReadonlyArray<{ readonly fields: ReadonlyArray<{ readonly type: string; readonly values: readonly unknown[] }> }>;
      readonly errors?: ReadonlyArray<{ readonly message?: string }>;
    };
    readonly queries?: readonly unknown[];
    readonly $data?: DataObject;
  };
}

const PLOT_EDGE = 2;
const textOf = (element: Element | null | undefined): string => (element?.textContent ?? '').trim();
const brief = (text: string): string => text.slice(0, 40);
const boxHas = (element: Element): boolean => {
  const { width, height } = element.getBoundingClientRect();
  return width > 0 && height > 0;
};

/** Whether something stronger than the pale lines of the grid is painted where the curves belong. */
const hasCurves = (content: Element): boolean => {
  const canvas = content.querySelector('canvas');
  const plot = content.querySelector('.u-over');
  if (!canvas || !plot || !boxHas(plot)) return false;
  const [outer, inner] = [canvas.getBoundingClientRect(), plot.getBoundingClientRect()];
  const scale = canvas.width / outer.width;
  const box = [
    inner.left - outer.left - PLOT_EDGE,
    inner.top - outer.top - PLOT_EDGE,
    inner.width + 2 * PLOT_EDGE,
    inner.height + 2 * PLOT_EDGE,
  ].map((length) => Math.max(1, Math.floor(length * scale))) as [number, number, number, number];
  const pixels = canvas.getContext('2d')?.getImageData(...box).data ?? [];
  for (let alpha = 3; alpha < pixels.length; alpha += 4) if ((pixels[alpha] ?? 0) > 128) return true;
  return false;
};
const hasShapes = (content: Element): boolean => [...content.querySelectorAll('svg[role="img"] rect')].some(boxHas);
const hasText = (content: Element): boolean => textOf(content) !== '';
const hasRows = (content: Element): boolean =>
  [...content.querySelectorAll('[role="grid"] [role="gridcell"]')].some((cell) => boxHas(cell) && textOf(cell) !== '');
const hasArc = (content: Element): boolean =>
  [...content.querySelectorAll('svg[role="img"]')].some((svg) => svg.querySelector('path') !== null && textOf(svg) !== '');

/** What each type draws of its data. */
const drawings: Record<string, (content: Element) => boolean> = {
  timeseries: hasCurves,
  stat: hasText,
  gauge: hasArc,
  bargauge: hasText,
  table: hasRows,
  barchart: hasShapes,
  'state-timeline': hasShapes,
  heatmap: hasShapes,
  text: (content) => textOf(content.querySelector('.markdown-html')) !== '',
};
/** Types that write their word for "nothing" in the place of the number. */
const NUMBERS = ['stat', 'gauge', 'bargauge'];

const isDrawn = (type: string, series: number, queries: number, content: Element): boolean => {
  const drawing = drawings[type];
  if (!drawing || !boxHas(content)) return false;
  if (queries > 0 && series === 0 && !NUMBERS.includes(type))
    return textOf(content.querySelector('.preview-empty, [data-testid*="VizLegend series"]')) !== '';
  return drawing(content);
};

/** From this share of the panel's height on a legend stands beside the drawing and scrolls by whole rows. */
const BESIDE = 0.6;

const clippedIn = (content: Element): string[] => {
  const parts = [...content.querySelectorAll<HTMLElement>('[class*="legend" i], .preview-text')].filter(
    (part) =>
      part.clientHeight > 0 &&
      getComputedStyle(part).overflow !== 'visible' &&
      part.scrollHeight > part.clientHeight + 2 &&
      (part.matches('.preview-text') || part.clientHeight < BESIDE * content.clientHeight),
  );
  return parts.map((part) => `${part.scrollHeight} > ${part.clientHeight} ${brief(textOf(part))}`);
};

const overlapsIn = (content: Element): string[] => {
  const texts = [...content.querySelectorAll<SVGTextElement>('svg[role="img"] text')].map((text) => ({
    text: brief((text.firstChild?.textContent ?? '').trim()),
    box: text.getBoundingClientRect(),
  }));
  return texts.flatMap(({ text, box }, index) =>
    texts
      .slice(index + 1)
      .filter(
        ({ box: other }) =>
          Math.min(box.right, other.right) - Math.max(box.left, other.left) > 1 &&
          Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top) > 4,
      )
      .map((other) => `${text} / ${other.text}`),
  );
};

type Values = ReadonlyArray<{ readonly type: string; readonly values: readonly unknown[] }>;
const hasValue = (fields: Values): boolean =>
  fields.some(({ type, values }) => type === 'number' && values.some((value) => typeof value === 'number' && !Number.isNaN(value)));

const viewOf = ({ key, title = '', pluginId = '', $data }: PanelObject['state']): PanelView => {
  const frame = document.querySelector(`[data-viz-panel-key="${key}"]`);
  const content = frame?.querySelector('[data-testid="data-testid panel content"]');
  const data = $data?.state.data;
  // a transformation stands between a panel and its queries
  const queries = ($data?.state.queries ?? $data?.state.$data?.state.queries ?? []).length;
  const series = (data?.series ?? []).filter(({ fields }) => hasValue(fields)).length;
  return {
    id: key,
    title,
    type: pluginId,
    queries,
    state: data?.state ?? '',
    series,
    error: data?.errors?.[0]?.message ?? '',
    drawn: content ? isDrawn(pluginId, series, queries, content) : false,
    legend: content ? [...content.querySelectorAll('[data-testid*="VizLegend series"]')].map(textOf) : [],
    clipped: content ? clippedIn(content) : [],
    overlapping: content ? overlapsIn(content) : [],
    faint: content ? faintIn(content) : [],
  };
};

const isFolded = ({ parent }: PanelObject): boolean => parent !== undefined && (parent.state.isCollapsed === true || isFolded(parent));

window.panelViews = () => {
  const found: PanelView[] = [];
  const visit = (object: PanelObject): void => {
    const { pluginId, key } = object.state;
    // a variable of data sources has a plugin, too
    if (pluginId !== undefined && key.startsWith('panel-') && !isFolded(object)) found.push(viewOf(object.state));
    object.forEachChild((child) => visit(child as PanelObject));
  };
  if (window.scene) visit(window.scene as unknown as PanelObject);
  return found;
};
