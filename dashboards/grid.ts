import { RowBuilder, type GridPos, type Panel as PanelJson, type RowPanel } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Panel, PanelContext } from './panel';

const COLUMNS = 24;
/** More panels than this at once are too many to read, and too many queries at each refresh. */
export const MOST_PANELS_SHOWN = 20;

/** Panels side by side. */
export type Line = readonly Panel[];

/** Lines under a title that folds them away. */
export interface Row {
  readonly title: string;
  readonly lines: readonly Line[];
}

export const row = (title: string, ...lines: readonly Line[]): Row => ({ title, lines });

interface Placed {
  readonly panel: Panel;
  readonly at: GridPos;
}

/** Widths of a line's panels: those that ask get theirs, the others share what is left. Throws when it cannot be exactly 24. */
function widths(line: Line): number[] {
  const asked = line.reduce((sum, { width = 0 }) => sum + width, 0);
  const sharing = line.filter(({ width }) => width === undefined).length;
  const left = COLUMNS - asked;
  if (left < sharing * 3 || (sharing === 0 && left !== 0))
    throw new Error(`the panels ${line.map(({ title }) => `"${title}"`).join(', ')} do not fill ${COLUMNS} columns: change a width`);
  let rest = left - sharing * Math.floor(left / Math.max(sharing, 1));
  return line.map(({ width }) => width ?? Math.floor(left / sharing) + (rest-- > 0 ? 1 : 0));
}

/** Puts lines under each other, from `top` on. All panels of a line are as high as the highest. */
function place(lines: readonly Line[], top: number): { placed: Placed[]; bottom: number } {
  const placed: Placed[] = [];
  let y = top;
  for (const line of lines) {
    const h = Math.max(...line.map(({ height }) => height));
    let x = 0;
    for (const [index, w] of widths(line).entries()) {
      const panel = line[index];
      if (panel) placed.push({ panel, at: { x, y, w, h } });
      x += w;
    }
    y += h;
  }
  return { placed, bottom: y };
}

/** The panels of a dashboard from top to bottom. Rows are open until the screen holds enough panels, then folded. */
export function arrange(strip: Line, rows: readonly Row[], context: PanelContext): Array<PanelJson | RowPanel> {
  const json = ({ panel, at }: Placed): PanelJson => ({ ...panel.build(context), gridPos: at });
  const first = place([strip], 0);
  const panels: Array<PanelJson | RowPanel> = first.placed.map(json);
  let { bottom } = first;
  let shown = strip.length;
  for (const { title, lines } of rows) {
    const { placed, bottom: end } = place(lines, bottom + 1);
    shown += placed.length;
    const folded = shown > MOST_PANELS_SHOWN;
    const heading = new RowBuilder(title).gridPos({ x: 0, y: bottom, w: COLUMNS, h: 1 }).collapsed(folded).build();
    panels.push({ ...heading, panels: folded ? placed.map(json) : [] }, ...(folded ? [] : placed.map(json)));
    bottom = folded ? bottom + 1 : end;
  }
  return panels;
}
