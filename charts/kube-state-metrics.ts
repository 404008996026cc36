import { Yaml } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { components, kubeStateMetrics } from '../config/components';
import { imageOf } from '../config/images';
import type { Environment } from '../config/schema';
import { customResourceState, PODS_LABELS_ALLOWED } from '../metrics/custom-resource-state';
import { ApplicationChart } from './application-chart';
import type { PlatformContext } from './context';
import { immutableConfigMap } from './parts/config-map';
import { container, containerPorts, httpProbe } from './parts/container';
import { podTemplate } from './parts/pod';
import { configMapVolume } from './parts/volume';

/** API group → resources that are turned into series. Neither Secrets nor ConfigMaps: listing them would hand out their content. */
const WATCHED: Readonly<Record<string, readonly string[]>> = {
  '': ['namespaces', 'nodes', 'persistentvolumeclaims', 'persistentvolumes', 'pods', 'resourcequotas', 'services'],
  apps: ['daemonsets', 'deployments', 'replicasets', 'statefulsets'],
  batch: ['cronjobs', 'jobs'],
  policy: ['poddisruptionbudgets'],
};

/** State of Kubernetes objects and of Spark's custom resources as series. */
export class KubeStateMetricsChart extends ApplicationChart {
  constructor(context: PlatformContext, { resources }: Environment['kubeStateMetrics']) {
    super(components.kubeStateMetrics, context);
    this.serviceAccount(kubeStateMetrics);
    this.clusterRole();
    this.service(kubeStateMetrics);
    const configMap = immutableConfigMap(this, kubeStateMetrics, 'config', {
      'custom-resource-state.yaml': Yaml.stringify(customResourceState),
    });
    this.deployment(configMap, resources);
    this.networkPolicy(kubeStateMetrics);
  }

  private clusterRole() {
    const name = 'spok-kube-state-metrics';
    const metadata = this.clusterMetadataOf(kubeStateMetrics, name);
    const verbs = ['list', 'watch'];
    new k8s.KubeClusterRole(this, 'cluster-role', {
      metadata,
      rules: [
        ...Object.entries(WATCHED).map(([apiGroup, resources]) => ({ apiGroups: [apiGroup], resources: [...resources], verbs })),
        { apiGroups: ['sparkoperator.k8s.io'], resources: ['scheduledsparkapplications', 'sparkapplications', 'sparkconnects'], verbs },
        // it looks up which custom resources exist before it watches them
        { apiGroups: ['apiextensions.k8s.io'], resources: ['customresourcedefinitions'], verbs: ['list', 'watch'] },
      ],
    });
    new k8s.KubeClusterRoleBinding(this, 'cluster-role-binding', {
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
      subjects: [{ kind: 'ServiceAccount', name: kubeStateMetrics.name, namespace: kubeStateMetrics.namespace }],
    });
  }

  private deployment(configMap: string, resources: Environment['kubeStateMetrics']['resources']) {
    const { http, telemetry } = kubeStateMetrics.ports;
    const program = container({
      name: kubeStateMetrics.name,
      image: imageOf('kubeStateMetrics', this.context.images),
      args: [
        `--port=${http}`,
        `--telemetry-port=${telemetry}`,
        `--resources=${Object.values(WATCHED).flat().sort().join(',')}`,
        `--metric-labels-allowlist=pods=[${PODS_LABELS_ALLOWED.join(',')}]`,
        '--custom-resource-state-config-file=/etc/kube-state-metrics/custom-resource-state.yaml',
      ],
      ports: containerPorts(kubeStateMetrics),
      resources,
      livenessProbe: httpProbe('http', '/livez', { periodSeconds: 15, failureThreshold: 4, timeoutSeconds: 5 }),
      readinessProbe: httpProbe('telemetry', '/readyz', { periodSeconds: 10, failureThreshold: 3, timeoutSeconds: 5 }),
      volumeMounts: [{ name: 'config', mountPath: '/etc/kube-state-metrics', readOnly: true }],
    });
    new k8s.KubeDeployment(this, 'deployment', {
      metadata: this.metadataOf(kubeStateMetrics),
      spec: {
        replicas: 1,
        // two at once would count every object twice
        strategy: { type: 'Recreate' },
        selector: { matchLabels: { ...kubeStateMetrics.podLabels } },
        template: podTemplate(kubeStateMetrics, this.context, { containers: [program], volumes: [configMapVolume('config', configMap)] }),
      },
    });
  }
}
