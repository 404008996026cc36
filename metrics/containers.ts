import { counter, gauge } from './metric';

const notRecorded = { reason: 'only a kubelet serves it, and the recordings were made without one' } as const;

/** Resource use by container, from the kubelet's cAdvisor. Sums leave out `container=""`, the cgroup of the whole pod. */
const container = {
  job: 'kubelet-cadvisor',
  tier: 'kubernetes',
  labels: ['namespace', 'pod', 'container', 'image', 'id', 'name'],
  source: 'google/cadvisor docs/storage/prometheus.md',
  proof: notRecorded,
} as const;

const device = { ...container, labels: [...container.labels, 'device'] } as const;
const podNetwork = { ...container, labels: ['namespace', 'pod', 'interface', 'image', 'id', 'name'] } as const;
const volume = {
  job: 'kubelet',
  tier: 'kubernetes',
  labels: ['namespace', 'persistentvolumeclaim'],
  source: 'kubernetes/kubernetes pkg/kubelet/metrics/collectors/volume_stats.go',
  proof: notRecorded,
} as const;

export const containerMetrics = {
  cpuTime: counter({
    ...container,
    name: 'container_cpu_usage_seconds_total',
    labels: [...container.labels, 'cpu'],
    unit: 'coreSeconds',
    about: 'CPU time used.',
  }),
  cpuPeriods: counter({
    ...container,
    name: 'container_cpu_cfs_periods_total',
    unit: 'count',
    about: 'Scheduling periods of a container with a CPU limit.',
  }),
  cpuThrottledPeriods: counter({
    ...container,
    name: 'container_cpu_cfs_throttled_periods_total',
    unit: 'count',
    about: 'Periods in which the limit stopped it.',
  }),
  workingSet: gauge({
    ...container,
    name: 'container_memory_working_set_bytes',
    unit: 'bytes',
    about: 'Memory that counts against the limit; active page cache is in it.',
  }),
  oomEvents: counter({
    ...container,
    name: 'container_oom_events_total',
    unit: 'count',
    about: 'Times the kernel killed a process for memory.',
  }),
  readBytes: counter({ ...device, name: 'container_fs_reads_bytes_total', unit: 'bytes', about: 'Bytes read from disks.' }),
  writtenBytes: counter({
    ...device,
    name: 'container_fs_writes_bytes_total',
    unit: 'bytes',
    about: 'Bytes written to disks, spill and shuffle included.',
  }),
  receivedBytes: counter({ ...podNetwork, name: 'container_network_receive_bytes_total', unit: 'bytes', about: 'Bytes the pod received.' }),
  sentBytes: counter({ ...podNetwork, name: 'container_network_transmit_bytes_total', unit: 'bytes', about: 'Bytes the pod sent.' }),
};

export const volumeMetrics = {
  available: gauge({ ...volume, name: 'kubelet_volume_stats_available_bytes', unit: 'bytes', about: 'Free space of a mounted claim.' }),
  capacity: gauge({ ...volume, name: 'kubelet_volume_stats_capacity_bytes', unit: 'bytes', about: 'Size of a mounted claim.' }),
  inodesFree: gauge({
    ...volume,
    name: 'kubelet_volume_stats_inodes_free',
    unit: 'count',
    about: 'Files that can still be made on a mounted claim.',
  }),
  inodes: gauge({ ...volume, name: 'kubelet_volume_stats_inodes', unit: 'count', about: 'Files that fit on a mounted claim.' }),
};
