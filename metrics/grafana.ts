import { gauge, histogram } from './metric';

const grafana = {
  job: 'grafana',
  tier: 'platform',
  labels: [],
  proof: { reason: 'no page of Grafana was recorded; the names stand in its source' },
} as const;

export const grafanaMetrics = {
  requestDuration: histogram({
    ...grafana,
    name: 'grafana_http_request_duration_seconds',
    labels: ['handler', 'status_code', 'method'],
    unit: 'seconds',
    source: 'grafana/grafana pkg/middleware/request_metrics.go',
    about: 'Duration of requests to Grafana.',
  }),
  dashboards: gauge({
    ...grafana,
    name: 'grafana_stat_totals_dashboard',
    unit: 'count',
    source: 'grafana/grafana pkg/infra/metrics/metrics.go',
    about: 'Dashboards in the database: provisioning worked when all of ours are there.',
  }),
};
