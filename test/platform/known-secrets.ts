import { type SecretCard, secrets } from '../../config/secrets';
import { ofKind, type RenderedPlatform } from './rendering';

/** A Secret that will exist in the cluster, and why. */
export interface KnownSecret {
  readonly name: string;
  readonly namespace: string;
  readonly keys: readonly string[];
}

/** Every Secret that a pod may rely on: made by the bootstrap, fetched by an ExternalSecret, or documented as the user's to create. */
export function knownSecrets(platform: RenderedPlatform): KnownSecret[] {
  const { secrets: mode } = platform.environment;
  return [
    ...generated(platform),
    ...fetched(platform),
    ...(mode.mode === 'existing'
      ? [
          ...Object.values<SecretCard>(secrets).filter(({ random }) => random),
          ...platform.context.storeUsers.map(({ secret }) => secret),
        ].flatMap(inEachNamespace)
      : []),
    ...fromThirdParties(platform),
    ...ofExternalStore(platform),
  ];
}

const inEachNamespace = ({ name, namespaces, keys }: SecretCard): KnownSecret[] =>
  namespaces.map((namespace) => ({ name, namespace, keys }));

/** The lines that the bootstrap's script reads: name, keys, namespaces. */
function generated({ objects }: RenderedPlatform): KnownSecret[] {
  const plans = ofKind(objects, 'ConfigMap').filter(({ component }) => component === 'bootstrap-secrets');
  return plans.flatMap(({ manifest }) =>
    String(manifest.data.secrets)
      .trimEnd()
      .split('\n')
      .flatMap((line) => {
        const [name = '', keys = '', ...namespaces] = line.split(' ');
        return namespaces.map((namespace) => ({ name, namespace, keys: keys.split(',') }));
      }),
  );
}

const fetched = ({ objects }: RenderedPlatform): KnownSecret[] =>
  ofKind(objects, 'ExternalSecret').map(({ manifest: { metadata, spec } }) => ({
    name: spec.target.name,
    namespace: metadata.namespace!,
    keys: spec.data.map(({ secretKey }: { secretKey: string }) => secretKey),
  }));

/** Their values come from somebody else, so people create them; the keys are those that the settings name. */
function fromThirdParties({ environment: { alertmanager, grafana, prometheus, objectStore } }: RenderedPlatform): KnownSecret[] {
  const receiverKeys = Object.values(alertmanager.receivers).flatMap(({ slack, pagerDuty, webhook }) => [
    slack?.apiUrlKey,
    pagerDuty?.routingKeyKey,
    webhook?.urlKey,
  ]);
  const keys: Record<string, Array<string | undefined>> = {
    [secrets.alertmanagerReceivers.name]: [...receiverKeys, alertmanager.smtp?.passwordKey],
    [secrets.grafanaOidc.name]: [grafana.oidc?.clientSecretKey],
    [secrets.prometheusRemoteWrite.name]: prometheus.remoteWrite.map(({ bearerTokenKey }) => bearerTokenKey),
    [secrets.minioPrometheus.name]: objectStore.mode === 'minio' && objectStore.metricsAuthentication === 'jwt' ? ['token'] : [],
  };
  return Object.values<SecretCard>(secrets)
    .filter(({ random }) => !random)
    .flatMap((card) => inEachNamespace({ ...card, keys: (keys[card.name] ?? []).filter((key) => key !== undefined) }))
    .filter((secret) => secret.keys.length > 0);
}

function ofExternalStore({ environment: { objectStore }, context }: RenderedPlatform): KnownSecret[] {
  if (objectStore.mode !== 'external') return [];
  const namespace = context.workloads.find(({ name }) => name === 'spark-driver')!.namespace;
  const keys = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'];
  return [objectStore.sparkSecret, objectStore.historySecret, ...context.storeUsers.map(({ secret }) => secret.name)].map((name) => ({
    name,
    namespace,
    keys,
  }));
}
