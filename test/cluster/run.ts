/**
 * The whole platform on a real Kubernetes: brings it up, looks at everything it promises, takes it down to its data.
 *
 *     KUBECONFIG=… npm run test:cluster [-- --without-argo-cd] [--environment local]
 *
 * The cluster should be empty and its network plugin must enforce NetworkPolicies.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { prometheus } from '../../config/components';
import { installArgoCd } from './argo-cd';
import { Cluster } from './cluster';
import { environmentNamed } from '../live/environments';
import { keep } from './evidence';
import type { Platform } from './platform';
import { rendered } from '../live/rendered';
import { type Repositories, serveRepositories } from './repositories';
import { options, workFolder } from './settings';
import { deletion } from './suites/deletion';
import { installedByArgoCd, installedByHand } from './suites/installation';
import { monitoring } from './suites/monitoring';
import { droppedConnections, network } from './suites/network';
import { objectStore } from './suites/object-store';
import { pods } from './suites/pods';
import { redundancy } from './suites/redundancy';
import { secondSync } from './suites/second-sync';
import { secretsSuite } from './suites/secrets';
import { spark } from './suites/spark';

async function main(): Promise<void> {
  const platform: Platform = { cluster: await Cluster.connect(), rendered: rendered(environmentNamed(options.environment)) };
  let repositories: Repositories | undefined;
  describe(`the platform "${options.environment}"`, { concurrency: false }, () => {
    before(async () => {
      if (!options.withArgoCd) return;
      repositories = await serveRepositories(join(workFolder, 'repositories'), platform.rendered);
      await installArgoCd(platform.cluster, platform.rendered.environment.gitOps.argoCdNamespace, repositories);
    });
    after(async () => {
      await keepEvidence(platform.cluster);
      repositories?.close();
      platform.cluster.close();
    });
    let isUp = false;
    (options.withArgoCd ? installedByArgoCd : installedByHand)(platform, () => (isUp = true));
    describe('once it is up', { concurrency: false }, () => {
      before(() => {
        if (!isUp) throw new Error('it never came up: nothing else was tried');
      });
      suites(platform);
    });
  });
}

function suites(platform: Platform): void {
  for (const suite of [secretsSuite, spark, objectStore]) suite(platform);
  // before what has to wait for rules, and what tells of everything that was refused or restarted until then
  if (options.withArgoCd) secondSync(platform);
  for (const suite of [monitoring, pods, droppedConnections, network, redundancy]) suite(platform);
  if (options.then !== undefined) test(options.then, () => runCommand(options.then!, platform.cluster));
  if (options.withArgoCd) deletion(platform);
}

/** Runs a command that finds the platform's Prometheus in its environment. */
async function runCommand(command: string, cluster: Cluster): Promise<void> {
  const { namespace, name, ports } = prometheus;
  const environment = { ...process.env, PROMETHEUS_URL: cluster.addressOf(namespace, name, ports.http) };
  const code = await new Promise((resolve) => spawn(command, { shell: true, stdio: 'inherit', env: environment }).on('exit', resolve));
  if (code !== 0) throw new Error(`it ended with ${String(code)}`);
}

/** What a failure is understood from. */
async function keepEvidence(cluster: Cluster): Promise<void> {
  const views = { pods: ['get', 'pods', '-A', '-o', 'wide'], events: ['get', 'events', '-A', '--sort-by=.lastTimestamp'] };
  for (const [name, args] of Object.entries(views)) keep(`${name}.txt`, await cluster.kubectl(args).catch(String));
  console.log(`pods, events, expressions and access matrix: ${workFolder}`);
}

void main();
