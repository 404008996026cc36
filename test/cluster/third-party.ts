import type { Environment } from '../../config/schema';
import { secrets, type SecretCard } from '../../config/secrets';
import type { Cluster } from './cluster';
import { objectsOf, type Platform } from './platform';

/** Nobody listens there: what is sent is lost, and says so in the sender's log. */
const NOWHERE = 'http://127.0.0.1:9/';

/** Secrets that people bring, since their values come from a third party: card → keys. */
function broughtSecrets({ alertmanager, prometheus, grafana }: Environment): Array<readonly [SecretCard, readonly string[]]> {
  const receivers = Object.values(alertmanager.receivers).flatMap(({ slack, pagerDuty, webhook }) => [
    slack?.apiUrlKey,
    pagerDuty?.routingKeyKey,
    webhook?.urlKey,
  ]);
  const all: Array<readonly [SecretCard, ReadonlyArray<string | undefined>]> = [
    [secrets.alertmanagerReceivers, [...receivers, alertmanager.smtp?.passwordKey]],
    [secrets.prometheusRemoteWrite, prometheus.remoteWrite.map(({ bearerTokenKey }) => bearerTokenKey)],
    [secrets.grafanaOidc, [grafana.oidc?.clientSecretKey]],
  ];
  return all.map(([card, keys]) => [card, keys.filter((key) => key !== undefined)] as const).filter(([, keys]) => keys.length > 0);
}

/** Creates what people would bring, once its namespace is there. Does nothing the next time. */
export async function bringSecrets(cluster: Cluster, environment: Environment): Promise<void> {
  const namespaces = (await cluster.list('/api/v1/namespaces')).map(({ metadata }) => metadata.name);
  for (const [{ name, namespaces: holders }, keys] of broughtSecrets(environment))
    for (const namespace of holders.filter((holder) => namespaces.includes(holder)))
      await cluster.apply([
        {
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { name, namespace },
          stringData: Object.fromEntries(keys.map((key) => [key, key.includes('url') ? NOWHERE : 'nothing-of-value'])),
        },
      ]);
}

/** Gives each Ingress an address, as its controller would: without one Argo CD waits for ever. */
export async function playIngressController({ cluster, rendered }: Platform): Promise<void> {
  const patch = JSON.stringify({ status: { loadBalancer: { ingress: [{ hostname: 'localhost' }] } } });
  for (const { metadata } of objectsOf(rendered, 'Ingress'))
    await cluster
      .kubectl([
        '--namespace',
        metadata.namespace ?? '',
        'patch',
        'ingress',
        metadata.name,
        '--subresource=status',
        '--type=merge',
        '-p',
        patch,
      ])
      .catch(() => '');
}
