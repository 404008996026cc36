import { addressOf, alertmanager, hostPortOf, prometheus } from '../../config/components';
import type { Environment } from '../../config/schema';

export const SECRETS_FOLDER = '/etc/grafana/secrets';
export const OIDC_FOLDER = '/etc/grafana/oidc';
export const DASHBOARDS_FOLDER = '/var/lib/grafana-dashboards';

type Sections = Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>>;

/** `grafana.ini`. Secrets are files: `$__file{}` is read by Grafana itself, in every variant of the image. */
export function grafanaIni({ oidc }: Environment['grafana'], host: string | undefined, homeDashboard: string): string {
  const sections: Sections = {
    ...base(homeDashboard),
    // enforce_domain would send a port-forward on localhost to the public name
    server: host === undefined ? {} : { root_url: `https://${host}/`, enforce_domain: true },
    security: security(host !== undefined, oidc !== undefined),
    ...(oidc && { 'auth.generic_oauth': oauth(oidc) }),
  };
  return Object.entries(sections)
    .filter(([, settings]) => Object.keys(settings).length > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([section, settings]) => [`[${section}]`, ...Object.entries(settings).map(([key, value]) => `${key} = ${value}`), ''].join('\n'))
    .join('\n');
}

const base = (homeDashboard: string): Sections => ({
  analytics: {
    enabled: false,
    reporting_enabled: false,
    check_for_updates: false,
    check_for_plugin_updates: false,
    feedback_links_enabled: false,
  },
  'auth.anonymous': { enabled: false },
  dashboards: { default_home_dashboard_path: homeDashboard, min_refresh_interval: '10s', versions_to_keep: 5 },
  log: { mode: 'console' },
  'log.console': { format: 'json' },
  metrics: { enabled: true },
  news: { news_feed_enabled: false },
  paths: { data: '/var/lib/grafana', logs: '/var/log/grafana', provisioning: '/etc/grafana/provisioning' },
  // with a read-only root the update of a bundled plugin fails and takes the running one, Prometheus included, down with it
  plugins: { preinstall_disabled: true, preinstall_auto_update: false, plugin_admin_enabled: false },
  public_dashboards: { enabled: false },
  snapshots: { enabled: false, external_enabled: false },
  unified_storage: { index_path: '/var/lib/grafana-search/bleve' },
  users: { allow_sign_up: false, allow_org_create: false, default_theme: 'system' },
});

const security = (tls: boolean, oidc: boolean) => ({
  admin_user: 'admin',
  admin_password: `$__file{${SECRETS_FOLDER}/admin-password}`,
  secret_key: `$__file{${SECRETS_FOLDER}/secret-key}`,
  allow_embedding: false,
  content_security_policy: true,
  // the way back from an identity provider is a cross-site request
  cookie_samesite: oidc ? 'lax' : 'strict',
  cookie_secure: tls,
  disable_gravatar: true,
  strict_transport_security: tls,
});

const oauth = ({
  name,
  clientId,
  clientSecretKey,
  authUrl,
  tokenUrl,
  apiUrl,
  scopes,
  roleAttributePath,
}: NonNullable<Environment['grafana']['oidc']>) => ({
  enabled: true,
  name,
  client_id: clientId,
  client_secret: `$__file{${OIDC_FOLDER}/${clientSecretKey}}`,
  auth_url: authUrl,
  token_url: tokenUrl,
  api_url: apiUrl,
  scopes,
  role_attribute_path: roleAttributePath,
  use_pkce: true,
});

/** Data sources by fixed uids, which the dashboards and the link from alerts to Alertmanager rely on. */
export const dataSources = (scrapeInterval: string): object => ({
  apiVersion: 1,
  prune: true,
  datasources: [
    {
      name: 'Prometheus',
      uid: 'prometheus',
      type: 'prometheus',
      access: 'proxy',
      url: addressOf(prometheus, 'http'),
      isDefault: true,
      editable: false,
      jsonData: {
        httpMethod: 'POST',
        timeInterval: scrapeInterval,
        prometheusType: 'Prometheus',
        manageAlerts: true,
        alertmanagerUid: 'alertmanager',
      },
    },
    {
      name: 'Alertmanager',
      uid: 'alertmanager',
      type: 'alertmanager',
      access: 'proxy',
      url: `http://${hostPortOf(alertmanager, 'http')}`,
      editable: false,
      jsonData: { implementation: 'prometheus', handleGrafanaManagedAlerts: false },
    },
  ],
});

/** One provider per folder: Grafana would give a folder made from the file structure a random uid. */
export const dashboardProviders = (folders: ReadonlyMap<string, string>): object => ({
  apiVersion: 1,
  providers: [...folders].map(([folderUid, folder]) => ({
    name: folderUid,
    orgId: 1,
    folder,
    folderUid,
    type: 'file',
    disableDeletion: false,
    allowUiUpdates: false,
    updateIntervalSeconds: 30,
    options: { path: `${DASHBOARDS_FOLDER}/${folderUid}` },
  })),
});
