import type { PanelView } from './panel-views';
import { silent, unrecorded } from './silent';

/** How the answer to a question begins that nobody asked when the recording was made. */
const NOT_RECORDED = 'This is not in the recording';

/** What the lists in `silent.ts` say about a panel. */
const excuseOf = (where: string, { title }: PanelView): 'silent' | 'unrecorded' | undefined =>
  unrecorded[where]?.includes(title) === true ? 'unrecorded' : silent[where]?.[title] === undefined ? undefined : 'silent';

/** Whether a panel has data, and whether that is what `silent.ts` says. */
function dataProblem(where: string, panel: PanelView): string | undefined {
  const excuse = excuseOf(where, panel);
  if (panel.queries === 0) return excuse && `asks nothing, so silent.ts must not list it`;
  if (panel.error.startsWith(NOT_RECORDED))
    return excuse === 'unrecorded' ? undefined : 'not recorded: npm run preview:record, or `unrecorded` in silent.ts';
  if (panel.error !== '') return panel.error;
  if (excuse === 'unrecorded') return 'is recorded: take it off `unrecorded` in silent.ts';
  if (panel.series === 0) return excuse === 'silent' ? undefined : 'no series, and silent.ts does not say why';
  return excuse && 'has series: take it off `silent` in silent.ts';
}

/** Everything wrong with a panel, one line each. */
function problemsWith(where: string, panel: PanelView): string[] {
  const { drawn, type, legend, clipped, overlapping, faint } = panel;
  const data = dataProblem(where, panel);
  const twice = legend.filter((entry, index) => legend.indexOf(entry) !== index);
  return [
    ...(data === undefined ? [] : [data]),
    ...(drawn ? [] : [`nothing is drawn (${type})`]),
    ...(twice.length > 0 ? [`legend has twice: ${[...new Set(twice)].join(', ')}`] : []),
    ...clipped.map((part) => `clipped: ${part}`),
    ...overlapping.map((texts) => `texts on each other: ${texts}`),
    ...faint.map((text) => `faint: ${text}`),
  ];
}

/** Everything wrong with the panels of a dashboard or an alert, one line per panel. */
export const problemsOf = (where: string, panels: readonly PanelView[]): string[] =>
  panels.flatMap((panel) => {
    const problems = problemsWith(where, panel);
    return problems.length > 0 ? [`${where} › ${panel.title}: ${problems.slice(0, 3).join('; ')}`] : [];
  });

/** Entries of `silent.ts` that no panel has. */
export function strayEntries(panels: ReadonlyMap<string, readonly PanelView[]>): string[] {
  const known = (where: string, title: string) => panels.get(where)?.some((panel) => panel.title === title) === true;
  const entries = [
    ...Object.entries(silent).flatMap(([where, reasons]) => Object.keys(reasons).map((title) => [where, title] as const)),
    ...Object.entries(unrecorded).flatMap(([where, titles]) => titles.map((title) => [where, title] as const)),
  ];
  return entries.filter(([where, title]) => !known(where, title)).map(([where, title]) => `${where} › ${title}`);
}
