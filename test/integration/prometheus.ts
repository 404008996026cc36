import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { prometheus } from '../../config/components';
import { eventually } from '../live/eventually';
import { program } from '../programs';
import type { ClusterModel } from './cluster-model';
import { DiscoveryFiles, type KubernetesDiscovery } from './discovery';
import { machineAlerts } from './machine-alerts';
import { mounted } from './mounted';
import { hurried } from './pace';
import { start } from './processes';
import { options, workFolder } from './settings';

/**
 * What differs from the generated configuration, and why. Everything else is byte for byte what Prometheus reads in the cluster.
 *   - `kubernetes_sd_configs` becomes `file_sd_configs` with the same addresses and `__meta_kubernetes_*` labels: there is no API server
 *   - `proxy_url` for targets that are names of the cluster: there is no DNS
 *   - `https`, tokens and certificates of the cluster's own pages are left out: those pages are stand-ins
 *   - durations are divided by `--speed`
 */
function onLoopback(config: any, files: DiscoveryFiles, proxy: string): any {
  const { scrape_configs, alerting, ...rest } = config;
  return {
    ...rest,
    ...(alerting && {
      alerting: { ...alerting, alertmanagers: alerting.alertmanagers.map((each: object) => ({ ...each, proxy_url: proxy })) },
    }),
    scrape_configs: scrape_configs.map((job: any) => jobOnLoopback(job, files, proxy)),
  };
}

/** What a stand-in of the cluster's own pages does not ask for. */
const LEFT_OUT = ['kubernetes_sd_configs', 'scheme', 'authorization', 'tls_config'];

function jobOnLoopback(job: any, files: DiscoveryFiles, proxy: string): any {
  const kept = Object.fromEntries(Object.entries(job).filter(([key]) => !LEFT_OUT.includes(key)));
  const discoveries: KubernetesDiscovery[] | undefined = job.kubernetes_sd_configs;
  if (discoveries === undefined) return { ...kept, proxy_url: proxy };
  const paths = discoveries.map((discovery) => files.fileFor(job.job_name as string, discovery));
  return { ...kept, file_sd_configs: [{ files: paths, refresh_interval: '1s' }] };
}

/** A real Prometheus with the generated configuration and rules. */
export class PrometheusServer {
  readonly url: string;
  readonly discovery: DiscoveryFiles;
  private readonly folder = join(workFolder, 'prometheus');
  private readonly started = Date.now() / 1000;

  constructor(private readonly cluster: ClusterModel) {
    this.url = `http://${cluster.pod(`${prometheus.name}-0`).address}:${prometheus.ports.http}`;
    this.discovery = new DiscoveryFiles(cluster, join(workFolder, 'discovery'));
  }

  async start(proxy: string): Promise<void> {
    const pod = this.cluster.pod(`${prometheus.name}-0`);
    const workload = this.cluster.objects.find(({ kind, metadata }) => kind === 'StatefulSet' && metadata.name === prometheus.name);
    const { args } = mounted(this.cluster, workload!, this.folder);
    const file = join(this.folder, 'etc/prometheus/prometheus.yml');
    const config = parse(readFileSync(file, 'utf8').replaceAll('/etc/prometheus/', `${this.folder}/etc/prometheus/`), { merge: true });
    writeFileSync(file, stringify(hurried(onLoopback(config, this.discovery, proxy), options.speed)));
    this.hurryRules();
    mkdirSync(join(this.folder, 'prometheus'), { recursive: true });
    // the configuration does not change while it runs
    const used = args.filter((arg) => !arg.startsWith('--config.auto-reload') && !arg.startsWith('--enable-feature'));
    const { pid } = start('prometheus', program('prometheus'), [...used, `--web.listen-address=${this.url.slice('http://'.length)}`], {
      environment: { POD_NAME: pod.name },
    });
    pod.processes = () => [pid];
    await eventually('Prometheus', 60, async () => ((await fetch(`${this.url}/-/ready`)).ok ? [] : ['it is not ready']));
  }

  private hurryRules(): void {
    const folder = join(this.folder, 'etc/prometheus/rules');
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      writeFileSync(path, stringify(hurried(parse(readFileSync(path, 'utf8')), options.speed)));
    }
  }

  /** `data` of an answer of its API. Throws with the error that it gives. */
  async get(path: string): Promise<any> {
    const answer = await fetch(this.url + path);
    const { status, data, error } = (await answer.json()) as any;
    if (status !== 'success') throw new Error(`${path}: ${error}`);
    return data;
  }

  async query(expression: string): Promise<any[]> {
    return (await this.get(`/api/v1/query?${new URLSearchParams({ query: expression }).toString()}`)).result;
  }

  /** How many series an expression has given since the run began. */
  async seriesOf(expression: string): Promise<number> {
    const now = Date.now() / 1000;
    const step = Math.max((now - this.started) / 300, 1);
    const query = new URLSearchParams({ query: expression, start: String(this.started), end: String(now), step: String(step) });
    return (await this.get(`/api/v1/query_range?${query.toString()}`)).result.length;
  }

  /** Names of the alerts that fire now, each once, without what this machine is to blame for. */
  async firing(): Promise<string[]> {
    const { alerts } = await this.get('/api/v1/alerts');
    const names = alerts.filter(({ state }: any) => state === 'firing').map(({ labels }: any) => labels.alertname as string);
    return [...new Set<string>(names)].filter((name) => !machineAlerts.has(name)).sort();
  }
}
