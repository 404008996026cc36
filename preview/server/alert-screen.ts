import { colours } from '../../dashboards/palette';
import { grafanaUnit } from '../../metrics/unit';
import type { Alert } from '../../rules/rule';
import type { DashboardJson, PanelJson } from '../dashboard-json';
import { conditionsOf, type Condition } from './conditions';

/** Before an alert fires it is pending; what is quiet has no series. */
const stateOf = (alert: string): string =>
  `max without (alertstate) (
  2 * ALERTS{alertname="${alert}", alertstate="firing"}
  or ALERTS{alertname="${alert}", alertstate="pending"}
)`;

const word = (text: string, color: string, index: number) => ({ text, color, index });

/** Everything about one alert as a dashboard: when it was pending and firing, and each of its conditions with its bound. */
export function alertScreen(alert: Alert): DashboardJson {
  const conditions = conditionsOf(alert.expr.promql);
  return {
    uid: alert.alert,
    title: alert.alert,
    description: alert.summary,
    tags: [],
    refresh: '',
    timezone: 'browser',
    graphTooltip: 1,
    time: { from: 'now-3h', to: 'now' },
    panels: [statePanel(alert), ...conditions.map((condition, index) => conditionPanel(alert, condition, index))],
    templating: { list: [] },
    annotations: { list: [] },
    links: [],
  };
}

const statePanel = ({ alert, for: duration }: Alert): PanelJson => ({
  id: 1,
  type: 'state-timeline',
  title: 'State',
  description: `Pending as soon as the conditions hold, firing ${duration === undefined ? 'at once' : `after ${duration}`}.`,
  gridPos: { x: 0, y: 0, w: 24, h: 5 },
  targets: [{ refId: 'A', expr: stateOf(alert), range: true }],
  fieldConfig: {
    defaults: {
      noValue: 'quiet all the time',
      mappings: [{ type: 'value', options: { 1: word('pending', colours.warning, 0), 2: word('firing', colours.critical, 1) } }],
    },
    overrides: [],
  },
  options: { mergeValues: true, showValue: 'auto', rowHeight: 0.9, legend: { showLegend: true, displayMode: 'list', placement: 'bottom' } },
});

const roles: Readonly<Record<Condition['role'], string>> = { when: 'When', and: 'and', or: 'or', unless: 'unless' };

/** A recording is its own name; longer expressions are numbered and stand in the description. */
const nameOf = (value: string, index: number): string =>
  /^[\w:]+$/.test(value) ? value : index === 0 ? 'the value' : `value ${index + 1}`;

const boundText = ({ operator, bound }: Condition): string =>
  operator === undefined ? 'there is any' : `${operator} ${typeof bound === 'number' ? String(bound) : 'the dashed line'}`;

/** The unit of an alert is that of its first condition; what the others count is not known. */
const unitOf = ({ expr }: Alert, index: number): string => (index === 0 && expr.unit !== 'boolean' ? grafanaUnit(expr.unit) : 'short');

function conditionPanel(alert: Alert, condition: Condition, index: number): PanelJson {
  const { role, value, bound } = condition;
  const limit = typeof bound === 'string' ? [{ refId: 'B', expr: bound, range: true }] : [];
  return {
    id: index + 2,
    type: 'timeseries',
    title: `${roles[role]} ${nameOf(value, index)} ${boundText(condition)}`,
    description: value,
    gridPos: { x: 0, y: 5 + index * 9, w: 24, h: 9 },
    targets: [{ refId: 'A', expr: value, range: true }, ...limit],
    fieldConfig: {
      defaults: { unit: unitOf(alert, index), noValue: 'no such series', ...thresholds(condition), ...look(condition) },
      overrides: limit.length > 0 ? [dashed] : [],
    },
    options: {
      legend: { showLegend: true, displayMode: 'list', placement: 'bottom', calcs: ['lastNotNull'] },
      tooltip: { mode: 'multi', sort: 'desc' },
    },
  };
}

/** Grafana's steps; the bad side of the bound is red, whichever it is. */
function thresholds({ operator = '', bound, role }: Condition) {
  if (typeof bound !== 'number') return { thresholds: { mode: 'absolute', steps: [{ value: null, color: 'text' }] } };
  const [below, above] =
    ['<', '≤'].includes(operator) === (role === 'unless') ? [colours.good, colours.critical] : [colours.critical, colours.good];
  return {
    thresholds: {
      mode: 'absolute',
      steps: [
        { value: null, color: below },
        { value: bound, color: above },
      ],
    },
  };
}

const look = ({ bound }: Condition) => ({
  color: { mode: 'palette-colorblind' },
  custom: {
    drawStyle: 'line',
    lineWidth: 1,
    fillOpacity: 0,
    showPoints: 'auto',
    axisSoftMin: 0,
    ...(typeof bound === 'number' && { axisSoftMax: bound, thresholdsStyle: { mode: 'line' } }),
  },
});

const dashed = {
  matcher: { id: 'byFrameRefID', options: 'B' },
  properties: [
    { id: 'color', value: { mode: 'fixed', fixedColor: colours.neutral } },
    { id: 'custom.lineStyle', value: { fill: 'dash', dash: [10, 10] } },
  ],
};
