import { k8s } from 'cdk8s-plus-28';
import { components, hostPortOf, minio, minioProvisioning } from '../config/components';
import { imageOf } from '../config/images';
import type { MinioSettings } from '../config/schema/object-store';
import { resourcesSchema } from '../config/schema/resources';
import type { StoreAccess } from '../config/schema/store-access';
import { secrets } from '../config/secrets';
import { folderOf } from '../config/store-layout';
import type { StoreUser } from '../spark-applications/store-users';
import { ApplicationChart, servicePorts } from './application-chart';
import type { PlatformContext } from './context';
import { CONFIRM_DELETION, hook } from './parts/argo-cd';
import { immutableConfigMap } from './parts/config-map';
import { container, containerPorts, httpProbe } from './parts/container';
import { podTemplate, spread } from './parts/pod';
import { type BucketAccess, type FolderGrant, folderPolicy, s3Policy } from './parts/s3-policy';
import { readScript } from './parts/script';
import { claimTemplate, completeClaimTemplates, configMapVolume, emptyDir, secretVolume } from './parts/volume';

const HEADLESS = `${minio.name}-headless`;

/** Object store of Spark's data and event logs: one pod, or an erasure-coded set of at least four. */
export class MinioChart extends ApplicationChart {
  constructor(
    context: PlatformContext,
    private readonly settings: MinioSettings,
    /** What the history server may do with event logs. */
    private readonly historyAccess: BucketAccess,
  ) {
    super(components.minio, context);
    this.serviceAccount(minio);
    this.service(minio, this.ports());
    this.headlessService();
    this.statefulSet();
    if (settings.replicas > 1) this.disruptionBudget(minio);
    this.networkPolicy(minio);
    this.provisioning();
  }

  private ports(): string[] {
    return this.settings.console ? ['api', 'console'] : ['api'];
  }

  /** Names of the single pods; published before they are ready, since they find each other by it in order to become ready. */
  private headlessService() {
    new k8s.KubeService(this, 'headless-service', {
      metadata: this.metadataOf(minio, HEADLESS),
      spec: { clusterIp: 'None', publishNotReadyAddresses: true, selector: { ...minio.podLabels }, ports: servicePorts(minio, ['api']) },
    });
  }

  private statefulSet() {
    const { replicas, drivesPerNode, drive } = this.settings;
    const statefulSet = new k8s.KubeStatefulSet(this, 'stateful-set', {
      metadata: this.metadataOf(minio, minio.name, CONFIRM_DELETION),
      spec: {
        replicas,
        serviceName: HEADLESS,
        // all at once: each waits for the others before it is ready
        podManagementPolicy: 'Parallel',
        updateStrategy: { type: 'RollingUpdate' },
        // a restarted server needs about 15 s to rejoin its drives; only then may the next one go
        minReadySeconds: replicas > 1 ? 30 : 0,
        persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
        selector: { matchLabels: { ...minio.podLabels } },
        template: this.pod(),
        volumeClaimTemplates: drives(drivesPerNode).map((name) => claimTemplate(name, drive)),
      },
    });
    completeClaimTemplates(statefulSet, drivesPerNode);
  }

  private pod(): k8s.PodTemplateSpec {
    return podTemplate(minio, this.context, {
      terminationGracePeriodSeconds: 120,
      ...spread(minio, this.settings.replicas),
      containers: [this.server()],
      // not optional: for want of the files MinIO would start with its well-known default password
      volumes: [secretVolume('root', secrets.minioRoot.name), emptyDir('tmp', '256Mi')],
    });
  }

  private server(): k8s.Container {
    const { drivesPerNode, resources } = this.settings;
    const drivesMounts = drives(drivesPerNode).map((name) => ({ name, mountPath: `/${name}` }));
    return container({
      name: minio.name,
      image: imageOf('minio', this.context.images),
      // arguments only: every MinIO image has an entrypoint that understands them
      args: ['server', '--console-address', `:${minio.ports.console}`],
      env: Object.entries(this.serverEnvironment()).map(([name, value]) => ({ name, value })),
      ports: containerPorts(minio, this.ports()),
      resources,
      startupProbe: httpProbe('api', '/minio/health/live', { periodSeconds: 5, failureThreshold: 60 }),
      // never /minio/health/cluster: a lost quorum must not restart the pods that are still there
      livenessProbe: httpProbe('api', '/minio/health/live', { periodSeconds: 30, failureThreshold: 3, timeoutSeconds: 10 }),
      readinessProbe: httpProbe('api', '/minio/health/ready', { periodSeconds: 10, failureThreshold: 3, timeoutSeconds: 5 }),
      volumeMounts: [
        ...drivesMounts,
        { name: 'root', mountPath: '/secrets/minio-root', readOnly: true },
        { name: 'tmp', mountPath: '/tmp' },
      ],
    });
  }

  private serverEnvironment(): Record<string, string> {
    const { console, region, metricsAuthentication, expiryDays } = this.settings;
    return {
      HOME: '/tmp',
      // MinIO knows no AbortIncompleteMultipartUpload: a lifecycle rule with it is refused
      MINIO_API_STALE_UPLOADS_EXPIRY: `${expiryDays.incompleteUploads * 24}h`,
      MINIO_BROWSER: console ? 'on' : 'off',
      MINIO_PROMETHEUS_AUTH_TYPE: metricsAuthentication,
      MINIO_ROOT_PASSWORD_FILE: '/secrets/minio-root/rootPassword',
      MINIO_ROOT_USER_FILE: '/secrets/minio-root/rootUser',
      MINIO_SITE_REGION: region,
      MINIO_VOLUMES: this.volumes(),
    };
  }

  /** MinIO's own range notation: `{0...3}` with three dots. */
  private volumes(): string {
    const { replicas, drivesPerNode } = this.settings;
    if (replicas === 1) return '/data0';
    const drive = drivesPerNode === 1 ? '0' : `{0...${drivesPerNode - 1}}`;
    return `http://${minio.name}-{0...${replicas - 1}}.${HEADLESS}.${minio.namespace}.svc.${this.context.cluster.domain}:${minio.ports.api}/data${drive}`;
  }

  private provisioning() {
    this.serviceAccount(minioProvisioning);
    this.networkPolicy(minioProvisioning);
    const files = provisioningFiles(this.settings, this.context.storeUsers, this.historyAccess);
    const configMap = immutableConfigMap(this, minioProvisioning, 'script', files);
    const users = [secrets.minioSpark, secrets.minioHistory, ...this.context.storeUsers.map(({ secret }) => secret)];
    const pod = {
      restartPolicy: 'Never',
      containers: [this.provisioner(users.map(({ name }) => name))],
      volumes: [
        configMapVolume('script', configMap),
        emptyDir('tmp', '64Mi'),
        secretVolume('root', secrets.minioRoot.name),
        ...users.map(({ name }) => secretVolume(name, name)),
      ],
    };
    new k8s.KubeJob(this, 'provisioning-job', {
      metadata: this.metadataOf(minioProvisioning, minioProvisioning.name, hook('PostSync')),
      spec: { backoffLimit: 6, activeDeadlineSeconds: 600, template: podTemplate(minioProvisioning, this.context, pod) },
    });
  }

  private provisioner(userSecrets: readonly string[]): k8s.Container {
    return container({
      name: minioProvisioning.name,
      // it bundles mc and curl
      image: imageOf('minio', this.context.images),
      command: ['/bin/sh', '/script/minio-provisioning.sh'],
      env: [
        { name: 'HOME', value: '/tmp' },
        { name: 'MC_CONFIG_DIR', value: '/tmp/.mc' },
        { name: 'MINIO_HOST', value: hostPortOf(minio, 'api') },
      ],
      resources: resourcesSchema.parse({ requests: { cpu: '50m', memory: '64Mi' }, limits: { cpu: '500m', memory: '256Mi' } }),
      volumeMounts: [
        { name: 'script', mountPath: '/script', readOnly: true },
        { name: 'tmp', mountPath: '/tmp' },
        { name: 'root', mountPath: '/secrets/minio-root', readOnly: true },
        ...userSecrets.map((name) => ({ name, mountPath: `/secrets/${name}`, readOnly: true })),
      ],
    });
  }
}

const drives = (count: number): string[] => Array.from({ length: count }, (_, index) => `data${index}`);

/** The script and the tables it reads; see the head of the script. */
function provisioningFiles(
  { buckets, quotas, expiryDays, versioning }: MinioSettings,
  storeUsers: readonly StoreUser[],
  historyAccess: BucketAccess,
): Record<string, string> {
  const { data, eventLogs, warehouse } = buckets;
  const kept = versioning ? 'enable lifecycle-versions.json' : 'suspend';
  return {
    'minio-provisioning.sh': readScript('minio-provisioning.sh'),
    buckets: lines(
      `${data} ${quotas.data ?? 'unlimited'} ${kept}`,
      `${warehouse} ${quotas.warehouse ?? 'unlimited'} ${kept}`,
      `${eventLogs} ${quotas.eventLogs ?? 'unlimited'} suspend lifecycle-event-logs.json`,
    ),
    users: lines(
      `spark /secrets/${secrets.minioSpark.name}`,
      `history /secrets/${secrets.minioHistory.name}`,
      ...storeUsers.map(({ name, secret }) => `${name} /secrets/${secret.name}`),
    ),
    'spark.json': s3Policy({ [data]: 'readWrite', [warehouse]: 'readWrite', [eventLogs]: 'readWrite' }),
    'history.json': s3Policy({ [eventLogs]: historyAccess }),
    ...Object.fromEntries(storeUsers.map(({ name, access }) => [`${name}.json`, folderPolicy(grantsIn(buckets, access), eventLogs)])),
    'lifecycle-event-logs.json': lifecycle('old-event-logs', { Expiration: { Days: expiryDays.eventLogs } }),
    ...(versioning && {
      'lifecycle-versions.json': lifecycle('old-versions', {
        NoncurrentVersionExpiration: { NoncurrentDays: expiryDays.noncurrentVersions },
      }),
    }),
  };
}

const grantsIn = (buckets: MinioSettings['buckets'], access: StoreAccess): FolderGrant[] =>
  access.map((grant) => ({ ...folderOf(buckets, grant.place, grant.folder), access: grant.access }));

const lines = (...texts: readonly string[]): string => texts.map((text) => `${text}\n`).join('');

/** One rule for a whole bucket in the form of `mc ilm import`. */
const lifecycle = (id: string, action: object): string =>
  `${JSON.stringify({ Rules: [{ ID: id, Status: 'Enabled', Filter: { Prefix: '' }, ...action }] }, null, 2)}\n`;
