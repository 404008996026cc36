import {
  identityOverrideProcessor,
  PanelPlugin,
  type FieldConfigPropertyItem,
  type PanelProps,
  type SetFieldConfigOptionsArgs,
} from '@grafana/data';
import { sceneUtils } from '@grafana/scenes';
import type { ComponentType } from 'react';
import type { Options, Understood } from '../options';

/** How a panel type is drawn, and which settings it understands. */
export interface PanelType extends Understood {
  readonly id: string;
  readonly draw: ComponentType<PanelProps>;
  /** Colour mode of fields that name none. */
  readonly colorMode?: string;
}

/** Stands in for a panel that cannot be drawn as it says. */
export const REFUSED = 'refused';

const types = new Map<string, PanelType>();

/** The settings that a panel type understands; undefined for a type that the preview cannot draw. */
export const understoodBy = (type: string): Understood | undefined => types.get(type);

/** Makes a panel type known to the scenes. */
export function register(type: PanelType): void {
  types.set(type.id, type);
  const plugin = new PanelPlugin(type.draw).useFieldConfig(fieldConfig(type)).setPanelOptions((builder) => {
    for (const [path, { initial }] of Object.entries(type.options))
      builder.addCustomEditor({ id: path, path, name: path, defaultValue: initial, editor: () => null });
  });
  // without it the annotations of the dashboard are not handed over
  plugin.setDataSupport({ annotations: true, alertStates: true });
  sceneUtils.registerRuntimePanelPlugin({ pluginId: type.id, plugin });
}

const fieldConfig = ({ custom, colorMode }: PanelType): SetFieldConfigOptionsArgs => ({
  ...(colorMode !== undefined && { standardOptions: { color: { defaultValue: { mode: colorMode } } } }),
  useCustomConfig: (builder) => {
    for (const [path, { initial }] of Object.entries(custom))
      builder.addCustomEditor(customEditor(path, initial) as Parameters<typeof builder.addCustomEditor>[0]);
  },
});

const customEditor = (path: string, defaultValue: unknown): Partial<FieldConfigPropertyItem> => ({
  id: path,
  path,
  name: path,
  defaultValue,
  editor: () => null,
  override: () => null,
  process: identityOverrideProcessor as FieldConfigPropertyItem['process'],
  shouldApply: () => true,
});

/** Settings that the SDK writes everywhere and that change nothing as long as they have these values. */
export const legendOptions: Options = {
  'legend.showLegend': { initial: true },
  'legend.displayMode': { initial: 'list', drawn: ['list', 'table'] },
  'legend.placement': { initial: 'bottom', drawn: ['bottom', 'right'] },
  'legend.calcs': { initial: [] },
};

export const tooltipOptions: Options = {
  'tooltip.mode': { initial: 'single', drawn: ['single', 'multi', 'none'] },
  'tooltip.sort': { initial: 'none', drawn: ['none', 'asc', 'desc'] },
};
