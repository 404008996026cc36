import { checked } from '../../config/configuration';
import { environments } from '../../config/environments';
import type { Environment } from '../../config/schema';
import { dashboards, type Dashboard } from '../../dashboards';
import { everything as withEverything } from '../rules/environments';

/** Every environment that is synthesized. */
export const settings: readonly Environment[] = checked(environments);

/** An environment without a store and without Argo CD of its own: half of the links have no target there. */
const [first] = settings;
if (!first) throw new Error('there is no environment');
export const bare: Environment = {
  ...first,
  name: 'bare',
  objectStore: { ...first.objectStore, mode: 'external' } as Environment['objectStore'],
  argoCdMetrics: { ...first.argoCdMetrics, scrape: false },
};

export interface PanelJson {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly datasource?: { readonly type: string; readonly uid: string };
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly collapsed?: boolean;
  readonly panels?: readonly PanelJson[];
  readonly targets?: ReadonlyArray<{
    readonly refId: string;
    readonly expr: string;
    readonly legendFormat?: string;
    readonly datasource: { readonly uid: string };
    readonly instant?: boolean;
    readonly range?: boolean;
    readonly format?: string;
  }>;
  readonly fieldConfig?: {
    readonly defaults: {
      readonly unit?: string;
      readonly noValue?: string;
      readonly mappings?: ReadonlyArray<{
        readonly options: { readonly match?: string; readonly result?: { readonly text: string; readonly color: string } };
      }>;
      readonly links?: ReadonlyArray<{ readonly url: string }>;
      readonly thresholds?: {
        readonly mode: string;
        readonly steps: ReadonlyArray<{ readonly value: number | null; readonly color: string }>;
      };
    };
    readonly overrides: ReadonlyArray<{ readonly properties: ReadonlyArray<{ readonly id: string; readonly value: unknown }> }>;
  };
  readonly options?: Readonly<Record<string, unknown>>;
}

export interface VariableJson {
  readonly name: string;
  readonly type: string;
  readonly label?: string;
  readonly refresh?: number;
  readonly multi?: boolean;
  readonly includeAll?: boolean;
  readonly allValue?: string;
  readonly query: unknown;
}

export interface DashboardJson {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly schemaVersion: number;
  readonly editable: boolean;
  readonly graphTooltip: number;
  readonly refresh: string;
  readonly timezone: string;
  readonly time: { readonly from: string };
  readonly panels: readonly PanelJson[];
  readonly templating: { readonly list: readonly VariableJson[] };
  readonly annotations: { readonly list: ReadonlyArray<{ readonly name: string; readonly expr: string }> };
  readonly links: ReadonlyArray<{
    readonly type: string;
    readonly url?: string;
    readonly includeVars: boolean;
    readonly keepTime: boolean;
  }>;
}

export const jsonOf = (dashboard: Dashboard): DashboardJson => dashboard.json as unknown as DashboardJson;

/** Rows and panels, those inside folded rows included. */
export const everything = (dashboard: Dashboard): PanelJson[] =>
  jsonOf(dashboard).panels.flatMap((panel) => [panel, ...(panel.panels ?? [])]);

/** Panels proper. */
export const panelsOf = (dashboard: Dashboard): PanelJson[] => everything(dashboard).filter(({ type }) => type !== 'row');

/** A name and a dashboard for `test.each`. */
export const everyDashboard: ReadonlyArray<readonly [string, Dashboard]> = [...settings, withEverything, bare].flatMap((environment) =>
  dashboards(environment).map((dashboard) => [`${environment.name}/${dashboard.uid}`, dashboard] as const),
);
