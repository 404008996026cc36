import type { Panel, RowPanel } from '@grafana/grafana-foundation-sdk/dashboard';
import { refId } from './time-series';

type AnyPanel = Panel | RowPanel;

/** A JSON document as it will be written. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type JsonObject = Record<string, Json>;

/** What is mended here; everything else passes through. */
interface Draft {
  readonly panels: readonly DraftPanel[];
  readonly links?: ReadonlyArray<{ placement?: string }>;
  readonly annotations?: { readonly list?: ReadonlyArray<{ placement?: string }> };
}
interface DraftPanel {
  id?: number;
  readonly targets?: ReadonlyArray<{ refId?: string }>;
  readonly panels?: readonly DraftPanel[];
}

/**
 * Mends what version 0.0.21 of the SDK leaves out or adds; applying it twice changes nothing.
 * - Panels have no id and rows all have 0: Grafana needs unique ids from 1 on to address one.
 * - Queries have no refId.
 * - Links and annotations are placed in a menu where nobody looks.
 * - What `build()` returns is shared and holds functions: the result is a copy of plain data.
 */
export function finalize(builder: { build(): object }, panels: readonly AnyPanel[]): JsonObject {
  const document = JSON.parse(JSON.stringify({ ...builder.build(), panels })) as JsonObject;
  const draft = document as unknown as Draft;
  let id = 0;
  for (const panel of everyPanel(draft.panels)) {
    panel.id = ++id;
    for (const [index, target] of (panel.targets ?? []).entries()) target.refId = refId(index);
  }
  for (const placed of [...(draft.links ?? []), ...(draft.annotations?.list ?? [])]) delete placed.placement;
  return document;
}

/** Panels in reading order, each row before its own. */
const everyPanel = (panels: readonly DraftPanel[]): DraftPanel[] => panels.flatMap((panel) => [panel, ...everyPanel(panel.panels ?? [])]);
