import { ApiObject } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { components, secretsGenerator } from '../config/components';
import { imageOf } from '../config/images';
import type { Environment } from '../config/schema';
import { resourcesSchema } from '../config/schema/resources';
import { type SecretCard, secrets } from '../config/secrets';
import { ApplicationChart } from './application-chart';
import type { PlatformContext } from './context';
import { hook } from './parts/argo-cd';
import { immutableConfigMap } from './parts/config-map';
import { container } from './parts/container';
import { podTemplate } from './parts/pod';
import { readScript } from './parts/script';
import { configMapVolume, emptyDir } from './parts/volume';

type ExternalSecrets = Extract<Environment['secrets'], { mode: 'externalSecrets' }>;

/**
 * How Secrets come to be without any of them being in Git: a Job that creates the missing ones with random values, or ExternalSecrets that
 * fetch them. The Job runs at each sync and never overwrites.
 */
export class BootstrapSecretsChart extends ApplicationChart {
  constructor(context: PlatformContext, settings: Environment['secrets']) {
    super(components.bootstrapSecrets, context);
    const needed = secretsOf(context);
    if (settings.mode === 'externalSecrets') for (const secret of needed) this.externalSecret(secret, settings);
    if (settings.mode === 'generate') this.generator(needed);
  }

  private generator(needed: readonly SecretCard[]) {
    this.serviceAccount(secretsGenerator);
    this.networkPolicy(secretsGenerator);
    for (const namespace of new Set(needed.flatMap(({ namespaces }) => namespaces))) this.permission(namespace, needed);
    this.job(
      immutableConfigMap(this, secretsGenerator, 'script', {
        'generate-secrets.sh': readScript('generate-secrets.sh'),
        secrets: plan(needed),
      }),
    );
  }

  /** `create` cannot be narrowed to names, but alone it neither reads nor overwrites; `get` is for the Secrets that must be copied. */
  private permission(namespace: string, needed: readonly SecretCard[]) {
    const copied = needed.filter(({ namespaces }) => namespaces.length > 1 && namespaces[0] === namespace).map(({ name }) => name);
    const metadata = { ...this.metadataOf(secretsGenerator, `${secretsGenerator.name}-${namespace}`), namespace };
    new k8s.KubeRole(this, `${namespace}-role`, {
      metadata,
      rules: [
        { apiGroups: [''], resources: ['secrets'], verbs: ['create'] },
        ...(copied.length > 0 ? [{ apiGroups: [''], resources: ['secrets'], resourceNames: copied, verbs: ['get'] }] : []),
      ],
    });
    new k8s.KubeRoleBinding(this, `${namespace}-role-binding`, {
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: metadata.name ?? '' },
      subjects: [{ kind: 'ServiceAccount', name: secretsGenerator.name, namespace: secretsGenerator.namespace }],
    });
  }

  private job(configMap: string) {
    const generator = container({
      name: secretsGenerator.name,
      image: imageOf('minio', this.context.images),
      command: ['/bin/sh', '/script/generate-secrets.sh', '/script/secrets'],
      resources: resourcesSchema.parse({ requests: { cpu: '50m', memory: '64Mi' }, limits: { cpu: '200m', memory: '128Mi' } }),
      volumeMounts: [
        { name: 'script', mountPath: '/script', readOnly: true },
        { name: 'tmp', mountPath: '/tmp' },
      ],
    });
    const pod = {
      restartPolicy: 'Never',
      containers: [generator],
      volumes: [configMapVolume('script', configMap), emptyDir('tmp', '16Mi', 'Memory')],
    };
    // after its ServiceAccount and Roles; no ttlSecondsAfterFinished, which would let Argo CD wait for a Job that is gone
    new k8s.KubeJob(this, 'job', {
      metadata: this.metadataOf(secretsGenerator, secretsGenerator.name, hook('Sync', 1)),
      spec: { backoffLimit: 6, activeDeadlineSeconds: 300, template: podTemplate(secretsGenerator, this.context, pod) },
    });
  }

  private externalSecret({ name, namespaces, keys }: SecretCard, { clusterSecretStore, keyPrefix, refreshInterval }: ExternalSecrets) {
    for (const namespace of namespaces)
      new ApiObject(this, `${namespace}-${name}`, {
        apiVersion: 'external-secrets.io/v1',
        kind: 'ExternalSecret',
        metadata: this.metadata(namespace === namespaces[0] ? name : `${name}-${namespace}`, namespace),
        spec: {
          refreshInterval,
          secretStoreRef: { kind: 'ClusterSecretStore', name: clusterSecretStore },
          target: { name, creationPolicy: 'Owner' },
          data: keys.map((key) => ({ secretKey: key, remoteRef: { key: `${keyPrefix}${name}`, property: key } })),
        },
      });
  }
}

/** Secrets with random values that some component of this environment mounts. */
export const secretsOf = ({ components: present, storeUsers }: PlatformContext): SecretCard[] => {
  const namespaces = new Set(present.flatMap(({ workloads }) => workloads.map(({ namespace }) => namespace)));
  return [...Object.values<SecretCard>(secrets), ...storeUsers.map(({ secret }) => secret)].filter(
    ({ random, namespaces: [source] }) => random && namespaces.has(source),
  );
};

/** One line per Secret, as the script reads it. */
const plan = (needed: readonly SecretCard[]): string =>
  needed.map(({ name, keys, namespaces }) => `${name} ${keys.join(',')} ${namespaces.join(' ')}\n`).join('');
