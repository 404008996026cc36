import { useTheme2 } from '@grafana/ui';
import { dateTimeFormat } from '@grafana/data';
import type { ReactNode } from 'react';
import type { Content, Source } from '../api';

/** What every page knows. */
export interface PageProps {
  readonly content: Content;
  readonly source: Source;
}

/** Light or dark: what the address says, otherwise what the system prefers. */
export const chosenTheme = (): 'light' | 'dark' => {
  const asked = new URLSearchParams(location.search).get('theme');
  if (asked === 'light' || asked === 'dark') return asked;
  const kept = sessionStorage.getItem('theme');
  if (kept === 'light' || kept === 'dark') return kept;
  return matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark';
};

function switchTheme(): void {
  const next = chosenTheme() === 'dark' ? 'light' : 'dark';
  sessionStorage.setItem('theme', next);
  const url = new URL(location.href);
  url.searchParams.delete('theme');
  location.assign(url);
}

function sourceText(source: Source): string {
  if (source.kind === 'live') return `Live from ${source.url}`;
  return `Recorded ${dateTimeFormat(source.recordedAt, { format: 'YYYY-MM-DD HH:mm' })} · ${source.origin} · Prometheus ${source.prometheus}`;
}

/** Where one is, where the data comes from, light or dark. */
export function Shell({ content, source, children }: PageProps & { readonly children: ReactNode }) {
  const theme = useTheme2();
  return (
    <div className="preview-page" style={{ background: theme.colors.background.canvas, color: theme.colors.text.primary }}>
      <header className="preview-bar" style={{ borderColor: theme.colors.border.weak, background: theme.colors.background.primary }}>
        <strong>SPoK Monitoring</strong>
        <nav aria-label="Pages" style={{ display: 'flex', gap: 12 }}>
          <a className="external-link" href="/">
            Dashboards
          </a>
          <a className="external-link" href="/alerts">
            Alerts
          </a>
        </nav>
        <span>environment {content.environment}</span>
        <button type="button" onClick={switchTheme}>
          {theme.isDark ? 'Light' : 'Dark'}
        </button>
        <span className="preview-source" style={{ color: theme.colors.text.secondary }}>
          {sourceText(source)}
        </span>
      </header>
      <main className="preview-main">{children}</main>
    </div>
  );
}
