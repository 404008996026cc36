import { ApiObject } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { components, sparkDriver, sparkExecutor } from '../config/components';
import { sparkApplications } from '../spark-applications';
import type { SparkApplication, SparkApplicationInput } from '../spark-applications/application';
import { packedCode } from '../spark-applications/code';
import { applicationsIn } from '../spark-applications/in-environment';
import { manifest } from '../spark-applications/manifest';
import { ownershipLabels } from '../spark-applications/ownership';
import type { SparkPlatform } from '../spark-applications/platform';
import { ApplicationChart } from './application-chart';
import { objectStoreOutside, type PlatformContext } from './context';
import { immutableConfigMap } from './parts/config-map';

/** Identity, rights and network of drivers and executors, and every application that this environment runs. */
export class SparkApplicationsChart extends ApplicationChart {
  constructor(
    context: PlatformContext,
    private readonly platform: SparkPlatform,
    declarations: readonly SparkApplicationInput[] = sparkApplications,
  ) {
    super(components.sparkApplications, context);
    for (const workload of [sparkDriver, sparkExecutor]) this.serviceAccount(workload);
    const { packageEgress } = platform.settings;
    this.networkPolicy(sparkDriver, [...objectStoreOutside(context), ...(packageEgress ? [packageEgress] : [])]);
    this.networkPolicy(sparkExecutor, objectStoreOutside(context));
    this.driverRole();
    for (const application of applicationsIn(this.platform, declarations)) this.application(application);
  }

  /** A driver makes its executors, a ConfigMap and a Service for them, and clears up behind itself. */
  private driverRole() {
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
      subjects: [{ kind: 'ServiceAccount', name: sparkDriver.name, namespace: sparkDriver.namespace }],
    });
  }

  private application(application: SparkApplication) {
    const { name, labels } = application;
    const code = packedCode(application);
    const codeConfigMap = code && immutableConfigMap(this, sparkDriver, name, code);
    const metadata = this.metadata(name, sparkDriver.namespace, {
      // the operator's definitions may arrive in the same sync
      'argocd.argoproj.io/sync-options': 'SkipDryRunOnMissingResource=true',
    });
    new ApiObject(this, name, {
      ...manifest(application, this.platform, codeConfigMap),
      // the operator copies these labels to the pods
      metadata: {
        ...metadata,
        labels: { ...labels, ...metadata.labels, 'app.kubernetes.io/instance': name, ...ownershipLabels(application) },
      },
    });
  }
}
