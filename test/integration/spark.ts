import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { graphiteExporter, hostPortOf, minio, sparkDriver } from '../../config/components';
import { sparkPodLabels } from '../../metrics/spark-pod-labels';
import type { Manifest } from '../../render/manifest';
import { program, toolsFolder } from '../programs';
import { type ClusterModel, mebibytes, type Pod } from './cluster-model';
import { argumentsOf, processTree } from './process-tree';
import { type Running, start } from './processes';
import { secretValues } from './secrets';
import { workFolder } from './settings';

/** Spark's folder, and the libraries that the init container would copy. Throws with the way to get them. */
export function sparkFolders(): { readonly home: string; readonly libraries: string } {
  const home = process.env.SPARK_HOME ?? join(toolsFolder, 'spark');
  const libraries = process.env.HADOOP_JARS ?? join(toolsFolder, 's3a');
  for (const folder of [join(home, 'jars'), libraries])
    if (!existsSync(folder)) throw new Error(`${folder} is not there: npm run tools brings it; SPARK_HOME and HADOOP_JARS can name others`);
  return { home, libraries };
}

/**
 * What every JVM of Spark gets as environment: the archive of its classes that `npm run tools` keeps, where there is one. It spares reading and verifying
 * them, a quarter of what a short run costs. A JVM with other jars, like the one that puts Spark's command together, goes without; the log would say so
 * on standard output, which others read.
 */
export function classArchive(): Record<string, string> {
  const archive = existsSync(toolsFolder) ? readdirSync(toolsFolder).find((file) => /^spark-classes-.+\.jsa$/.test(file)) : undefined;
  return archive === undefined ? {} : { JDK_JAVA_OPTIONS: `-XX:SharedArchiveFile=${join(toolsFolder, archive)} -Xlog:disable` };
}

/** How the JVM finds the names of the cluster: the generated endpoint of the object store stays as it is. */
export function hostsFile(cluster: ClusterModel): string {
  const file = join(workFolder, 'hosts');
  const names = [hostPortOf(minio, 'api'), hostPortOf(graphiteExporter, 'plaintext')].map((hostPort) => hostPort.split(':')[0]!);
  const lines = names.flatMap((name) => (cluster.resolve(name) === undefined ? [] : `${cluster.resolve(name)} ${name}\n`));
  writeFileSync(file, `127.0.0.1 localhost ${hostname()}\n${lines.join('')}`);
  return file;
}

/**
 * What differs from the generated `sparkConf`, and why; everything else is passed on as it is.
 *   - `--master local-cluster[…]`: as many executors of the same size, without Kubernetes to make their pods
 *   - `extraClassPath` and `buffer.dir`: folders that are volumes in the cluster
 *   - `extraJavaOptions` with a hosts file as well: there is no DNS
 *   - driver host and address: the loopback address that stands for its pod
 *   - `appIdPattern`: the id that the label of the driver pod has, which in Kubernetes spark-submit chooses
 */
function onLoopback(
  conf: Readonly<Record<string, string>>,
  { address, labels }: Pod,
  cluster: ClusterModel,
): Record<string, string | undefined> {
  const { libraries } = sparkFolders();
  const javaOptions = (role: 'driver' | 'executor') => {
    const key = `spark.${role}.extraJavaOptions`;
    return { [key]: [conf[key] ?? '', `-Djdk.net.hosts.file=${hostsFile(cluster)}`].join(' ').trim() };
  };
  return {
    ...conf,
    'spark.driver.extraClassPath': `${libraries}/*`,
    'spark.executor.extraClassPath': `${libraries}/*`,
    'spark.hadoop.fs.s3a.buffer.dir': join(workFolder, 'spark', 's3a'),
    ...javaOptions('driver'),
    ...javaOptions('executor'),
    'spark.driver.host': address,
    'spark.driver.bindAddress': address,
    'spark.deploy.appIdPattern': labels[sparkPodLabels.spark_app_id],
  };
}

/** What the operator makes of the fields beside `sparkConf` (its `internal/controller/sparkapplication/submission.go`). */
function operatorConf({ spec: { executor, dynamicAllocation } }: Manifest): Record<string, string> {
  const dynamic = 'spark.dynamicAllocation';
  return {
    'spark.executor.cores': String(executor.cores),
    'spark.executor.memory': executor.memory as string,
    ...(executor.instances !== undefined && { 'spark.executor.instances': String(executor.instances) }),
    ...(dynamicAllocation?.enabled === true && {
      [`${dynamic}.enabled`]: 'true',
      [`${dynamic}.shuffleTracking.enabled`]: String(dynamicAllocation.shuffleTrackingEnabled),
      ...Object.fromEntries(
        ['initialExecutors', 'minExecutors', 'maxExecutors'].map((key) => [`${dynamic}.${key}`, String(dynamicAllocation[key])]),
      ),
    }),
  };
}

/** A run of an application by a real `spark-submit`, and what the cluster would know of it. */
export class SparkRun {
  readonly application: Manifest;
  private readonly driver: Pod;
  private readonly process: Running;
  private readonly executors = new Map<string, Pod>();
  private readonly sparkId = `spark-${randomBytes(16).toString('hex')}`;
  private deleted = false;

  /** `code` is a program of the test, for an application whose image would hold it. */
  constructor(
    private readonly cluster: ClusterModel,
    manifest: Manifest,
    code?: string,
  ) {
    this.application = cluster.submit(manifest);
    this.driver = cluster.addSparkPod(this.application, 'driver', this.sparkId);
    this.process = this.submit(code ?? this.packedCode());
    this.driver.processes = () => processTree(this.process.pid, this.executorProcesses());
  }

  get name(): string {
    return this.application.metadata.name;
  }

  get log(): string {
    return this.process.log;
  }

  get exitCode(): number | null | undefined {
    return this.process.exitCode();
  }

  /** Processes of its executors. */
  executorProcesses(): number[] {
    return processTree(this.process.pid).filter((pid) => argumentsOf(pid).includes('--executor-id'));
  }

  /** Sends a signal to the driver alone. */
  signalDriver(signal: NodeJS.Signals): void {
    process.kill(this.process.pid, signal);
  }

  /** Ends a run that does not end by itself, as deleting its SparkApplication would. */
  async stop(): Promise<void> {
    this.deleted = true;
    this.process.signal('SIGTERM');
    await this.ended();
    this.cluster.remove(this.application);
  }

  /** Until it has ended, follows it as the operator would; returns its state at the end. */
  async ended(): Promise<'COMPLETED' | 'FAILED'> {
    while (this.exitCode === undefined) {
      await this.follow().catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    const state = this.exitCode === 0 ? 'COMPLETED' : 'FAILED';
    if (!this.deleted) this.cluster.setState(this.application, state);
    return state;
  }

  private async follow(): Promise<void> {
    const ui = `http://${this.driver.address}:${sparkDriver.ports['spark-ui']}/api/v1/applications`;
    const ask = async (path: string): Promise<any> => (await fetch(ui + path, { signal: AbortSignal.timeout(3000) })).json();
    const seen: any[] = await ask(`/${this.sparkId}/executors`);
    if (this.application.status.applicationState.state !== 'RUNNING') {
      Object.assign(this.application.status, { sparkApplicationId: this.sparkId });
      this.cluster.setState(this.application, 'RUNNING');
    }
    const active = seen.filter(({ id, isActive }) => id !== 'driver' && isActive).map(({ id }) => id as string);
    for (const id of active.filter((each) => !this.executors.has(each))) this.addExecutor(id, this.sparkId);
    for (const [id, pod] of this.executors) if (!active.includes(id)) this.cluster.removePod(pod);
  }

  private addExecutor(id: string, sparkId: string): void {
    const pod = this.cluster.addSparkPod(this.application, 'executor', sparkId, id);
    pod.processes = () => {
      const own = this.executorProcesses().find((pid) => {
        const args = argumentsOf(pid);
        return args[args.indexOf('--executor-id') + 1] === id;
      });
      return own === undefined ? [] : processTree(own);
    };
    this.executors.set(id, pod);
  }

  private submit(code: string): Running {
    const { driver, executor, sparkConf, dynamicAllocation, arguments: args = [], mainClass, mainApplicationFile } = this.application.spec;
    // other files of the ConfigMap, which lie beside the program
    const packed = `${dirname((mainApplicationFile as string).replace(/^local:\/\//, ''))}/`;
    const { home } = sparkFolders();
    const size = `${executor.cores},${mebibytes(executor.memory)}`;
    const instances = dynamicAllocation?.maxExecutors ?? executor.instances;
    const conf = { ...onLoopback(sparkConf, this.driver, this.cluster), ...operatorConf(this.application) };
    const environment = {
      SPARK_HOME: home,
      SPARK_LOCAL_IP: this.driver.address,
      SPARK_LOCAL_DIRS: join(workFolder, 'spark', this.name),
      JAVA_HOME: process.env.JAVA_HOME ?? dirname(dirname(program('java'))),
      PYSPARK_PYTHON: process.env.PYSPARK_PYTHON ?? 'python3',
      ...classArchive(),
      ...this.variables(),
    };
    const options = {
      '--master': `local-cluster[${instances},${size}]`,
      '--name': this.name,
      '--driver-memory': driver.memory,
      ...(mainClass !== undefined && { '--class': mainClass }),
    };
    const parameters = [
      ...Object.entries(options).flat(),
      ...Object.entries(conf).flatMap(([key, value]) => ['--conf', `${key}=${value}`]),
      code,
      ...(args as string[]).map((argument) => argument.replace(packed, `${dirname(code)}/`)),
    ];
    for (const folder of ['s3a', this.name]) mkdirSync(join(workFolder, 'spark', folder), { recursive: true });
    return start(this.name, join(home, 'bin/spark-submit'), parameters, { environment });
  }

  /** The driver's environment variables, from the Secrets and labels that its manifest names, with `$(NAME)` expanded as the kubelet does. */
  private variables(): Record<string, string> {
    const [{ env = [] }] = this.application.spec.driver.template.spec.containers;
    const variables: Record<string, string> = {};
    for (const { name, value, valueFrom } of env as any[])
      variables[name] =
        value === undefined
          ? this.referred(valueFrom)
          : (value as string).replaceAll(/\$\((\w+)\)/g, (text, other: string) => variables[other] ?? text);
    return variables;
  }

  private referred({ secretKeyRef, fieldRef }: any): string {
    if (secretKeyRef) return secretValues[secretKeyRef.name as string]?.[secretKeyRef.key as string] ?? '';
    const [, label = ''] = /^metadata\.labels\['(.+)'\]$/.exec(fieldRef.fieldPath as string) ?? [];
    return this.driver.labels[label] ?? '';
  }

  /** The main file, from the ConfigMap that the driver mounts where `mainApplicationFile` says. */
  private packedCode(): string {
    const { mainApplicationFile, driver } = this.application.spec;
    const path = (mainApplicationFile as string).replace(/^local:\/\//, '');
    const { containers, volumes = [] } = driver.template.spec;
    const mount = containers[0].volumeMounts.find(({ mountPath }: any) => mountPath === dirname(path));
    const volume = volumes.find(({ name }: any) => name === mount?.name);
    const packed = this.cluster.objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === volume?.configMap?.name);
    if (!packed) throw new Error(`${this.name}: ${mainApplicationFile} is in no ConfigMap that was rendered`);
    const folder = join(workFolder, 'applications', this.name);
    mkdirSync(folder, { recursive: true });
    for (const [file, content] of Object.entries<string>(packed.data)) writeFileSync(join(folder, file), content);
    return join(folder, basename(path));
  }
}
