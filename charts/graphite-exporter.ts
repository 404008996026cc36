import { Yaml } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { components, graphiteExporter } from '../config/components';
import { ConfigurationError } from '../config/configuration';
import { imageOf } from '../config/images';
import type { Environment } from '../config/schema';
import { graphiteMapping, SERIES_PER_EXECUTOR } from '../metrics/graphite';
import { ApplicationChart } from './application-chart';
import type { PlatformContext } from './context';
import { immutableConfigMap } from './parts/config-map';
import { container, containerPorts, httpProbe } from './parts/container';
import { podTemplate } from './parts/pod';
import { configMapVolume } from './parts/volume';

/** What the chart needs of an environment. */
export type GraphiteExporterSettings = Pick<Environment, 'graphiteExporter' | 'prometheus' | 'spark'>;

const MAPPING_FILE = 'mapping.yaml';

/**
 * Receives the lines that Spark's Graphite sinks push and serves them as series, so that executors need neither a page of their own nor a jar in the
 * image. One pod: two would each hold a half. When it restarts, executors that are still there report again; those that are gone are forgotten.
 */
export class GraphiteExporterChart extends ApplicationChart {
  constructor(
    context: PlatformContext,
    private readonly settings: GraphiteExporterSettings,
  ) {
    super(components.graphiteExporter, context);
    refuseBeyondSampleLimit(context.environment, settings);
    this.serviceAccount(graphiteExporter);
    this.service(graphiteExporter);
    this.deployment(immutableConfigMap(this, graphiteExporter, 'mapping', { [MAPPING_FILE]: Yaml.stringify(graphiteMapping()) }));
    this.networkPolicy(graphiteExporter);
  }

  private deployment(configMap: string) {
    new k8s.KubeDeployment(this, 'deployment', {
      metadata: this.metadataOf(graphiteExporter),
      spec: {
        replicas: 1,
        // two at once would each hold a half
        strategy: { type: 'Recreate' },
        selector: { matchLabels: { ...graphiteExporter.podLabels } },
        template: podTemplate(graphiteExporter, this.context, {
          containers: [this.program()],
          volumes: [configMapVolume('config', configMap)],
        }),
      },
    });
  }

  private program(): k8s.Container {
    const { metrics, plaintext } = graphiteExporter.ports;
    return container({
      name: graphiteExporter.name,
      image: imageOf('graphiteExporter', this.context.images),
      args: [
        `--web.listen-address=:${metrics}`,
        `--graphite.listen-address=:${plaintext}`,
        `--graphite.mapping-config=/etc/graphite-exporter/${MAPPING_FILE}`,
        // whatever else a program in the cluster sends is not stored
        '--graphite.mapping-strict-match',
        `--graphite.sample-expiry=${this.settings.spark.executorMetrics.sampleExpiry}`,
        // room for the names of every pod the quota admits, or each line is matched anew
        `--graphite.cache-size=${mostSeries(this.settings)}`,
      ],
      ports: containerPorts(graphiteExporter),
      resources: this.settings.graphiteExporter.resources,
      livenessProbe: httpProbe('metrics', '/', { periodSeconds: 15, failureThreshold: 4, timeoutSeconds: 5 }),
      readinessProbe: httpProbe('metrics', '/', { periodSeconds: 10, failureThreshold: 3, timeoutSeconds: 5 }),
      volumeMounts: [{ name: 'config', mountPath: '/etc/graphite-exporter', readOnly: true }],
    });
  }
}

/** Series on the page when every pod that the quota admits is an executor, and as many have died within the expiry. */
const mostSeries = ({ spark }: Pick<GraphiteExporterSettings, 'spark'>): number => 2 * spark.quota.pods * SERIES_PER_EXECUTOR;

/** Beyond the limit a scrape fails as a whole, just when there is most to see. */
function refuseBeyondSampleLimit(environment: string, settings: GraphiteExporterSettings): void {
  const { prometheus, spark } = settings;
  if (mostSeries(settings) <= prometheus.sampleLimit) return;
  throw new ConfigurationError([
    `${environment}: prometheus.sampleLimit: given ${prometheus.sampleLimit}; must be at least ${mostSeries(settings)} while spark.executorMetrics.sink is graphite: ` +
      `spark.quota.pods admits ${spark.quota.pods} executors of ${SERIES_PER_EXECUTOR} series, and as many may have died within sampleExpiry`,
  ]);
}
