import type { MetricsEndpoint, Workload } from '../../config/components';
import { hostPortOf, minio } from '../../config/components';
import { outsideJobs } from '../../config/scrape-jobs';
import { secrets } from '../../config/secrets';
import { metricRelabelConfigs, type RelabelConfig, relabelConfigs } from '../../metrics/relabelling';
import type { PlatformContext } from '../context';

/** One entry of `scrape_configs`; only keys that Prometheus 3.5 LTS knows as well. */
export interface ScrapeConfig {
  readonly job_name: string;
  readonly metrics_path: string;
  readonly scheme?: 'https';
  readonly scrape_interval?: string;
  readonly honor_labels?: boolean;
  readonly sample_limit: number;
  readonly authorization?: { readonly credentials_file: string };
  readonly tls_config?: { readonly ca_file: string; readonly insecure_skip_verify?: boolean };
  readonly kubernetes_sd_configs?: readonly object[];
  readonly static_configs?: ReadonlyArray<{ readonly targets: readonly string[] }>;
  readonly relabel_configs: readonly RelabelConfig[];
  readonly metric_relabel_configs: readonly RelabelConfig[];
}

interface ScrapeSettings {
  readonly sampleLimit: number;
  readonly minioToken: boolean;
  readonly argoCdTargets: readonly string[];
}

const ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/** Folder with the bearer token that MinIO wants to see when its metrics are not public. */
export const MINIO_TOKEN_FOLDER = '/etc/prometheus-secrets/minio';

/** Every scrape job of an environment: one per metrics page of its workloads, then the cluster itself and Argo CD. */
export function scrapeConfigs(context: PlatformContext, settings: ScrapeSettings): ScrapeConfig[] {
  return [
    ...ownPages(context).map((page) => ownJob(page, settings)),
    ...nodeJobs(context, settings),
    apiServerJob(settings),
    ...(settings.argoCdTargets.length > 0 ? [argoCdJob(context, settings)] : []),
  ];
}

/** What relabelling and limits every job has. */
const common = (job: string, { sampleLimit }: ScrapeSettings) => ({
  job_name: job,
  sample_limit: sampleLimit,
  relabel_configs: relabelConfigs(job),
  metric_relabel_configs: metricRelabelConfigs(job),
});

/** A metrics page and everyone who serves it: servers of Spark Connect have the pages of drivers. */
interface Page {
  readonly page: MetricsEndpoint;
  readonly workloads: readonly [Workload, ...Workload[]];
}

function ownPages({ workloads }: PlatformContext): Page[] {
  const byJob = new Map<string, Page>();
  for (const workload of workloads)
    for (const page of workload.metrics) {
      const known = byJob.get(page.job);
      byJob.set(page.job, { page, workloads: known ? [...known.workloads, workload] : [workload] });
    }
  return [...byJob.values()];
}

function ownJob({ page, workloads }: Page, settings: ScrapeSettings): ScrapeConfig {
  const { job, port, path, target, intervalSeconds, honorLabels } = page;
  const [workload] = workloads;
  return {
    ...common(job, settings),
    metrics_path: path,
    ...(intervalSeconds !== undefined && { scrape_interval: `${intervalSeconds}s` }),
    ...(honorLabels && { honor_labels: true }),
    ...(workload === minio &&
      settings.minioToken && { authorization: { credentials_file: `${MINIO_TOKEN_FOLDER}/${secrets.minioPrometheus.keys[0]}` } }),
    ...(target === 'pods'
      ? { kubernetes_sd_configs: workloads.map(discovery) }
      : { static_configs: [{ targets: [hostPortOf(workload, port)] }] }),
  };
}

/** The pods of a workload, selected at the API server by the labels that its NetworkPolicy selects too. */
const discovery = ({ namespace, podLabels }: Workload) => ({
  role: 'pod',
  namespaces: { names: [namespace] },
  selectors: [
    {
      role: 'pod',
      label: Object.entries(podLabels)
        .map(([label, value]) => `${label}=${value}`)
        .join(','),
    },
  ],
});

const asServiceAccount = { scheme: 'https' as const, authorization: { credentials_file: `${ACCOUNT}/token` } };

function nodeJobs({ cluster }: PlatformContext, settings: ScrapeSettings): ScrapeConfig[] {
  const tls_config = { ca_file: `${ACCOUNT}/ca.crt`, ...(cluster.kubeletInsecureSkipVerify && { insecure_skip_verify: true }) };
  const pages = { [outsideJobs.kubelet]: '/metrics', [outsideJobs.cadvisor]: '/metrics/cadvisor' };
  return Object.entries(pages).map(([job, metrics_path]) => ({
    ...common(job, settings),
    ...asServiceAccount,
    metrics_path,
    tls_config,
    kubernetes_sd_configs: [{ role: 'node' }],
  }));
}

const apiServerJob = (settings: ScrapeSettings): ScrapeConfig => ({
  ...common(outsideJobs.apiServer, settings),
  ...asServiceAccount,
  metrics_path: '/metrics',
  tls_config: { ca_file: `${ACCOUNT}/ca.crt` },
  static_configs: [{ targets: ['kubernetes.default.svc:443'] }],
});

/** By the names of its Services: discovery would need a Role in a namespace that is not ours. */
const argoCdJob = ({ argoCdNamespace }: PlatformContext, settings: ScrapeSettings): ScrapeConfig => ({
  ...common(outsideJobs.argoCd, settings),
  metrics_path: '/metrics',
  static_configs: [{ targets: settings.argoCdTargets.map((target) => target.replace(':', `.${argoCdNamespace}.svc:`)) }],
});
