import { renderMarkdown } from '@grafana/data';
import { Input } from '@grafana/ui';
import { useEffect, useState } from 'react';
import { ALERT_STATES, type AlertPage as Alert } from '../api';
import type { PageProps } from './shell';
import { Missing, useScene } from './shown-scene';

/** How far an alert got in the recording or, live, how far it is now. */
type Reached = ReadonlyMap<string, 'pending' | 'firing'>;

interface AlertSeries {
  readonly metric: { readonly alertname: string; readonly alertstate: 'pending' | 'firing' };
}

async function reachedOf(alerts: readonly Alert[], { source }: Pick<PageProps, 'source'>): Promise<Reached> {
  const end = source.kind === 'recording' ? source.endSeconds : Math.floor(Date.now() / 1000);
  const start = source.kind === 'recording' ? source.startSeconds : end - 3 * 3600;
  const step = source.kind === 'recording' ? source.stepSeconds : 60;
  const query = new URLSearchParams({ query: ALERT_STATES, start: String(start), end: String(end), step: String(step) });
  const response = await fetch(`/prometheus/api/v1/query_range?${query.toString()}`);
  const { data } = (await response.json()) as { readonly data?: { readonly result: readonly AlertSeries[] } };
  const reached = new Map<string, 'pending' | 'firing'>();
  for (const { metric } of data?.result ?? [])
    if (alerts.some(({ name }) => name === metric.alertname) && reached.get(metric.alertname) !== 'firing')
      reached.set(metric.alertname, metric.alertstate);
  return reached;
}

/** Every alert, with what it did. */
export function AlertsPage({ content, source }: PageProps) {
  const [search, setSearch] = useState('');
  const [reached, setReached] = useState<Reached>(new Map());
  useEffect(() => void reachedOf(content.alerts, { source }).then(setReached), [content, source]);
  const text = ({ name, component, severity, summary }: Alert) =>
    `${name} ${component} ${severity} ${summary} ${reached.get(name) ?? 'quiet'}`.toLowerCase();
  const found = content.alerts.filter((alert) =>
    search
      .toLowerCase()
      .split(/\s+/)
      .every((word) => text(alert).includes(word)),
  );
  return (
    <>
      <h1>Alerts</h1>
      <Input aria-label="Search alerts" value={search} onChange={({ currentTarget }) => setSearch(currentTarget.value)} width={50} />
      <p>
        {found.length} of {content.alerts.length} alerts; {reached.size} were pending or firing.
      </p>
      <table className="preview-alerts">
        <thead>
          <tr>
            <th>Alert</th>
            <th>State</th>
            <th>Severity</th>
            <th>Component</th>
            <th>What is wrong</th>
          </tr>
        </thead>
        <tbody>
          {found.map(({ name, severity, component, summary }) => (
            <tr key={name}>
              <td>
                <a className="external-link" href={`/alerts/${name}`}>
                  {name}
                </a>
              </td>
              <td>{reached.get(name) ?? 'quiet'}</td>
              <td>{severity}</td>
              <td>{component}</td>
              <td>{summary}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** One alert: its state and conditions over time, its expression, and beside them what to do. */
export function AlertPage({ content, source, name }: PageProps & { readonly name: string }) {
  const alert = content.alerts.find((candidate) => candidate.name === name);
  const scene = useScene(alert?.screen, source);
  if (!alert || !scene) return <Missing what={`alert ${name}`} content={content} />;
  return (
    <>
      <h1>{alert.name}</h1>
      <p>
        {alert.summary} {alert.severity}, {alert.for === undefined ? 'fires at once' : `fires after ${alert.for}`}; sends its reader to{' '}
        <a className="external-link" href={`/d/${alert.dashboard.uid}`}>
          {alert.dashboard.uid}
        </a>
        .
      </p>
      <div className="preview-alert">
        <div>
          <scene.Component model={scene} />
          <h2>Expression</h2>
          <pre>{alert.expr}</pre>
          <p>{alert.description}</p>
        </div>
        <article className="markdown-html" aria-label="Runbook" dangerouslySetInnerHTML={{ __html: renderMarkdown(alert.runbook) }} />
      </div>
    </>
  );
}
