import { readFileSync } from 'node:fs';
import { type ByteQuantity, bytesOf } from '../../../config/schema/values';
import type { Sample } from '../../contract/exposition';
import type { ClusterModel, Pod } from '../cluster-model';

/** Linux counts processor time in hundredths of a second. */
const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4096;

interface Use {
  readonly cpuSeconds: number;
  readonly memoryBytes: number;
  readonly readBytes: number;
  readonly writtenBytes: number;
}

/** What a process has used, as Linux tells; nothing of one that has ended. */
function useOf(pid: number): Use | undefined {
  try {
    // the name in parentheses may hold blanks
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
    const io = Object.fromEntries(
      readFileSync(`/proc/${pid}/io`, 'utf8')
        .trim()
        .split('\n')
        .map((line) => line.split(': ')),
    );
    return {
      cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND,
      memoryBytes: Number(fields[21]) * PAGE_BYTES,
      readBytes: Number(io.read_bytes),
      writtenBytes: Number(io.write_bytes),
    };
  } catch {
    return undefined;
  }
}

/** The kubelet's page of its containers: what the processes that stand for a pod have really used. */
export class CadvisorPage {
  /** Counters must not fall when a process of a pod ends. */
  private readonly most = new Map<string, Use>();

  constructor(
    private readonly cluster: ClusterModel,
    private readonly speed: number,
  ) {}

  samples(): Sample[] {
    return this.cluster.pods.filter(({ phase }) => phase === 'Running').flatMap((pod) => this.ofPod(pod));
  }

  private ofPod(pod: Pod): Sample[] {
    const [container] = pod.containers;
    const labels = {
      container: container?.name ?? '',
      id: `/kubepods/${pod.uid}`,
      image: container?.image ?? '',
      name: pod.uid,
      namespace: pod.namespace,
      pod: pod.name,
    };
    const { cpuSeconds, memoryBytes, readBytes, writtenBytes } = this.use(pod);
    const periods = Math.floor(Date.now() / 1000 - pod.created) * this.speed * 10;
    const network = { id: labels.id, image: 'pause', interface: 'eth0', name: pod.uid, namespace: pod.namespace, pod: pod.name };
    const own: Array<readonly [string, number]> = [
      ['container_cpu_usage_seconds_total', cpuSeconds],
      ['container_cpu_cfs_periods_total', periods],
      ['container_cpu_cfs_throttled_periods_total', 0],
      ['container_memory_working_set_bytes', memoryBytes],
      ['container_oom_events_total', 0],
      ['container_fs_reads_bytes_total', readBytes],
      ['container_fs_writes_bytes_total', writtenBytes],
    ];
    return [
      ...own.map(([name, value]) => ({ name, labels, value })),
      // nobody counts what a process sends over loopback: a steady trickle
      ...['receive', 'transmit'].map((way) => ({ name: `container_network_${way}_bytes_total`, labels: network, value: periods * 100 })),
    ];
  }

  private use({ uid, processes }: Pod): Use {
    const found = processes().flatMap((pid) => useOf(pid) ?? []);
    const sum = (key: keyof Use) => found.reduce((total, use) => total + use[key], 0);
    const before = this.most.get(uid);
    const counter = (key: keyof Use) => Math.max(sum(key), before?.[key] ?? 0);
    const now = {
      cpuSeconds: counter('cpuSeconds'),
      memoryBytes: sum('memoryBytes'),
      readBytes: counter('readBytes'),
      writtenBytes: counter('writtenBytes'),
    };
    this.most.set(uid, now);
    return now;
  }
}

/** Part of every volume that is free, and file system entries per volume. */
const FREE = 0.8;
const INODES = 655_360;

/** The kubelet's page of volumes: as large as claimed and steadily used, since the disk of this machine fills with what others do. */
export function volumeSamples({ objects }: ClusterModel): Sample[] {
  return objects
    .filter(({ kind }) => kind === 'StatefulSet')
    .flatMap(({ metadata, spec }) =>
      ((spec.volumeClaimTemplates ?? []) as any[]).flatMap((claim) => {
        const capacity = bytesOf(claim.spec.resources.requests.storage as ByteQuantity);
        const labels = { namespace: metadata.namespace ?? '', persistentvolumeclaim: `${claim.metadata.name}-${metadata.name}-0` };
        return Object.entries({
          kubelet_volume_stats_available_bytes: capacity * FREE,
          kubelet_volume_stats_capacity_bytes: capacity,
          kubelet_volume_stats_inodes: INODES,
          kubelet_volume_stats_inodes_free: INODES * FREE,
        }).map(([name, value]) => ({ name, labels, value }));
      }),
    );
}
