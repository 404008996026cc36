import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { minio, minioProvisioning } from '../../config/components';
import type { Manifest } from '../../render/manifest';
import { eventually } from '../live/eventually';
import { program } from '../programs';
import type { ClusterModel, Pod } from './cluster-model';
import { mounted } from './mounted';
import { type Running, start, toEnd, type Ended } from './processes';
import { secretValues } from './secrets';
import { workFolder } from './settings';

/** A real MinIO with the generated environment, at the address of its pod. */
export class ObjectStore {
  private readonly pod: Pod;
  private readonly folder: string;
  private server: Running | undefined;

  /** @param name of the folder with its data */
  constructor(
    private readonly cluster: ClusterModel,
    name = 'minio',
  ) {
    this.folder = join(workFolder, name);
    this.pod = cluster.pod(`${minio.name}-0`);
  }

  /** `host:port` of its S3 interface. */
  get hostPort(): string {
    return `${this.pod.address}:${minio.ports.api}`;
  }

  async start(): Promise<void> {
    const { args, env } = mounted(this.cluster, this.object('StatefulSet', minio.name), this.folder, secretValues);
    const listen = ['--address', this.hostPort, '--console-address', `${this.pod.address}:${minio.ports.console}`];
    const [command = 'server'] = args;
    // MinIO runs here beside other users of the disk, and looks at its buckets more often than once an hour
    const here = { MINIO_CI_CD: '1', MINIO_SCANNER_SPEED: 'fastest' };
    this.server = start('minio', program('minio'), [command, ...listen], {
      environment: { ...env, ...here, HOME: join(this.folder, 'tmp') },
    });
    this.pod.phase = 'Running';
    const { pid } = this.server;
    this.pod.processes = () => [pid];
    await eventually('MinIO', 60, async () => {
      const { ok, status } = await fetch(`http://${this.hostPort}/minio/health/cluster`);
      return ok ? [] : [`its health page answers ${status}`];
    });
  }

  async stop(): Promise<void> {
    this.server?.signal('SIGTERM');
    await this.server?.ended;
    this.pod.processes = () => [];
  }

  /** Runs the generated provisioning script in a shell; returns what it printed. Throws with that if it fails. */
  async provision(shell: 'dash' | 'bash', upTo = Infinity): Promise<string> {
    const job = this.object('Job', minioProvisioning.name);
    const place = join(workFolder, 'minio-provisioning');
    const { args, env } = mounted(this.cluster, job, place, secretValues);
    const script = args[1]!;
    this.adapt(place, upTo);
    const { ok, output } = await toEnd(program(shell), [script], {
      PATH: `${join(place, 'bin')}:${process.env.PATH}`,
      ...env,
      MINIO_HOST: this.hostPort,
    });
    if (!ok && upTo === Infinity) throw new Error(`minio-provisioning.sh under ${shell} failed:\n${output}`);
    return output;
  }

  /** The container's absolute paths, led into the folder; `mc` by the name it has there; it gives up after `upTo` calls. */
  private adapt(place: string, upTo: number): void {
    for (const file of readdirSync(join(place, 'script'))) {
      const path = join(place, 'script', file);
      if (statSync(path).isFile())
        writeFileSync(path, readFileSync(path, 'utf8').replaceAll(/(?<![\w.])(\/secrets|\/tmp)\//g, `${place}$1/`));
    }
    mkdirSync(join(place, 'bin'), { recursive: true });
    const counter = join(place, 'calls');
    writeFileSync(counter, '0');
    const limit = Number.isFinite(upTo)
      ? `n=$(($(cat '${counter}') + 1)); echo $n > '${counter}'; [ $n -le ${upTo} ] || kill -9 $PPID\n`
      : '';
    writeFileSync(join(place, 'bin', 'mc'), `#!/bin/sh\n${limit}exec '${program('mc')}' "$@"\n`, { mode: 0o755 });
  }

  /**
   * Runs `mc` as the root user, Spark, the history server or a user with declared access, by the name of its policy: `store/…` is the object store.
   * Tells whether it succeeded, and what it printed.
   */
  mc(user: string, ...args: string[]): Promise<Ended> {
    const keys = Object.values(secretValues[`minio-${user}`] ?? secretValues[`s3-${user}`]!);
    return toEnd(program('mc'), args, {
      PATH: process.env.PATH ?? '',
      HOME: this.folder,
      MC_CONFIG_DIR: join(this.folder, `mc-${user}`),
      MC_HOST_store: `http://${keys.join(':')}@${this.hostPort}`,
    });
  }

  private object(kind: string, name: string): Manifest {
    const found = this.cluster.objects.find((object) => object.kind === kind && object.metadata.name === name);
    if (!found) throw new Error(`no ${kind} ${name} was rendered: the environment has no MinIO of its own`);
    return found;
  }
}
