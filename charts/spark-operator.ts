import { k8s } from 'cdk8s-plus-28';
import { components, sparkDriver, sparkOperatorController, sparkOperatorWebhook } from '../config/components';
import { imageOf } from '../config/images';
import type { Environment } from '../config/schema';
import type { ByteQuantity } from '../config/schema/values';
import { helmCharts } from '../config/versions';
import { sumOf } from '../spark-applications/ephemeral-storage';
import { operatorMetricLabels } from '../metrics/spark-operator';
import { ApplicationChart, type HelmSource } from './application-chart';
import type { PlatformContext } from './context';
import { hardened, resourceRequirements } from './parts/container';
import { podSecurityContext, spread } from './parts/pod';

/** The values of the upstream chart that we set; its `values.yaml` documents them. */
interface SparkOperatorValues {
  readonly image: {
    readonly registry: string;
    readonly repository: string;
    readonly tag: string;
    readonly pullPolicy: string;
    readonly pullSecrets: ReadonlyArray<{ name: string }>;
  };
  readonly controller: PodValues & {
    readonly workers: number;
    readonly uiService: { readonly enable: boolean };
    readonly leaderElection: { readonly enable: boolean };
    readonly batchScheduler: { readonly enable: boolean };
  };
  readonly webhook: PodValues & { readonly enable: boolean; readonly failurePolicy: string; readonly timeoutSeconds: number };
  readonly spark: {
    readonly jobNamespaces: readonly string[];
    readonly serviceAccount: { readonly create: boolean };
    readonly rbac: { readonly create: boolean };
  };
  readonly prometheus: {
    readonly metrics: {
      readonly enable: boolean;
      readonly port: number;
      readonly portName: string;
      readonly endpoint: string;
      readonly labels: string;
    };
  };
}

interface PodValues {
  readonly replicas: number;
  readonly resources: object;
  readonly podSecurityContext: object;
  readonly securityContext: object;
  readonly priorityClassName: string;
  readonly affinity: object;
  readonly topologySpreadConstraints: readonly object[];
}

/** The operator makes the certificate of its webhook itself and writes it into the configurations that the chart renders. */
const WEBHOOK_CERTIFICATES = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'].map((kind) => ({
  group: 'admissionregistration.k8s.io',
  kind,
  jqPathExpressions: ['.webhooks[]?.clientConfig.caBundle'],
}));

/** Kubeflow's Spark operator: its Helm chart with our values, and beside it what the chart lacks. */
export class SparkOperatorChart extends ApplicationChart {
  override readonly helm: HelmSource;

  constructor(
    context: PlatformContext,
    private readonly settings: Environment['sparkOperator'],
  ) {
    super(components.sparkOperator, context);
    this.helm = {
      ...helmCharts.sparkOperator,
      releaseName: components.sparkOperator.name,
      values: this.values(),
      filledInTheCluster: WEBHOOK_CERTIFICATES,
    };
    this.networkPolicy(sparkOperatorController);
    this.networkPolicy(sparkOperatorWebhook, [], ['webhook']);
    if (settings.replicas > 1) for (const workload of [sparkOperatorController, sparkOperatorWebhook]) this.disruptionBudget(workload);
  }

  private values(): SparkOperatorValues {
    const { workers, resources, webhookResources } = this.settings;
    return {
      image: {
        ...splitImage(imageOf('sparkOperator', this.context.images)),
        pullPolicy: 'Always',
        pullSecrets: this.context.images.pullSecrets.map((name) => ({ name })),
      },
      controller: {
        ...this.podValues(sparkOperatorController, withEmptyDir(resources, '1Gi')),
        workers,
        uiService: { enable: true },
        leaderElection: { enable: true },
        batchScheduler: { enable: this.settings.batchScheduler },
      },
      // Fail: a pod that slipped past it would lack what only the webhook adds
      webhook: {
        ...this.podValues(sparkOperatorWebhook, withEmptyDir(webhookResources, '500Mi')),
        enable: true,
        failurePolicy: 'Fail',
        timeoutSeconds: 10,
      },
      // ServiceAccounts of drivers and executors are ours: charts/spark-applications.ts
      spark: { jobNamespaces: [sparkDriver.namespace], serviceAccount: { create: false }, rbac: { create: false } },
      prometheus: {
        metrics: {
          enable: true,
          port: sparkOperatorController.ports.metrics,
          portName: 'metrics',
          endpoint: '/metrics',
          labels: operatorMetricLabels.join(','),
        },
      },
    };
  }

  private podValues(workload: typeof sparkOperatorController | typeof sparkOperatorWebhook, resources: Resources): PodValues {
    const { affinity = {}, topologySpreadConstraints = [] } = spread(workload, this.settings.replicas);
    return {
      replicas: this.settings.replicas,
      resources: k8s.toJson_ResourceRequirements(resourceRequirements(resources)) as object,
      podSecurityContext: podSecurityContext(workload),
      securityContext: { ...hardened, runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      priorityClassName: this.context.platformPriorityClass ?? '',
      affinity,
      topologySpreadConstraints,
    };
  }
}

type Resources = Environment['sparkOperator']['resources'];

/** The chart gives each of its pods one emptyDir of this size, which the kubelet counts towards the container's ephemeral storage. */
const withEmptyDir = (resources: Resources, size: ByteQuantity): Resources => ({
  ...resources,
  ephemeralStorage: sumOf([resources.ephemeralStorage, size]),
});

/** The chart wants registry, repository and tag apart and joins them with `/` and `:`, so a digest stays with the tag. */
function splitImage(reference: string): { registry: string; repository: string; tag: string } {
  const [, registry = '', repository = '', tag = ''] = /^([^/]+)\/(.+?):([^/]+)$/.exec(reference) ?? [];
  return { registry, repository, tag };
}
