import { createTheme, type DataSourceApi, type DataSourceInstanceSettings } from '@grafana/data';
import { initPluginTranslations } from '@grafana/i18n';
import { LocationServiceProvider, locationService } from '@grafana/runtime';
import { GlobalStyles, PortalContainer, ThemeContext } from '@grafana/ui';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router-dom';
import type { Content, Source } from '../api';
import { AlertPage, AlertsPage } from './alerts-page';
import { setClock } from './clock';
import { DashboardPage } from './dashboard-page';
import { PrometheusSource } from './data-source';
import { provideGrafana } from './environment';
import { IndexPage } from './index-page';
import { chosenTheme, Shell, type PageProps } from './shell';
import 'react-grid-layout/css/styles.css';
import './main.css';

const prometheus = {
  id: 1,
  uid: 'prometheus',
  type: 'prometheus',
  name: 'Prometheus',
  meta: { id: 'prometheus', name: 'Prometheus', info: { logos: { small: '', large: '' } } },
  jsonData: {},
  access: 'direct',
  readOnly: true,
} as unknown as DataSourceInstanceSettings;

/** Asks the server; what it refuses to build, it says. */
async function fetched<T>(path: string): Promise<T> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as T;
}

function Page({ content, source }: PageProps) {
  const [, first = '', second = ''] = location.pathname.split('/').map(decodeURIComponent);
  if (first === 'd') return <DashboardPage content={content} source={source} uid={second} />;
  if (first === 'alerts')
    return second === '' ? <AlertsPage content={content} source={source} /> : <AlertPage content={content} source={source} name={second} />;
  return <IndexPage content={content} source={source} />;
}

async function start(): Promise<void> {
  const root = document.getElementById('root');
  if (!root) throw new Error('the page has no root');
  await initPluginTranslations('grafana', []);
  const [content, source] = await Promise.all([fetched<Content>('/api/content'), fetched<Source>('/api/source')]);
  setClock(source);
  provideGrafana(new PrometheusSource(prometheus, source, content.scrapeSeconds) as unknown as DataSourceApi);
  // panels ask the registries that were just set
  await import('./plugins');
  const theme = createTheme({ colors: { mode: chosenTheme() } });
  document.documentElement.style.colorScheme = theme.colors.mode;
  createRoot(root).render(
    <BrowserRouter future={{ v7_startTransition: true, v7_relativeSplatPath: true }}>
      <LocationServiceProvider service={locationService}>
        <ThemeContext.Provider value={theme}>
          <GlobalStyles />
          <PortalContainer />
          <Shell content={content} source={source}>
            <Page content={content} source={source} />
          </Shell>
        </ThemeContext.Provider>
      </LocationServiceProvider>
    </BrowserRouter>,
  );
}

start().catch((error: unknown) => {
  const message = document.createElement('pre');
  message.setAttribute('role', 'alert');
  message.textContent = error instanceof Error ? error.message : String(error);
  document.body.replaceChildren(message);
  console.error(error);
});
