import { k8s } from 'cdk8s-plus-28';
import type { Workload } from '../../config/components';
import type { ApplicationChart } from '../application-chart';

/**
 * Leads a host name to a named port of a workload's Service, with TLS from a Secret that is named after the host. Nothing where the environment has no
 * ingress or no host for this workload.
 */
export function ingress(chart: ApplicationChart, workload: Workload, host: string | undefined, port = 'http'): void {
  const settings = chart.context.ingress;
  if (settings === undefined || host === undefined) return;
  const service = { name: workload.name, port: { name: port } };
  new k8s.KubeIngress(chart, `${workload.name}-ingress`, {
    metadata: chart.metadataOf(workload, workload.name, settings.annotations),
    spec: {
      ingressClassName: settings.className,
      tls: [{ hosts: [host], secretName: tlsSecretOf(host) }],
      rules: [{ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service } }] } }],
    },
  });
}

/** Secret that holds a host's certificate; an issuer such as cert-manager creates it. */
export const tlsSecretOf = (host: string): string => `${host.replaceAll('.', '-')}-tls`;
