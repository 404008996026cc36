import { Yaml } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { alertmanager, components, prometheus } from '../config/components';
import { imageOf } from '../config/images';
import type { Environment } from '../config/schema';
import { bytesOf } from '../config/schema/values';
import { secrets } from '../config/secrets';
import type { PrometheusGroup } from '../rules/prometheus-file';
import { ApplicationChart, servicePorts } from './application-chart';
import type { PlatformContext } from './context';
import { reloadedConfigMap } from './parts/config-map';
import { container, containerPorts, httpProbe } from './parts/container';
import type { Outside } from './parts/network-policy';
import { podTemplate, spread } from './parts/pod';
import { MINIO_TOKEN_FOLDER, scrapeConfigs } from './parts/scrape-config';
import { claimTemplate, completeClaimTemplates, secretVolume } from './parts/volume';

const HEADLESS = `${prometheus.name}-headless`;
const REMOTE_WRITE_FOLDER = '/etc/prometheus-secrets/remote-write';

export interface PrometheusProps {
  readonly settings: Environment['prometheus'];
  readonly alertmanagerReplicas: number;
  /** `service:port` of Argo CD's metrics; empty: it is not scraped. */
  readonly argoCdTargets: readonly string[];
  /** Whether MinIO wants a bearer token from whoever scrapes it. */
  readonly minioToken: boolean;
  readonly ruleGroups: readonly PrometheusGroup[];
}

/** Scrapes what the workloads of this environment serve, evaluates the rules, and tells Alertmanager. */
export class PrometheusChart extends ApplicationChart {
  constructor(
    context: PlatformContext,
    private readonly props: PrometheusProps,
  ) {
    super(components.prometheus, context);
    this.serviceAccount(prometheus);
    this.clusterRole();
    for (const namespace of this.discoveredNamespaces()) this.discoveryRole(namespace);
    this.services();
    const configMap = reloadedConfigMap(this, prometheus, 'config', { 'prometheus.yml': Yaml.stringify(this.configuration()) });
    const rules = props.ruleGroups.map((group) =>
      reloadedConfigMap(this, prometheus, `rules-${group.name}`, { [`${group.name}.yaml`]: Yaml.stringify({ groups: [group] }) }),
    );
    this.statefulSet(configMap, rules);
    if (props.settings.replicas > 1) this.disruptionBudget(prometheus);
    this.networkPolicy(prometheus, this.outside());
    if (props.argoCdTargets.length > 0) this.argoCdEgress();
  }

  /** Nodes and their metrics, the API server's own metrics: nothing else is read cluster-wide. */
  private clusterRole() {
    const name = 'spok-prometheus';
    const metadata = this.clusterMetadataOf(prometheus, name);
    new k8s.KubeClusterRole(this, 'cluster-role', {
      metadata,
      rules: [
        { apiGroups: [''], resources: ['nodes'], verbs: ['get', 'list', 'watch'] },
        { apiGroups: [''], resources: ['nodes/metrics'], verbs: ['get'] },
        { nonResourceUrLs: ['/metrics'], verbs: ['get'] },
      ],
    });
    new k8s.KubeClusterRoleBinding(this, 'cluster-role-binding', {
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
      subjects: [subject],
    });
  }

  /** Namespaces with pods that are scraped one by one. */
  private discoveredNamespaces(): string[] {
    const discovered = this.context.workloads.filter(({ metrics }) => metrics.some(({ target }) => target === 'pods'));
    return [...new Set(discovered.map(({ namespace }) => namespace))].sort();
  }

  private discoveryRole(namespace: string) {
    const metadata = { ...this.metadataOf(prometheus, `${prometheus.name}-${namespace}`), namespace };
    new k8s.KubeRole(this, `${namespace}-role`, {
      metadata,
      rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] }],
    });
    new k8s.KubeRoleBinding(this, `${namespace}-role-binding`, {
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: metadata.name ?? '' },
      subjects: [subject],
    });
  }

  private services() {
    // one of a pair answers for a while: counters of two scrapers differ, and a graph must not jump between them
    new k8s.KubeService(this, 'service', {
      metadata: this.metadataOf(prometheus),
      spec: { selector: { ...prometheus.podLabels }, sessionAffinity: 'ClientIP', ports: servicePorts(prometheus, ['http']) },
    });
    new k8s.KubeService(this, 'headless-service', {
      metadata: this.metadataOf(prometheus, HEADLESS),
      spec: {
        clusterIp: 'None',
        publishNotReadyAddresses: true,
        selector: { ...prometheus.podLabels },
        ports: servicePorts(prometheus, ['http']),
      },
    });
  }

  private configuration(): object {
    const { scrapeInterval, externalLabels, remoteWrite, sampleLimit } = this.props.settings;
    return {
      global: {
        scrape_interval: scrapeInterval,
        evaluation_interval: scrapeInterval,
        // the replica is left out of alerts, or Alertmanager would take the pair's for two
        external_labels: { ...externalLabels, environment: this.context.environment, replica: '${POD_NAME}' },
      },
      alerting: {
        alert_relabel_configs: [{ regex: 'replica', action: 'labeldrop' }],
        alertmanagers: [{ static_configs: [{ targets: this.alertmanagers() }] }],
      },
      rule_files: ['/etc/prometheus/rules/*.yaml'],
      scrape_configs: scrapeConfigs(this.context, { ...this.props, sampleLimit }),
      ...(remoteWrite.length > 0 && { remote_write: remoteWrite.map(remoteWriteConfig) }),
    };
  }

  /** Every single one: they tell each other what they have sent, but an alert has to reach at least one that lives. */
  private alertmanagers(): string[] {
    const { name, namespace, ports } = alertmanager;
    const host = (index: number) => `${name}-${index}.${name}-headless.${namespace}.svc.${this.context.cluster.domain}:${ports.http}`;
    return Array.from({ length: this.props.alertmanagerReplicas }, (_, index) => host(index));
  }

  private statefulSet(configMap: string, rules: readonly string[]) {
    const { replicas, volume } = this.props.settings;
    const statefulSet = new k8s.KubeStatefulSet(this, 'stateful-set', {
      metadata: this.metadataOf(prometheus),
      spec: {
        replicas,
        serviceName: HEADLESS,
        podManagementPolicy: 'Parallel',
        updateStrategy: { type: 'RollingUpdate' },
        persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
        selector: { matchLabels: { ...prometheus.podLabels } },
        template: podTemplate(prometheus, this.context, {
          // the head block is written out at the end
          terminationGracePeriodSeconds: 600,
          ...spread(prometheus, replicas),
          containers: [this.program()],
          volumes: [this.configuredVolume(configMap, rules), ...this.secretVolumes()],
        }),
        volumeClaimTemplates: [claimTemplate('data', volume)],
      },
    });
    completeClaimTemplates(statefulSet, 1);
  }

  /** Configuration and rules in one directory that the kubelet refreshes and Prometheus watches: a change needs no restart. */
  private configuredVolume(configMap: string, rules: readonly string[]): k8s.Volume {
    const ruleFile = (name: string) => `${name.slice(`${prometheus.name}-rules-`.length)}.yaml`;
    const source = (name: string, items: k8s.KeyToPath[]) => ({ configMap: { name, items } });
    return {
      name: 'config',
      projected: {
        sources: [
          source(configMap, [{ key: 'prometheus.yml', path: 'prometheus.yml' }]),
          ...rules.map((name) => source(name, [{ key: ruleFile(name), path: `rules/${ruleFile(name)}` }])),
        ],
      },
    };
  }

  private secretVolumes(): k8s.Volume[] {
    return [
      ...(this.props.minioToken ? [secretVolume('minio-token', secrets.minioPrometheus.name)] : []),
      ...(this.remoteWriteNeedsSecret() ? [secretVolume('remote-write', secrets.prometheusRemoteWrite.name)] : []),
    ];
  }

  private remoteWriteNeedsSecret(): boolean {
    return this.props.settings.remoteWrite.some(({ bearerTokenKey }) => bearerTokenKey !== undefined);
  }

  private program(): k8s.Container {
    const { retentionTime, retentionSize, resources } = this.props.settings;
    return container({
      name: prometheus.name,
      image: imageOf('prometheus', this.context.images),
      args: [
        '--config.file=/etc/prometheus/prometheus.yml',
        '--storage.tsdb.path=/prometheus',
        // flags, not the configuration file: 3.5 LTS knows them only as flags
        `--storage.tsdb.retention.time=${retentionTime}`,
        `--storage.tsdb.retention.size=${bytesOf(retentionSize) / 2 ** 20}MB`,
        // stable since 3.12, experimental in 3.5 LTS; this spelling works in both
        '--enable-feature=auto-reload-config',
        '--config.auto-reload-interval=30s',
        '--web.cors.origin=^$',
      ],
      env: [{ name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
      ports: containerPorts(prometheus),
      resources,
      // replaying a long write-ahead log takes minutes
      startupProbe: httpProbe('http', '/-/ready', { periodSeconds: 15, failureThreshold: 60, timeoutSeconds: 3 }),
      livenessProbe: httpProbe('http', '/-/healthy', { periodSeconds: 5, failureThreshold: 6, timeoutSeconds: 3 }),
      readinessProbe: httpProbe('http', '/-/ready', { periodSeconds: 5, failureThreshold: 3, timeoutSeconds: 3 }),
      volumeMounts: [
        { name: 'config', mountPath: '/etc/prometheus', readOnly: true },
        { name: 'data', mountPath: '/prometheus' },
        ...(this.props.minioToken ? [{ name: 'minio-token', mountPath: MINIO_TOKEN_FOLDER, readOnly: true }] : []),
        ...(this.remoteWriteNeedsSecret() ? [{ name: 'remote-write', mountPath: REMOTE_WRITE_FOLDER, readOnly: true }] : []),
      ],
    });
  }

  private outside(): Outside[] {
    const { remoteWrite, remoteWriteCidrs } = this.props.settings;
    const ports = [...new Set(remoteWrite.map(({ url }) => portOf(new URL(url))))];
    return ports.length > 0 ? [{ cidrs: remoteWriteCidrs, ports }] : [];
  }

  /** Argo CD's pods carry labels of its own, so its namespace as a whole is the peer. */
  private argoCdEgress() {
    const ports = this.props.argoCdTargets.map((target) => ({
      port: k8s.IntOrString.fromNumber(Number(target.split(':')[1])),
      protocol: 'TCP',
    }));
    const to = [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': this.context.argoCdNamespace } } }];
    new k8s.KubeNetworkPolicy(this, 'argo-cd-network-policy', {
      metadata: this.metadataOf(prometheus, `${prometheus.name}-to-argo-cd`),
      spec: { podSelector: { matchLabels: { ...prometheus.podLabels } }, policyTypes: ['Egress'], egress: [{ to, ports }] },
    });
  }
}

const subject = { kind: 'ServiceAccount', name: prometheus.name, namespace: prometheus.namespace };

const portOf = ({ port, protocol }: URL): number => (port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port));

const remoteWriteConfig = ({ url, bearerTokenKey, keepMetricsMatching }: Environment['prometheus']['remoteWrite'][number]): object => ({
  url,
  ...(bearerTokenKey !== undefined && { authorization: { credentials_file: `${REMOTE_WRITE_FOLDER}/${bearerTokenKey}` } }),
  ...(keepMetricsMatching !== undefined && {
    write_relabel_configs: [{ source_labels: ['__name__'], regex: keepMetricsMatching, action: 'keep' }],
  }),
});
