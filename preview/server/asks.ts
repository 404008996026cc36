import { ALERT_STATES, type Content } from '../api';
import { everyPanel, labelValuesQuery, type DashboardJson, type TargetJson } from '../dashboard-json';
import { variablesIn } from '../interpolation';
import type { Ask } from '../recording';

/** Everything that one dashboard asks, and the variables that its questions depend on. */
export interface DashboardAsks {
  readonly dashboard: Pick<DashboardJson, 'templating'>;
  readonly asks: readonly Ask[];
}

export const asksOf = ({ dashboards, alerts }: Pick<Content, 'dashboards' | 'alerts'>): DashboardAsks[] => [
  ...[...dashboards.map(({ json }) => json), ...alerts.map(({ screen }) => screen)].map((dashboard) => ({
    dashboard,
    asks: dashboardAsks(dashboard),
  })),
  { dashboard: { templating: { list: [] } }, asks: [{ kind: 'range', expr: ALERT_STATES }] },
];

function dashboardAsks(dashboard: DashboardJson): Ask[] {
  const asks: Ask[] = [
    ...everyPanel(dashboard).flatMap(({ targets = [] }) => targets.map(targetAsk)),
    ...dashboard.annotations.list.map(({ expr }): Ask => ({ kind: 'range', expr })),
    ...dashboard.templating.list.filter(({ type }) => type === 'query').map((variable): Ask => valuesAsk(labelValuesQuery(variable))),
  ];
  return [...new Map(asks.map((ask) => [`${ask.kind} ${ask.label ?? ''} ${ask.expr}`, ask])).values()];
}

export const targetAsk = ({ expr, instant = false }: TargetJson): Ask => ({ kind: instant ? 'instant' : 'range', expr });

export const valuesAsk = ({ series, label }: { readonly series: string; readonly label: string }): Ask => ({
  kind: 'values',
  expr: series,
  label,
});

/** Variables of the dashboard that a question mentions. */
export const variablesOf = ({ expr }: Ask, { templating }: Pick<DashboardJson, 'templating'>): string[] => {
  const known = templating.list.map(({ name }) => name);
  return variablesIn(expr).filter((name) => known.includes(name));
};
