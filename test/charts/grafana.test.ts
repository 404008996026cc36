import { parse } from 'yaml';
import { local } from '../../config/environments/local';
import { production } from '../../config/environments/production';
import type { EnvironmentInput } from '../../config/schema';
import { ofKind, rendered, theObject } from '../platform/rendering';

const platforms = new Map([local, production].map((environment) => [environment, rendered(environment.name, environment)]));

type Ini = Record<string, Record<string, string>>;

/** Files of the configuration, by name. */
function filesOf(environment: EnvironmentInput): Record<string, string> {
  const { objects } = platforms.get(environment)!;
  return ofKind(objects, 'ConfigMap').find(({ manifest }) => 'grafana.ini' in (manifest.data as object))!.manifest.data;
}

/** Section → key → value. */
function iniOf(environment: EnvironmentInput): Ini {
  const sections: Ini = {};
  let section = '';
  for (const line of filesOf(environment)['grafana.ini']!.split('\n')) {
    const [, title] = /^\[(.+)\]$/.exec(line) ?? [];
    const [, key, value] = /^(\w+) = (.*)$/.exec(line) ?? [];
    if (title !== undefined) sections[(section = title)] = {};
    if (key !== undefined) sections[section]![key] = value!;
  }
  return sections;
}

test.each([local, production])("in $name nobody looks without signing in, and the administrator's password is a file", (environment) => {
  const ini = iniOf(environment);
  expect(ini['auth.anonymous']).toEqual({ enabled: 'false' });
  expect(ini.security).toMatchObject({
    admin_password: '$__file{/etc/grafana/secrets/admin-password}',
    secret_key: '$__file{/etc/grafana/secrets/secret-key}',
  });
  expect(ini.users).toMatchObject({ allow_sign_up: 'false', allow_org_create: 'false' });
});

test('it installs and updates no plugin: with a read-only root that takes the bundled ones down', () => {
  expect(iniOf(local).plugins).toMatchObject({ preinstall_disabled: 'true', preinstall_auto_update: 'false' });
});

test('it reports to nobody outside the cluster', () => {
  const { analytics, news, snapshots } = iniOf(local);
  expect(analytics).toMatchObject({ reporting_enabled: 'false', check_for_updates: 'false', check_for_plugin_updates: 'false' });
  expect([news?.news_feed_enabled, snapshots?.external_enabled]).toEqual(['false', 'false']);
});

test('it writes only where a volume is mounted', () => {
  const { containers } = theObject(platforms.get(local)!, 'Deployment', 'grafana').spec.template.spec;
  const writable = containers[0].volumeMounts
    .filter(({ readOnly }: { readOnly?: boolean }) => !readOnly)
    .map(({ mountPath }: { mountPath: string }) => mountPath);
  expect(writable.sort()).toEqual(['/tmp', '/var/lib/grafana', '/var/lib/grafana-search', '/var/log/grafana']);
  const { paths, unified_storage } = iniOf(local);
  for (const path of [paths!.data!, paths!.logs!, unified_storage!.index_path!])
    expect(writable.some((mount: string) => path.startsWith(mount))).toBe(true);
});

test('it enforces its public name only where it has one, so that a port-forward works elsewhere', () => {
  expect(iniOf(local).server).toBeUndefined();
  expect(iniOf(local).security).toMatchObject({ cookie_secure: 'false' });
  expect(iniOf(production).server).toEqual({ root_url: 'https://grafana.data.example.org/', enforce_domain: 'true' });
  expect(iniOf(production).security).toMatchObject({ cookie_secure: 'true', cookie_samesite: 'lax' });
});

test('its data sources keep their uids, which the dashboards rely on', () => {
  const { datasources } = parse(filesOf(local)['datasources.yaml']!) as { datasources: Array<{ uid: string; url: string }> };
  expect(datasources.map(({ uid, url }) => [uid, url])).toEqual([
    ['prometheus', 'http://prometheus.monitoring.svc:9090'],
    ['alertmanager', 'http://alertmanager.monitoring.svc:9093'],
  ]);
});

test('every dashboard lies in a folder that a provider reads, the one that opens first too', () => {
  const files = filesOf(local);
  const { providers } = parse(files['providers.yaml']!) as { providers: Array<{ options: { path: string } }> };
  const { containers, volumes } = theObject(platforms.get(local)!, 'Deployment', 'grafana').spec.template.spec;
  const folders = (containers[0].volumeMounts as Array<{ name: string; mountPath: string }>).filter(
    ({ mountPath }) => mountPath.includes('dashboards/') && !mountPath.includes('provisioning'),
  );
  expect(folders.map(({ mountPath }) => mountPath).sort()).toEqual(providers.map(({ options }) => options.path).sort());
  const home = iniOf(local).dashboards!.default_home_dashboard_path!;
  const folder = folders.find(({ mountPath }) => home.startsWith(`${mountPath}/`))!;
  const { projected } = (volumes as Array<{ name: string; projected: { sources: Array<{ configMap: { name: string } }> } }>).find(
    ({ name }) => name === folder.name,
  )!;
  expect(projected.sources.map(({ configMap }) => `${configMap.name.replace('grafana-dashboard-', '')}.json`)).toContain(
    home.split('/').at(-1),
  );
});

test('two pods never open one database', () => {
  expect(theObject(platforms.get(production)!, 'Deployment', 'grafana').spec).toMatchObject({
    replicas: 1,
    strategy: { type: 'Recreate' },
  });
});
