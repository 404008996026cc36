import { counter, gauge } from './metric';

/** The machines. `node` and `instance` are the name of the Kubernetes node. */
const node = {
  job: 'node-exporter',
  tier: 'kubernetes',
  labels: [],
  source: 'prometheus/node_exporter collector',
  proof: { exposition: 'node-exporter.txt' },
} as const;
const filesystem = {
  ...node,
  labels: ['device', 'device_error', 'fstype', 'mountpoint'],
  values: { fstype: ['overlay', 'ramfs', 'squashfs', 'tmpfs', 'xfs'] },
  source: 'prometheus/node_exporter collector/filesystem_common.go',
} as const;
const memory = { ...node, unit: 'bytes', source: 'prometheus/node_exporter collector/meminfo.go' } as const;
const disk = { ...node, labels: ['device'], source: 'prometheus/node_exporter collector/diskstats_common.go' } as const;
const network = { ...node, labels: ['device'], source: 'prometheus/node_exporter collector/netdev_common.go' } as const;
const pressure = { ...node, unit: 'seconds', source: 'prometheus/node_exporter collector/pressure_linux.go' } as const;

export const nodeMetrics = {
  cpuTime: counter({
    ...node,
    name: 'node_cpu_seconds_total',
    labels: ['cpu', 'mode'],
    unit: 'coreSeconds',
    source: 'prometheus/node_exporter collector/cpu_linux.go',
    about: 'CPU time by what it was spent on.',
  }),
  load1: gauge({
    ...node,
    name: 'node_load1',
    unit: 'count',
    source: 'prometheus/node_exporter collector/loadavg.go',
    about: 'Processes that run or want to, over a minute.',
  }),
  memoryAvailable: gauge({ ...memory, name: 'node_memory_MemAvailable_bytes', about: 'Memory that programs can still get.' }),
  memoryTotal: gauge({ ...memory, name: 'node_memory_MemTotal_bytes', about: 'Memory of the machine.' }),
  filesystemAvailable: gauge({
    ...filesystem,
    name: 'node_filesystem_avail_bytes',
    unit: 'bytes',
    about: 'Space that ordinary users can still take.',
  }),
  filesystemSize: gauge({ ...filesystem, name: 'node_filesystem_size_bytes', unit: 'bytes', about: 'Size of the file system.' }),
  filesystemFilesFree: gauge({ ...filesystem, name: 'node_filesystem_files_free', unit: 'count', about: 'Files that can still be made.' }),
  filesystemFiles: gauge({ ...filesystem, name: 'node_filesystem_files', unit: 'count', about: 'Files that fit.' }),
  filesystemReadOnly: gauge({
    ...filesystem,
    name: 'node_filesystem_readonly',
    unit: 'boolean',
    about: '1 when it is mounted read-only, e.g. after an error.',
  }),
  diskReadBytes: counter({ ...disk, name: 'node_disk_read_bytes_total', unit: 'bytes', about: 'Bytes read from the disk.' }),
  diskWrittenBytes: counter({ ...disk, name: 'node_disk_written_bytes_total', unit: 'bytes', about: 'Bytes written to the disk.' }),
  diskBusyTime: counter({ ...disk, name: 'node_disk_io_time_seconds_total', unit: 'seconds', about: 'Time the disk had something to do.' }),
  networkReceivedBytes: counter({ ...network, name: 'node_network_receive_bytes_total', unit: 'bytes', about: 'Bytes received.' }),
  networkSentBytes: counter({ ...network, name: 'node_network_transmit_bytes_total', unit: 'bytes', about: 'Bytes sent.' }),
  cpuPressure: counter({
    ...pressure,
    name: 'node_pressure_cpu_waiting_seconds_total',
    about: 'Time in which some process waited for a core.',
  }),
  memoryPressure: counter({
    ...pressure,
    name: 'node_pressure_memory_waiting_seconds_total',
    about: 'Time in which some process waited for memory.',
  }),
  ioPressure: counter({
    ...pressure,
    name: 'node_pressure_io_waiting_seconds_total',
    about: 'Time in which some process waited for a disk.',
  }),
  oomKills: counter({
    ...node,
    name: 'node_vmstat_oom_kill',
    unit: 'count',
    source: 'prometheus/node_exporter collector/vmstat_linux.go',
    about: 'Processes the kernel killed for memory, in any container.',
  }),
  bootTime: gauge({
    ...node,
    name: 'node_boot_time_seconds',
    unit: 'timestamp',
    source: 'prometheus/node_exporter collector/stat_linux.go',
    about: 'When the machine started.',
  }),
  clockOffset: gauge({
    ...node,
    name: 'node_timex_offset_seconds',
    unit: 'seconds',
    source: 'prometheus/node_exporter collector/timex.go',
    about: 'How far the clock is off; S3 refuses requests beyond 15 minutes.',
  }),
};
