import { createServer } from 'node:http';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { alertmanager } from '../../config/components';
import { eventually } from '../live/eventually';
import { program } from '../programs';
import type { ClusterModel } from './cluster-model';
import { nextAddress } from './loopback';
import { machineAlerts } from './machine-alerts';
import { mounted } from './mounted';
import { hurried } from './pace';
import { listening } from './page-server';
import { start } from './processes';
import { options, workFolder } from './settings';

/** Key of the Secret with the address of the receiver; see `environment.ts`. */
export const WEBHOOK_KEY = 'webhook-url';

/** One alert of a notification. */
export interface Notified {
  readonly receiver: string;
  readonly status: 'firing' | 'resolved';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** A real Alertmanager with the generated configuration, and whoever it tells: a webhook that remembers. */
export class AlertmanagerServer {
  readonly notified: Notified[] = [];
  readonly url: string;
  private readonly folder = join(workFolder, 'alertmanager');

  constructor(private readonly cluster: ClusterModel) {
    this.url = `http://${cluster.pod(`${alertmanager.name}-0`).address}:${alertmanager.ports.http}`;
  }

  async start(): Promise<void> {
    const pod = this.cluster.pod(`${alertmanager.name}-0`);
    const workload = this.cluster.objects.find(({ kind, metadata }) => kind === 'StatefulSet' && metadata.name === alertmanager.name);
    const { args } = mounted(this.cluster, workload!, this.folder, { 'alertmanager-receivers': { [WEBHOOK_KEY]: await this.webhook() } });
    const file = join(this.folder, 'etc/alertmanager/alertmanager.yml');
    const led = readFileSync(file, 'utf8').replaceAll(/(?<=\s)\/etc\//g, `${this.folder}/etc/`);
    writeFileSync(file, stringify(hurried(parse(led), options.speed)));
    const { pid } = start('alertmanager', program('alertmanager'), [...args, `--web.listen-address=${this.url.slice('http://'.length)}`]);
    pod.processes = () => [pid];
    await eventually('Alertmanager', 30, async () => ((await fetch(`${this.url}/-/ready`)).ok ? [] : ['it is not ready']));
  }

  /** Names of the alerts that people were told about, without Watchdog and what this machine is to blame for. */
  get told(): string[] {
    return [...new Set(this.notified.filter(({ status }) => status === 'firing').map(({ labels }) => labels.alertname!))]
      .filter((name) => name !== 'Watchdog' && !machineAlerts.has(name))
      .sort();
  }

  private async webhook(): Promise<string> {
    const host = nextAddress();
    const server = await listening(
      createServer((incoming, answer) => {
        let body = '';
        incoming.on('data', (part: Buffer) => (body += part.toString()));
        incoming.on('end', () => {
          const { receiver, alerts } = JSON.parse(body);
          for (const { status, labels, annotations } of alerts) this.notified.push({ receiver, status, labels, annotations });
          answer.end();
        });
      }),
      host,
      0,
    );
    const { port } = server.address() as { port: number };
    return `http://${host}:${port}/`;
  }
}
