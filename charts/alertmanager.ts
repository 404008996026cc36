import { Yaml } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { alertmanager, components } from '../config/components';
import { imageOf } from '../config/images';
import { secrets } from '../config/secrets';
import { alertmanagerConfig, type AlertmanagerConfigProps, RECEIVER_SECRETS } from './parts/alertmanager-config';
import { ApplicationChart, servicePorts } from './application-chart';
import type { PlatformContext } from './context';
import { immutableConfigMap } from './parts/config-map';
import { container, containerPorts, httpProbe } from './parts/container';
import { ingress } from './parts/ingress';
import { podTemplate, spread } from './parts/pod';
import { claimTemplate, completeClaimTemplates, configMapVolume, secretVolume } from './parts/volume';

const HEADLESS = `${alertmanager.name}-headless`;

/** Sends alerts to people: grouped, routed by severity and team, with consequences silenced by their causes. */
export class AlertmanagerChart extends ApplicationChart {
  private readonly settings: AlertmanagerConfigProps['settings'];

  constructor(context: PlatformContext, props: AlertmanagerConfigProps) {
    super(components.alertmanager, context);
    const { settings } = props;
    this.settings = settings;
    this.serviceAccount(alertmanager);
    this.service(alertmanager, ['http']);
    this.headlessService();
    this.statefulSet(immutableConfigMap(this, alertmanager, 'config', { 'alertmanager.yml': Yaml.stringify(alertmanagerConfig(props)) }));
    if (settings.replicas > 1) this.disruptionBudget(alertmanager);
    this.networkPolicy(alertmanager, Object.keys(settings.receivers).length > 0 ? [settings.egress] : []);
    ingress(this, alertmanager, context.ingress?.alertmanagerHost);
  }

  /** Names by which Prometheus and the peers find every single pod, ready or not. */
  private headlessService() {
    new k8s.KubeService(this, 'headless-service', {
      metadata: this.metadataOf(alertmanager, HEADLESS),
      spec: {
        clusterIp: 'None',
        publishNotReadyAddresses: true,
        selector: { ...alertmanager.podLabels },
        ports: servicePorts(alertmanager, ['http']),
      },
    });
  }

  private statefulSet(configMap: string) {
    const { replicas, volume } = this.settings;
    const statefulSet = new k8s.KubeStatefulSet(this, 'stateful-set', {
      metadata: this.metadataOf(alertmanager),
      spec: {
        replicas,
        serviceName: HEADLESS,
        podManagementPolicy: 'Parallel',
        updateStrategy: { type: 'RollingUpdate' },
        selector: { matchLabels: { ...alertmanager.podLabels } },
        template: podTemplate(alertmanager, this.context, {
          terminationGracePeriodSeconds: 120,
          ...spread(alertmanager, replicas),
          containers: [this.program()],
          volumes: [
            configMapVolume('config', configMap),
            ...(this.hasReceivers() ? [secretVolume('receivers', secrets.alertmanagerReceivers.name)] : []),
          ],
        }),
        volumeClaimTemplates: [claimTemplate('data', volume)],
      },
    });
    completeClaimTemplates(statefulSet, 1);
  }

  private hasReceivers(): boolean {
    return Object.keys(this.settings.receivers).length > 0;
  }

  private program(): k8s.Container {
    return container({
      name: alertmanager.name,
      image: imageOf('alertmanager', this.context.images),
      args: ['--config.file=/etc/alertmanager/alertmanager.yml', '--storage.path=/alertmanager', '--data.retention=120h', ...this.gossip()],
      ports: containerPorts(alertmanager),
      resources: this.settings.resources,
      startupProbe: httpProbe('http', '/-/ready', { periodSeconds: 3, failureThreshold: 40 }),
      livenessProbe: httpProbe('http', '/-/healthy', { periodSeconds: 10, failureThreshold: 10, timeoutSeconds: 3 }),
      readinessProbe: httpProbe('http', '/-/ready', { periodSeconds: 5, failureThreshold: 10, timeoutSeconds: 3 }),
      volumeMounts: [
        { name: 'config', mountPath: '/etc/alertmanager', readOnly: true },
        { name: 'data', mountPath: '/alertmanager' },
        ...(this.hasReceivers() ? [{ name: 'receivers', mountPath: RECEIVER_SECRETS, readOnly: true }] : []),
      ],
    });
  }

  /** An empty listen address switches the cluster off: a single one has nobody to talk to. */
  private gossip(): string[] {
    const { replicas } = this.settings;
    if (replicas === 1) return ['--cluster.listen-address='];
    const { name, namespace, ports } = alertmanager;
    const peers = Array.from(
      { length: replicas },
      (_, index) => `${name}-${index}.${HEADLESS}.${namespace}.svc.${this.context.cluster.domain}:${ports.gossip}`,
    );
    return [
      `--cluster.listen-address=0.0.0.0:${ports.gossip}`,
      ...peers.map((peer) => `--cluster.peer=${peer}`),
      '--cluster.reconnect-timeout=5m',
    ];
  }
}
