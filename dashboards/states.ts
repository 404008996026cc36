import type { Panel as PanelJson } from '@grafana/grafana-foundation-sdk/dashboard';
import { colours, type Colour } from './palette';

/** Number → the word and colour that stand for it. */
export type States = Readonly<Record<number, { readonly text: string; readonly colour: Colour }>>;

/** 1 is good, 0 is not. */
export const yesOrNo = (yes: string, no: string): States => ({
  0: { text: no, colour: 'critical' },
  1: { text: yes, colour: 'good' },
});

/** Value mapping of Grafana. */
export const mappingOf = (states: States) => ({
  type: 'value',
  options: Object.fromEntries(
    Object.entries(states).map(([value, { text, colour }], index) => [value, { text, color: colours[colour], index }]),
  ),
});

/** Value mapping of Grafana for a number that is not there, by itself neither good nor bad: it would take the colour of the lowest level. */
export const absent = (text: string, colour: Colour = 'neutral') => ({
  type: 'special',
  options: { match: 'null+nan', result: { text, color: colours[colour], index: 0 } },
});

type Mapping = ReturnType<typeof mappingOf> | ReturnType<typeof absent>;

/** Sets the mappings of a panel; the SDK's type wants an enum that its own JSON does not need. */
export function mapped(panel: PanelJson, mappings: readonly Mapping[]): PanelJson {
  const defaults = panel.fieldConfig?.defaults as { mappings?: readonly Mapping[] } | undefined;
  if (defaults && mappings.length > 0) defaults.mappings = mappings;
  return panel;
}
