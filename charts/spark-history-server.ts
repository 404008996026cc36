import { k8s } from 'cdk8s-plus-28';
import { components, sparkHistoryServer } from '../config/components';
import { imageOf } from '../config/images';
import type { Environment } from '../config/schema';
import { type ByteQuantity, bytesOf, secondsOf, sparkBytesOf } from '../config/schema/values';
import { storePaths } from '../spark-applications/platform';
import { S3A_CLASS_PATH, S3A_LIBRARIES, s3aConf, s3aLibrariesContainer, s3Credentials } from '../spark-applications/s3a';
import { ApplicationChart } from './application-chart';
import { objectStoreOutside, type PlatformContext } from './context';
import { container, containerPorts, httpProbe } from './parts/container';
import { ingress } from './parts/ingress';
import { podTemplate } from './parts/pod';
import { emptyDir } from './parts/volume';

/** What the chart needs of an environment. */
export interface SparkHistoryServerSettings extends Readonly<Environment['sparkHistoryServer']> {
  /** Whether the Spark image holds the S3A libraries or an init container brings them. */
  readonly s3aLibraries: Environment['spark']['s3aLibraries'];
}

const STORE = { volume: 'store', mountPath: '/var/lib/spark-history' } as const;
const TMP: ByteQuantity = '512Mi';
const WORK_DIR: ByteQuantity = '64Mi';

/** The Spark UI of applications that have ended, read from their event logs in the object store. */
export class SparkHistoryServerChart extends ApplicationChart {
  constructor(
    context: PlatformContext,
    private readonly settings: SparkHistoryServerSettings,
  ) {
    super(components.sparkHistoryServer, context);
    this.serviceAccount(sparkHistoryServer);
    this.service(sparkHistoryServer);
    this.deployment();
    this.networkPolicy(sparkHistoryServer, objectStoreOutside(context));
    ingress(this, sparkHistoryServer, context.ingress?.historyServerHost);
  }

  private get bringsLibraries(): boolean {
    return this.settings.s3aLibraries === 'initContainer';
  }

  private deployment() {
    new k8s.KubeDeployment(this, 'deployment', {
      metadata: this.metadataOf(sparkHistoryServer),
      spec: {
        replicas: 1,
        // nothing is lost while it restarts, and two would need the room of two
        strategy: { type: 'Recreate' },
        selector: { matchLabels: { ...sparkHistoryServer.podLabels } },
        template: this.pod(),
      },
    });
  }

  private pod(): k8s.PodTemplateSpec {
    return podTemplate(sparkHistoryServer, this.context, {
      ...(this.bringsLibraries && { initContainers: [s3aLibrariesContainer(this.context.images)] }),
      containers: [this.server()],
      volumes: [
        emptyDir('tmp', TMP),
        emptyDir('work-dir', WORK_DIR),
        emptyDir(STORE.volume, this.settings.storeSize),
        ...(this.bringsLibraries ? [emptyDir(S3A_LIBRARIES.volume, S3A_LIBRARIES.size)] : []),
      ],
    });
  }

  private server(): k8s.Container {
    return container({
      name: sparkHistoryServer.name,
      image: imageOf('spark', this.context.images),
      command: ['/opt/spark/bin/spark-class', 'org.apache.spark.deploy.history.HistoryServer'],
      env: [...this.environment(), ...s3Credentials(this.context.objectStore.historySecret)],
      ports: containerPorts(sparkHistoryServer),
      resources: this.settings.resources,
      startupProbe: httpProbe('http', '/', { periodSeconds: 5, failureThreshold: 60, timeoutSeconds: 5 }),
      readinessProbe: httpProbe('http', '/', { periodSeconds: 10, failureThreshold: 3, timeoutSeconds: 10 }),
      livenessProbe: httpProbe('http', '/api/v1/version', { periodSeconds: 30, failureThreshold: 4, timeoutSeconds: 10 }),
      volumeMounts: [
        { name: 'tmp', mountPath: '/tmp' },
        { name: 'work-dir', mountPath: '/opt/spark/work-dir' },
        { name: STORE.volume, mountPath: STORE.mountPath },
        ...(this.bringsLibraries ? [{ name: S3A_LIBRARIES.volume, mountPath: S3A_LIBRARIES.mountPath, readOnly: true }] : []),
      ],
    });
  }

  private environment(): k8s.EnvVar[] {
    const variables = {
      ...(this.bringsLibraries && { SPARK_DAEMON_CLASSPATH: S3A_CLASS_PATH }),
      SPARK_DAEMON_MEMORY: this.settings.daemonMemory,
      SPARK_HISTORY_OPTS: this.options(),
    };
    return Object.entries(variables).map(([name, value]) => ({ name, value }));
  }

  /** Settings as Java system properties: a file would need a ConfigMap for the same lines. */
  private options(): string {
    const { daemonMemory, retainedApplications, storeSize, updateInterval, eventLogs } = this.settings;
    const { objectStore } = this.context;
    const conf: Record<string, string> = {
      ...s3aConf(objectStore),
      ...retentionConf(eventLogs),
      'spark.history.fs.logDirectory': `${storePaths(objectStore).eventLogs}/`,
      'spark.history.fs.update.interval': `${secondsOf(updateInterval)}s`,
      'spark.history.retainedApplications': String(retainedApplications),
      // a log is parsed in memory first, in at most half of the heap, and moves to disk behind the reader's back
      'spark.history.store.hybridStore.enabled': 'true',
      'spark.history.store.hybridStore.maxMemoryUsage': `${mebibytes(sparkBytesOf(daemonMemory) / 2)}m`,
      'spark.history.store.maxDiskUsage': `${mebibytes(bytesOf(storeSize) * 0.8)}m`,
      'spark.history.store.path': STORE.mountPath,
      'spark.history.ui.port': String(sparkHistoryServer.ports.http),
    };
    return Object.entries(conf)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => `-D${key}=${value}`)
      .join(' ');
  }
}

/** What the history server does to event logs; nothing by default, and Spark's defaults are the same. */
const retentionConf = ({ maxFilesToRetain, cleaner }: SparkHistoryServerSettings['eventLogs']): Record<string, string> => ({
  ...(maxFilesToRetain !== undefined && { 'spark.history.fs.eventLog.rolling.maxFilesToRetain': String(maxFilesToRetain) }),
  ...(cleaner && {
    'spark.history.fs.cleaner.enabled': 'true',
    'spark.history.fs.cleaner.interval': `${secondsOf(cleaner.interval)}s`,
    'spark.history.fs.cleaner.maxAge': `${secondsOf(cleaner.maxAge)}s`,
    ...(cleaner.maxNum !== undefined && { 'spark.history.fs.cleaner.maxNum': String(cleaner.maxNum) }),
  }),
});

const mebibytes = (bytes: number): number => Math.floor(bytes / 2 ** 20);
