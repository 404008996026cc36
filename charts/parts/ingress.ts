import { k8s } from 'cdk8s-plus-28';
import type { Workload } from '../../config/components';
import type { ApplicationChart } from '../application-chart';

/** Leads a host name, over TLS, to the `http` port of a workload's Service; without ingress settings or a host there is none. */
export function ingress(chart: ApplicationChart, workload: Workload, host: string | undefined): void {
  const settings = chart.context.ingress;
  if (settings === undefined || host === undefined) return;
  new k8s.KubeIngress(chart, `${workload.name}-ingress`, {
    metadata: { ...chart.metadataOf(workload), annotations: settings.annotations },
    spec: {
      ingressClassName: settings.className,
      // filled by the ingress controller or cert-manager, not by us
      tls: [{ hosts: [host], secretName: `${workload.name}-tls` }],
      rules: [
        {
          host,
          http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: workload.name, port: { name: 'http' } } } }] },
        },
      ],
    },
  });
}
