import { dirname, join } from 'node:path';
import { sparkHistoryServer } from '../../config/components';
import { program } from '../programs';
import type { ClusterModel, Pod } from './cluster-model';
import { mounted } from './mounted';
import { type Running, start } from './processes';
import { secretValues } from './secrets';
import { workFolder } from './settings';
import { classArchive, hostsFile, sparkFolders } from './spark';

/** A real history server with the generated configuration and the keys of its own user. */
export class HistoryServer {
  private readonly pod: Pod;
  private server: Running | undefined;

  /** @param name of the folder with what it has read */
  constructor(
    private readonly cluster: ClusterModel,
    private readonly name = 'history',
  ) {
    this.pod = cluster.pods.find(({ labels }) => labels['app.kubernetes.io/name'] === sparkHistoryServer.name)!;
  }

  /** Differs from the cluster in folders that are volumes there, in its address, and in a hosts file in the place of DNS. */
  start(): void {
    const { home, libraries } = sparkFolders();
    const workload = this.cluster.objects.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === sparkHistoryServer.name);
    const { args, env } = mounted(this.cluster, workload!, join(workFolder, this.name), secretValues);
    const environment = {
      ...env,
      SPARK_HOME: home,
      SPARK_LOCAL_IP: this.pod.address,
      SPARK_DAEMON_CLASSPATH: `${libraries}/*`,
      SPARK_HISTORY_OPTS: `${env.SPARK_HISTORY_OPTS} -Djdk.net.hosts.file=${hostsFile(this.cluster)}`,
      JAVA_HOME: process.env.JAVA_HOME ?? dirname(dirname(program('java'))),
      ...classArchive(),
    };
    const [command = '', ...rest] = args;
    this.server = start('history-server', command.replace('/opt/spark', home), rest, { environment });
    const { pid } = this.server;
    this.pod.processes = () => [pid];
  }

  async stop(): Promise<void> {
    this.server?.signal('SIGTERM');
    await this.server?.ended;
    this.pod.processes = () => [];
  }

  /** Names of the finished applications that it lists. */
  async finished(): Promise<string[]> {
    const answer = await fetch(`http://${this.pod.address}:${sparkHistoryServer.ports.http}/api/v1/applications?status=completed`);
    return ((await answer.json()) as Array<{ name: string }>).map(({ name }) => name);
  }
}
