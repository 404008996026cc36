import { counter, gauge, histogram } from './metric';

const apiServer = {
  job: 'kube-apiserver',
  tier: 'kubernetes',
  source: 'kubernetes/kubernetes staging/src/k8s.io/apiserver/pkg/endpoints/metrics/metrics.go',
  proof: { exposition: 'kube-apiserver.txt' },
} as const;
const request = ['verb', 'group', 'version', 'resource', 'subresource', 'scope', 'component', 'dry_run'] as const;

export const apiServerMetrics = {
  requests: counter({
    ...apiServer,
    name: 'apiserver_request_total',
    labels: [...request, 'code'],
    values: { code: ['429', '500', '503'] },
    unit: 'requests',
    about: 'Requests to the Kubernetes API by answer.',
  }),
  requestDuration: histogram({
    ...apiServer,
    name: 'apiserver_request_duration_seconds',
    labels: request,
    values: { verb: ['CONNECT', 'DELETE', 'GET', 'LIST', 'PATCH', 'POST', 'PUT', 'WATCH'] },
    unit: 'seconds',
    about: 'Duration of requests to the Kubernetes API.',
  }),
  inFlight: gauge({
    ...apiServer,
    name: 'apiserver_current_inflight_requests',
    labels: ['request_kind'],
    unit: 'requests',
    source: 'kubernetes/kubernetes staging/src/k8s.io/apiserver/pkg/server/filters/maxinflight.go',
    about: 'Requests being served now.',
  }),
};
