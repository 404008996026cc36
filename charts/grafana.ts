import { Yaml } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { components, grafana } from '../config/components';
import { imageOf } from '../config/images';
import type { Environment } from '../config/schema';
import { secrets } from '../config/secrets';
import type { Dashboard } from '../dashboards';
import { ApplicationChart } from './application-chart';
import type { PlatformContext } from './context';
import { KEEP_FOR_EVER } from './parts/argo-cd';
import { immutableConfigMap } from './parts/config-map';
import { container, containerPorts, httpProbe } from './parts/container';
import { dashboardProviders, DASHBOARDS_FOLDER, dataSources, grafanaIni, OIDC_FOLDER, SECRETS_FOLDER } from './parts/grafana-config';
import { ingress } from './parts/ingress';
import { podTemplate } from './parts/pod';
import { claim, configMapVolume, emptyDir, secretVolume } from './parts/volume';

export interface GrafanaProps {
  readonly settings: Environment['grafana'];
  /** As the data source tells Grafana, which derives the width of `$__rate_interval` from it. */
  readonly scrapeInterval: string;
  readonly dashboards: readonly Dashboard[];
  /** uid of the dashboard that opens first. */
  readonly homeUid: string;
}

/** Shows the dashboards; whatever is changed by hand is gone at the next start, since everything of value is in Git. */
export class GrafanaChart extends ApplicationChart {
  constructor(
    context: PlatformContext,
    private readonly props: GrafanaProps,
  ) {
    super(components.grafana, context);
    const { settings, dashboards } = props;
    this.serviceAccount(grafana);
    this.service(grafana);
    for (const dashboard of dashboards) this.dashboard(dashboard);
    if (settings.volume) this.claim(settings.volume);
    this.deployment(immutableConfigMap(this, grafana, 'config', this.configuration()));
    this.networkPolicy(grafana, settings.oidc ? [{ cidrs: settings.oidc.cidrs, ports: [443] }] : []);
    ingress(this, grafana, context.ingress?.grafanaHost);
  }

  /** Its name is stable: Grafana polls the mounted files, so a changed dashboard needs no restart. */
  private dashboard({ uid, json }: Dashboard) {
    new k8s.KubeConfigMap(this, `dashboard-${uid}`, {
      metadata: this.metadataOf(grafana, dashboardConfigMap(uid), { 'argocd.argoproj.io/sync-options': 'ServerSideApply=true' }),
      data: { [`${uid}.json`]: `${JSON.stringify(json, null, 2)}\n` },
    });
  }

  private claim(volume: NonNullable<Environment['grafana']['volume']>) {
    new k8s.KubePersistentVolumeClaim(this, 'claim', claim(this.metadataOf(grafana, grafana.name, KEEP_FOR_EVER), volume));
  }

  private configuration(): Record<string, string> {
    const { settings, scrapeInterval, homeUid } = this.props;
    const home = this.props.dashboards.find(({ uid }) => uid === homeUid);
    if (home === undefined) throw new Error(`Grafana: the home dashboard "${homeUid}" is not among the dashboards`);
    const homePath = `${DASHBOARDS_FOLDER}/${folderUidOf(home)}/${homeUid}.json`;
    return {
      'grafana.ini': grafanaIni(settings, this.context.ingress?.grafanaHost, homePath),
      'datasources.yaml': Yaml.stringify(dataSources(scrapeInterval)),
      'providers.yaml': Yaml.stringify(dashboardProviders(new Map(this.folders().map(([folder]) => [folderUidOf({ folder }), folder])))),
    };
  }

  /** Folder → its dashboards, in order of first appearance. */
  private folders(): Array<[folder: string, dashboards: Dashboard[]]> {
    const folders = new Map<string, Dashboard[]>();
    for (const dashboard of this.props.dashboards) folders.set(dashboard.folder, [...(folders.get(dashboard.folder) ?? []), dashboard]);
    return [...folders];
  }

  private deployment(configMap: string) {
    new k8s.KubeDeployment(this, 'deployment', {
      metadata: this.metadataOf(grafana),
      spec: {
        replicas: this.props.settings.replicas,
        // two pods must never open the same SQLite file
        strategy: { type: 'Recreate' },
        selector: { matchLabels: { ...grafana.podLabels } },
        template: podTemplate(grafana, this.context, { containers: [this.program()], volumes: this.volumes(configMap) }),
      },
    });
  }

  private volumes(configMap: string): k8s.Volume[] {
    const { settings } = this.props;
    return [
      configMapVolume('config', configMap),
      secretVolume('admin', secrets.grafanaAdmin.name),
      ...(settings.oidc ? [secretVolume('oidc', secrets.grafanaOidc.name)] : []),
      settings.volume ? { name: 'data', persistentVolumeClaim: { claimName: grafana.name } } : emptyDir('data', '1Gi'),
      emptyDir('search', '512Mi'),
      emptyDir('log', '64Mi'),
      // plugins talk to Grafana over a socket there
      emptyDir('tmp', '256Mi'),
      ...this.folders().map(([folder, dashboards]) => ({
        name: `dashboards-${folderUidOf({ folder })}`,
        projected: { sources: dashboards.map(({ uid }) => ({ configMap: { name: dashboardConfigMap(uid) } })) },
      })),
    ];
  }

  private program(): k8s.Container {
    const file = (mountPath: string, subPath: string) => ({ name: 'config', mountPath, subPath, readOnly: true });
    return container({
      name: grafana.name,
      image: imageOf('grafana', this.context.images),
      ports: containerPorts(grafana),
      resources: this.props.settings.resources,
      // migrations of the database run before it answers
      startupProbe: httpProbe('http', '/api/health', { periodSeconds: 5, failureThreshold: 60, timeoutSeconds: 10 }),
      livenessProbe: httpProbe('http', '/api/health', { periodSeconds: 20, failureThreshold: 6, timeoutSeconds: 10 }),
      readinessProbe: httpProbe('http', '/api/health', { periodSeconds: 10, failureThreshold: 3, timeoutSeconds: 10 }),
      volumeMounts: [
        // a mounted single file never changes, but the ConfigMap's name does, and that rolls the pod
        file('/etc/grafana/grafana.ini', 'grafana.ini'),
        file('/etc/grafana/provisioning/datasources/datasources.yaml', 'datasources.yaml'),
        file('/etc/grafana/provisioning/dashboards/providers.yaml', 'providers.yaml'),
        { name: 'admin', mountPath: SECRETS_FOLDER, readOnly: true },
        ...(this.props.settings.oidc ? [{ name: 'oidc', mountPath: OIDC_FOLDER, readOnly: true }] : []),
        { name: 'data', mountPath: '/var/lib/grafana' },
        { name: 'search', mountPath: '/var/lib/grafana-search' },
        { name: 'log', mountPath: '/var/log/grafana' },
        { name: 'tmp', mountPath: '/tmp' },
        ...this.folders().map(([folder]) => ({
          name: `dashboards-${folderUidOf({ folder })}`,
          mountPath: `${DASHBOARDS_FOLDER}/${folderUidOf({ folder })}`,
          readOnly: true,
        })),
      ],
    });
  }
}

const dashboardConfigMap = (uid: string) => `grafana-dashboard-${uid}`;

/** Kebab-case form of a folder's title: its uid in Grafana and its directory in the pod. */
const folderUidOf = ({ folder }: Pick<Dashboard, 'folder'>): string =>
  folder
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
