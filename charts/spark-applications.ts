import { ApiObject } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { components, sparkConnectServer, sparkDriver, sparkExecutor, type Workload } from '../config/components';
import { sparkApplications, sparkConnects } from '../spark-applications';
import type { SparkApplication, SparkApplicationInput } from '../spark-applications/application';
import { packedCode } from '../spark-applications/code';
import type { SparkConnect, SparkConnectInput } from '../spark-applications/connect/declaration';
import { connectServersIn } from '../spark-applications/connect/in-environment';
import { connectManifest } from '../spark-applications/connect/manifest';
import { applicationsIn } from '../spark-applications/in-environment';
import { manifest, type SparkApplicationManifest } from '../spark-applications/manifest';
import { ownershipLabels } from '../spark-applications/ownership';
import type { SparkPlatform } from '../spark-applications/platform';
import { CONNECT_NAME_LABEL } from '../metrics/spark-pod-labels';
import { ApplicationChart } from './application-chart';
import { objectStoreOutside, type PlatformContext } from './context';
import { immutableConfigMap } from './parts/config-map';

/** Identity, rights and network of drivers and executors, and every application that this environment runs. */
export class SparkApplicationsChart extends ApplicationChart {
  constructor(
    context: PlatformContext,
    private readonly platform: SparkPlatform,
    declarations: readonly SparkApplicationInput[] = sparkApplications,
    servers: readonly SparkConnectInput[] = sparkConnects,
  ) {
    super(components.sparkApplications, context);
    const present = connectServersIn(
      this.platform,
      servers,
      declarations.map(({ name }) => name),
    );
    const drivers = [sparkDriver, ...(present.length > 0 ? [sparkConnectServer] : [])];
    for (const workload of [...drivers, sparkExecutor]) this.serviceAccount(workload);
    const { packageEgress } = platform.settings;
    const outside = [...objectStoreOutside(context), ...(packageEgress ? [packageEgress] : [])];
    for (const workload of drivers) this.networkPolicy(workload, outside);
    this.networkPolicy(sparkExecutor, objectStoreOutside(context));
    this.driverRole(drivers);
    for (const application of applicationsIn(this.platform, declarations)) this.application(application);
    for (const server of present) this.connectServer(server);
  }

  /** A driver makes its executors, a ConfigMap and a Service for them, and clears up behind itself. */
  private driverRole(drivers: readonly Workload[]) {
    const metadata = this.metadataOf(sparkDriver);
    new k8s.KubeRole(this, 'driver-role', {
      metadata,
      rules: [
        {
          apiGroups: [''],
          resources: ['configmaps', 'persistentvolumeclaims', 'pods', 'services'],
          verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'watch'],
        },
      ],
    });
    new k8s.KubeRoleBinding(this, 'driver-role-binding', {
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: sparkDriver.name },
      subjects: drivers.map(({ name, namespace }) => ({ kind: 'ServiceAccount', name, namespace })),
    });
  }

  private application(application: SparkApplication) {
    const { name } = application;
    const code = packedCode(application);
    const codeConfigMap = code && immutableConfigMap(this, sparkDriver, name, code);
    this.customResource(name, this.labelsOf(application), manifest(application, this.platform, codeConfigMap));
  }

  private connectServer(server: SparkConnect) {
    const { name, clients } = server;
    const labels = this.labelsOf(server);
    this.customResource(name, labels, connectManifest(server, this.platform, labels));
    if (clients.length > 0) this.admitClients(server);
  }

  /** Lets the clients of one server in, beside the connections that all of them have. */
  private admitClients({ name, clients }: SparkConnect) {
    new k8s.KubeNetworkPolicy(this, `${name}-clients`, {
      metadata: this.metadata(`${name}-clients`),
      spec: {
        podSelector: { matchLabels: { ...sparkConnectServer.podLabels, [CONNECT_NAME_LABEL]: name } },
        policyTypes: ['Ingress'],
        ingress: [
          {
            from: clients.map(({ namespace, podLabels }) => ({
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
              ...(Object.keys(podLabels).length > 0 && { podSelector: { matchLabels: podLabels } }),
            })),
            ports: [{ port: k8s.IntOrString.fromNumber(sparkConnectServer.ports['spark-connect']), protocol: 'TCP' }],
          },
        ],
      },
    });
  }

  /** Labels of an object, which the operator copies to its pods. */
  private labelsOf(owned: SparkApplication | SparkConnect): Record<string, string> {
    const { name, labels } = owned;
    return { ...labels, ...this.metadata(name).labels, 'app.kubernetes.io/instance': name, ...ownershipLabels(owned) };
  }

  private customResource(name: string, labels: Record<string, string>, object: SparkApplicationManifest) {
    const metadata = this.metadata(name, sparkDriver.namespace, {
      // the operator's definitions may arrive in the same sync
      'argocd.argoproj.io/sync-options': 'SkipDryRunOnMissingResource=true',
    });
    new ApiObject(this, name, { ...object, metadata: { ...metadata, labels } });
  }
}
