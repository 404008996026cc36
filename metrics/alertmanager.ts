import { counter, gauge, histogram } from './metric';

const alertmanager = {
  job: 'alertmanager',
  tier: 'platform',
  labels: [],
  unit: 'count',
  source: 'prometheus/alertmanager notify/notify.go',
  proof: { exposition: 'alertmanager.txt' },
} as const;
const clustered = { reason: 'only with gossip between replicas, which was off when the page was recorded' } as const;

export const alertmanagerMetrics = {
  configReloadOk: gauge({
    ...alertmanager,
    name: 'alertmanager_config_last_reload_successful',
    unit: 'boolean',
    source: 'prometheus/alertmanager config/coordinator.go',
    about: '1 when the last reload of the configuration worked.',
  }),
  alerts: gauge({
    ...alertmanager,
    name: 'alertmanager_alerts',
    labels: ['state'],
    source: 'prometheus/alertmanager provider/mem/mem.go',
    about: 'Alerts by state: active, suppressed, unprocessed.',
  }),
  silences: gauge({
    ...alertmanager,
    name: 'alertmanager_silences',
    labels: ['state'],
    source: 'prometheus/alertmanager silence/silence.go',
    about: 'Silences by state.',
  }),
  notifications: counter({
    ...alertmanager,
    name: 'alertmanager_notifications_total',
    labels: ['integration'],
    about: 'Notifications by integration.',
  }),
  notificationsFailed: counter({
    ...alertmanager,
    name: 'alertmanager_notifications_failed_total',
    labels: ['integration', 'reason'],
    about: 'Notifications that failed, by integration and reason.',
  }),
  notificationLatency: histogram({
    ...alertmanager,
    name: 'alertmanager_notification_latency_seconds',
    labels: ['integration'],
    unit: 'seconds',
    about: 'Time a notification takes.',
  }),
  clusterMembers: gauge({
    ...alertmanager,
    name: 'alertmanager_cluster_members',
    source: 'prometheus/alertmanager cluster/cluster.go',
    proof: clustered,
    about: 'Replicas that this one sees, itself included.',
  }),
};
