import { mkdirSync, rmSync } from 'node:fs';
import type { Environment } from '../../config/schema';
import { environmentNamed } from '../live/environments';
import { rendered } from '../live/rendered';
import { AlertmanagerServer, WEBHOOK_KEY } from './alertmanager';
import { ClusterModel } from './cluster-model';
import { WAREHOUSE_QUOTA } from './full-bucket';
import { HistoryServer } from './history-server';
import { nextAddress } from './loopback';
import { nodeExporter } from './node-exporter';
import type { KubeStateMetricsPage } from './pages/kube-state-metrics';
import { ObjectStore } from './object-store';
import { clusterProxy } from './page-server';
import { PrometheusServer } from './prometheus';
import { options, workFolder } from './settings';
import { standIns, stopStandIns } from './stand-ins';

const RECEIVER = 'integration-test';

/** The environment under test. Somebody has to listen: everything that is meant for people goes to one webhook. And one bucket can be filled. */
const environment = (): Environment =>
  environmentNamed(options.environment, (input) => ({
    ...input,
    ...(input.objectStore.mode === 'minio' && {
      objectStore: { ...input.objectStore, quotas: { ...input.objectStore.quotas, warehouse: WAREHOUSE_QUOTA } },
    }),
    alertmanager: {
      ...input.alertmanager,
      receivers: { [RECEIVER]: { webhook: { urlKey: WEBHOOK_KEY } } },
      defaultReceiver: RECEIVER,
      criticalReceiver: RECEIVER,
      watchdogReceiver: RECEIVER,
    },
    teams: Object.fromEntries(Object.entries(input.teams ?? {}).map(([team, settings]) => [team, { ...settings, receiver: RECEIVER }])),
  }));

/** The platform as it runs on this machine: what was rendered, the real programs, and a model of the cluster around them. */
export class LoopbackPlatform {
  readonly cluster: ClusterModel;
  readonly objectStore: ObjectStore;
  readonly prometheus: PrometheusServer;
  readonly alertmanager: AlertmanagerServer;
  readonly history: HistoryServer;
  kubeState: KubeStateMetricsPage | undefined;
  private discovery: NodeJS.Timeout | undefined;

  constructor() {
    rmSync(workFolder, { recursive: true, force: true });
    mkdirSync(workFolder, { recursive: true });
    this.cluster = new ClusterModel(rendered(environment()));
    this.objectStore = new ObjectStore(this.cluster);
    this.prometheus = new PrometheusServer(this.cluster);
    this.alertmanager = new AlertmanagerServer(this.cluster);
    this.history = new HistoryServer(this.cluster);
  }

  async start(): Promise<void> {
    this.kubeState = await standIns(this.cluster);
    await Promise.all([this.objectStore.start(), this.alertmanager.start()]);
    nodeExporter(this.cluster);
    const host = nextAddress();
    const proxy = (await clusterProxy(this.cluster, host)).address() as { port: number };
    await this.prometheus.start(`http://${host}:${proxy.port}`);
    this.discovery = setInterval(() => this.prometheus.discovery.refresh(), 500);
  }

  async stop(): Promise<void> {
    clearInterval(this.discovery);
    await stopStandIns();
  }
}
