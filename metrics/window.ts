/** A fixed range. Rules need one: Grafana's variables mean nothing to Prometheus. */
export type FixedWindow = `${number}${'s' | 'm' | 'h' | 'd' | 'w'}`;

/** Range of a rate in a panel: follows the zoom level and never falls below four scrapes. */
export const PANEL_RATE_WINDOW = '$__rate_interval';

/** The whole time range that the reader selected. */
export const PANEL_RANGE = '$__range';

export type PanelWindow = typeof PANEL_RATE_WINDOW | typeof PANEL_RANGE;
export type Window = FixedWindow | PanelWindow;

/** A fixed window goes anywhere, a Grafana variable only into a panel. */
export type ScopeOfWindow<W extends Window> = W extends PanelWindow ? 'panelOnly' : 'anywhere';

export const scopeOfWindow = <W extends Window>(window: W): ScopeOfWindow<W> =>
  (window.startsWith('$') ? 'panelOnly' : 'anywhere') as ScopeOfWindow<W>;

const secondsPer: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** Length of a fixed window in seconds. */
export const windowSeconds = (window: FixedWindow): number => Number.parseFloat(window) * (secondsPer[window.slice(-1)] ?? Number.NaN);
