import type { DashboardJson } from './dashboard-json';

/** What the server tells the page. */

/** What the list of alerts asks: every alert that is pending or firing. */
export const ALERT_STATES = 'ALERTS';

export interface DashboardPage {
  /** Grafana's folder. */
  readonly folder: string;
  readonly json: DashboardJson;
}

export interface AlertPage {
  readonly name: string;
  readonly component: string;
  readonly severity: string;
  readonly summary: string;
  /** With Prometheus' `{{ … }}`. */
  readonly description: string;
  readonly for?: string;
  readonly expr: string;
  /** The dashboard it sends its reader to, and the variables that it fills. */
  readonly dashboard: { readonly uid: string; readonly variables: readonly string[] };
  /** Its state and its conditions, as panels. */
  readonly screen: DashboardJson;
  /** Markdown. */
  readonly runbook: string;
}

/** All there is to see of an environment. */
export interface Content {
  readonly environment: string;
  readonly environments: readonly string[];
  readonly scrapeSeconds: number;
  readonly dashboards: readonly DashboardPage[];
  readonly alerts: readonly AlertPage[];
}

/** Where the answers come from. */
export type Source =
  | { readonly kind: 'live'; readonly url: string }
  | {
      readonly kind: 'recording';
      readonly origin: string;
      readonly recordedAt: string;
      readonly prometheus: string;
      readonly environment: string;
      readonly startSeconds: number;
      readonly endSeconds: number;
      readonly stepSeconds: number;
    };
