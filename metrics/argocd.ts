import { counter, gauge, histogram, info } from './metric';

const argoCd = {
  job: 'argocd',
  tier: 'platform',
  source: 'argoproj/argo-cd docs/operator-manual/metrics.md',
  proof: { exposition: 'argocd-application-controller.txt' },
} as const;
const repoServer = { ...argoCd, proof: { exposition: 'argocd-repo-server.txt' } } as const;

export const argoCdMetrics = {
  applicationInfo: info({
    ...argoCd,
    name: 'argocd_app_info',
    labels: [
      'namespace',
      'name',
      'project',
      'repo',
      'dest_server',
      'dest_namespace',
      'sync_status',
      'health_status',
      'operation',
      'autosync_enabled',
    ],
    values: {
      sync_status: ['OutOfSync', 'Synced', 'Unknown'],
      health_status: ['Degraded', 'Healthy', 'Missing', 'Progressing', 'Suspended', 'Unknown'],
      autosync_enabled: ['false', 'true'],
    },
    about: 'Sync and health status of an Application.',
  }),
  syncs: counter({
    ...argoCd,
    name: 'argocd_app_sync_total',
    labels: ['namespace', 'name', 'project', 'dest_server', 'dry_run', 'phase'],
    values: { phase: ['Error', 'Failed', 'Running', 'Succeeded', 'Terminating'] },
    unit: 'count',
    about: 'Syncs of an Application by result.',
  }),
  reconcileDuration: histogram({
    ...argoCd,
    name: 'argocd_app_reconcile',
    labels: ['namespace', 'dest_server'],
    unit: 'seconds',
    about: 'Duration of comparing an Application with the cluster.',
  }),
  queueDepth: gauge({
    ...argoCd,
    sharedName: true,
    name: 'workqueue_depth',
    labels: ['controller', 'name', 'priority'],
    unit: 'count',
    source: 'kubernetes-sigs/controller-runtime pkg/metrics/workqueue.go',
    about: 'Objects waiting to be reconciled.',
  }),
  gitRequests: counter({
    ...repoServer,
    name: 'argocd_git_request_total',
    labels: ['repo', 'request_type'],
    unit: 'requests',
    about: 'Requests to Git repositories.',
  }),
  gitFetchFailures: counter({
    ...repoServer,
    name: 'argocd_git_fetch_fail_total',
    labels: ['repo', 'revision'],
    unit: 'requests',
    proof: { reason: 'appears with the first failed fetch, and none failed when the page was recorded' },
    about: 'Fetches from Git repositories that failed.',
  }),
  gitDuration: histogram({
    ...repoServer,
    name: 'argocd_git_request_duration_seconds',
    labels: ['repo', 'request_type'],
    unit: 'seconds',
    about: 'Duration of requests to Git repositories.',
  }),
  redisRequests: counter({
    ...argoCd,
    name: 'argocd_redis_request_total',
    labels: ['command', 'hostname', 'initiator', 'failed'],
    values: { failed: ['false', 'true'] },
    unit: 'requests',
    about: 'Requests to the cache, by whether they failed.',
  }),
};
