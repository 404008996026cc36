/** The part of a dashboard's JSON that the preview reads. */

export interface TargetJson {
  readonly refId: string;
  readonly expr: string;
  readonly legendFormat?: string;
  readonly instant?: boolean;
  readonly range?: boolean;
  readonly format?: 'time_series' | 'table' | 'heatmap';
  readonly interval?: string;
}

export interface FieldConfigJson {
  readonly defaults: Readonly<Record<string, unknown>>;
  readonly overrides: ReadonlyArray<{
    readonly matcher: { readonly id: string; readonly options?: unknown };
    readonly properties: ReadonlyArray<{ readonly id: string; readonly value?: unknown }>;
  }>;
}

export interface PanelJson {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly TargetJson[];
  readonly fieldConfig?: FieldConfigJson;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly transformations?: ReadonlyArray<{ readonly id: string; readonly options: unknown }>;
  readonly transparent?: boolean;
  /** Of a row: whether its panels are folded away, and those panels. */
  readonly collapsed?: boolean;
  readonly panels?: readonly PanelJson[];
}

export interface VariableJson {
  readonly name: string;
  readonly type: string;
  readonly label?: string;
  readonly query: string | { readonly query: string };
  readonly multi?: boolean;
  readonly includeAll?: boolean;
  readonly allValue?: string;
  readonly sort?: number;
  readonly refresh?: number;
  readonly current?: { readonly text: string; readonly value: string };
}

export interface AnnotationJson {
  readonly name: string;
  readonly expr: string;
  readonly step: string;
  readonly enable: boolean;
  readonly hide?: boolean;
  readonly iconColor: string;
  readonly titleFormat: string;
  readonly textFormat: string;
}

export interface LinkJson {
  readonly type: 'link' | 'dashboards';
  readonly title: string;
  readonly url?: string;
  readonly tags: readonly string[];
  readonly includeVars: boolean;
  readonly keepTime: boolean;
}

export interface DashboardJson {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly refresh: string;
  readonly timezone: string;
  readonly graphTooltip: number;
  readonly time: { readonly from: string; readonly to: string };
  readonly panels: readonly PanelJson[];
  readonly templating: { readonly list: readonly VariableJson[] };
  readonly annotations: { readonly list: readonly AnnotationJson[] };
  readonly links: readonly LinkJson[];
}

/** Panels in reading order without the rows, those inside folded rows included. */
export const everyPanel = ({ panels }: Pick<DashboardJson, 'panels'>): PanelJson[] =>
  panels.flatMap((panel) => (panel.type === 'row' ? [...(panel.panels ?? [])] : [panel]));

/** `label_values(series, label)`: the only form of a variable's query that we write. Throws for any other. */
export function labelValuesQuery({ name, query }: VariableJson): { readonly series: string; readonly label: string } {
  const text = typeof query === 'string' ? query : query.query;
  const [, series, label] = /^label_values\(([^]+),\s*(\w+)\)$/.exec(text) ?? [];
  if (series === undefined || label === undefined)
    throw new Error(`variable ${name}: only label_values(series, label) can be asked, not ${text}`);
  return { series, label };
}
