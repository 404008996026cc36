import { Input, useTheme2 } from '@grafana/ui';
import { useState } from 'react';
import type { DashboardPage } from '../api';
import { everyPanel } from '../dashboard-json';
import type { PageProps } from './shell';

const words = ({ json }: DashboardPage): string =>
  [json.title, json.description, ...everyPanel(json).flatMap(({ title, description = '' }) => [title, description])]
    .join(' ')
    .toLowerCase();

/** All dashboards; the search looks into titles and descriptions of their panels, too. */
export function IndexPage({ content }: PageProps) {
  const [search, setSearch] = useState('');
  const theme = useTheme2();
  const found = content.dashboards.filter((page) =>
    search
      .toLowerCase()
      .split(/\s+/)
      .every((word) => words(page).includes(word)),
  );
  const folders = [...new Set(found.map(({ folder }) => folder))];
  return (
    <>
      <h1>Dashboards</h1>
      <Input
        aria-label="Search dashboards and panels"
        value={search}
        onChange={({ currentTarget }) => setSearch(currentTarget.value)}
        width={50}
      />
      {folders.map((folder) => (
        <section key={folder}>
          <h2>{folder}</h2>
          <ul className="preview-cards">
            {found
              .filter((page) => page.folder === folder)
              .map(({ json }) => (
                <li key={json.uid}>
                  <a
                    href={`/d/${json.uid}`}
                    style={{ borderColor: theme.colors.border.medium, background: theme.colors.background.primary }}
                  >
                    <strong>{json.title}</strong>
                    <p style={{ margin: '4px 0 0', color: theme.colors.text.secondary }}>{json.description}</p>
                    <small style={{ color: theme.colors.text.secondary }}>{everyPanel(json).length} panels</small>
                  </a>
                </li>
              ))}
          </ul>
        </section>
      ))}
      {found.length === 0 && <p>No dashboard and no panel has these words.</p>}
    </>
  );
}
