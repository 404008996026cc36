import type { FixedWindow } from '../metrics/promql';
import { dashboardUrl, historyUrl, logsUrl, runbookUrl, type Links } from './links';
import { isAlert, type Alert, type Rule, type RuleGroup } from './rule';

interface RecordingRule {
  readonly record: string;
  readonly expr: string;
}

interface AlertingRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: FixedWindow;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** A rule group in the form that Prometheus reads. */
export interface PrometheusGroup {
  readonly name: string;
  readonly interval?: string;
  readonly rules: ReadonlyArray<RecordingRule | AlertingRule>;
}

/** A rule group as it goes into Prometheus' rule file; labels and annotations of alerts are completed the same way for all. */
export const toPrometheus = ({ name, intervalSeconds, rules }: RuleGroup, links: Links): PrometheusGroup => ({
  name,
  ...(intervalSeconds !== undefined && { interval: `${intervalSeconds}s` }),
  rules: rules.map((rule: Rule) => (isAlert(rule) ? alertingRule(rule, name, links) : { record: rule.record, expr: rule.of.promql })),
});

function alertingRule({ alert, expr, for: duration, severity, summary, description, dashboard }: Alert, component: string, links: Links) {
  return {
    alert,
    expr: expr.promql,
    ...(duration !== undefined && { for: duration }),
    labels: { severity, component },
    annotations: {
      summary,
      description,
      runbook_url: runbookUrl(links, alert),
      ...(links.grafana !== undefined && { dashboard_url: dashboardUrl(links.grafana, dashboard) }),
      ...outside(expr.labels, links),
    },
  };
}

/** Annotations that lead to the history server and to logs, for alerts whose labels say of what. */
function outside(labels: readonly string[], { history, logs }: Links): Record<string, string> {
  const urls = {
    history_url: history === undefined ? undefined : historyUrl(history, labels),
    logs_url: logs === undefined ? undefined : logsUrl(logs, labels),
  };
  return Object.fromEntries(Object.entries(urls).flatMap(([name, url]) => (url === undefined ? [] : [[name, url] as const])));
}
