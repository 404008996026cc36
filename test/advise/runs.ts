import { executorRegistryMetrics as registry } from '../../metrics/spark-executor-registry';
import type { RawSeries } from './backfill';

/** How one run of an application behaved. */
export interface RunStory {
  readonly app: string;
  readonly schedule: string;
  readonly team: string;
  readonly startSeconds: number;
  readonly lengthSeconds: number;
  readonly driver: { readonly cores: number; readonly bytes: number; readonly usedCores: number; readonly heldBytes: number };
  readonly executor: { readonly cores: number; readonly bytes: number; readonly usedCores: number; readonly heldBytes: number };
  readonly executors: number;
  /** Task slots of each executor, and how many of them work. */
  readonly slots: number;
  readonly busy: number;
  readonly heapBytes: number;
  readonly heapPeakBytes: number;
  readonly unifiedPeakRatio: number;
  readonly gcRatio: number;
  /** What executors tell of themselves: shares of the run time of their tasks, and bytes for each second of it. */
  readonly told: {
    readonly cpuRatio: number;
    readonly fetchWaitRatio: number;
    readonly spilledBytesPerSecond: number;
    readonly shuffledBytesPerSecond: number;
    /** Executors that began late and reported once, at their end: their seconds of run time. */
    readonly onceSeconds: readonly number[];
  };
}

const RESERVED = 300 * 2 ** 20;

/** What kube-state-metrics, cAdvisor and the driver would have shown of a run. */
export function seriesOf(run: RunStory): RawSeries[] {
  const span = { startSeconds: run.startSeconds, endSeconds: run.startSeconds + run.lengthSeconds };
  const executorPods = Array.from({ length: run.executors }, (_, index) => ({
    pod: `${run.app}-exec-${index + 1}`,
    id: String(index + 1),
  }));
  return [
    ...podSeries(run, 'driver', `${run.app}-driver`, span),
    ...executorPods.flatMap(({ pod }) => podSeries(run, 'executor', pod, span)),
    ...executorPods.flatMap(({ id }) => pageSeries(run, id, span)),
    ...toldByExecutors(run, span),
    ...pageSeries({ ...run, slots: 0, busy: 0 }, 'driver', span),
  ];
}

type Span = Pick<RawSeries, 'startSeconds' | 'endSeconds'>;

function podSeries(run: RunStory, role: 'driver' | 'executor', pod: string, span: Span): RawSeries[] {
  const { cores, bytes, usedCores, heldBytes } = run[role];
  const inPod = { namespace: 'spark', pod };
  const container = { ...inPod, container: `spark-kubernetes-${role}` };
  const measured = { ...container, image: 'spark', id: `/${pod}`, name: pod };
  const gauge = (name: string, labels: RawSeries['labels'], value: number): RawSeries => ({ name, labels, ...span, value: () => value });
  return [
    gauge('kube_pod_status_phase', { ...inPod, uid: pod, phase: 'Running' }, 1),
    gauge(
      'kube_pod_labels',
      {
        ...inPod,
        uid: pod,
        label_spark_role: role,
        label_sparkoperator_k8s_io_app_name: run.app,
        label_sparkoperator_k8s_io_scheduled_app_name: run.schedule,
        label_team: run.team,
        label_spark_app_selector: `spark-${run.app}`,
      },
      1,
    ),
    gauge('kube_pod_container_resource_requests', { ...container, resource: 'cpu', unit: 'core' }, cores),
    gauge('kube_pod_container_resource_requests', { ...container, resource: 'memory', unit: 'byte' }, bytes),
    gauge('kube_pod_container_resource_limits', { ...container, resource: 'memory', unit: 'byte' }, bytes),
    gauge('container_memory_working_set_bytes', measured, heldBytes),
    { name: 'container_cpu_usage_seconds_total', labels: measured, ...span, value: (age) => usedCores * age },
  ];
}

function pageSeries(run: RunStory, executor: string, span: Span): RawSeries[] {
  const labels = {
    namespace: 'spark',
    app: run.app,
    ...(run.schedule !== '' && { schedule: run.schedule }),
    team: run.team,
    executor_id: executor,
    application_id: `spark-${run.app}`,
    pod: `${run.app}-driver`,
    job: 'spark-executors',
  };
  const unified = (run.heapBytes - RESERVED) * 0.6;
  const values: Record<string, (age: number) => number> = {
    maxTasks: () => run.slots,
    activeTasks: () => run.busy,
    maxMemory_bytes: () => unified,
    memoryUsed_bytes: () => 0.1 * unified,
    JVMHeapMemory_bytes: () => run.heapPeakBytes,
    OnHeapUnifiedMemory_bytes: () => run.unifiedPeakRatio * unified,
    totalDuration_seconds_total: (age) => (executor === 'driver' ? age : run.busy * age),
    totalGCTime_seconds_total: (age) => run.gcRatio * run.busy * age,
    completedTasks_total: (age) => age / 4,
    failedTasks_total: () => 0,
    totalTasks_total: (age) => age / 4,
    totalShuffleRead_bytes_total: (age) => 1e6 * age,
    totalShuffleWrite_bytes_total: (age) => 1e6 * age,
  };
  return Object.entries(values).map(([name, value]) => ({ name: `metrics_executor_${name}`, labels, ...span, value }));
}

/** How long graphite_exporter shows the last report of an executor that is gone. */
const EXPIRY_SECONDS = 900;

/**
 * What graphite_exporter would have shown: the first executor dies half-way and is shown until it expires, and the exporter moves at that moment, so that
 * the others have a second series that goes on from their first.
 */
function toldByExecutors(run: RunStory, { startSeconds, endSeconds }: Span): RawSeries[] {
  const half = Math.floor(run.lengthSeconds / 2);
  const until = (last: number) => ({
    startSeconds,
    endSeconds: Math.min(startSeconds + last + EXPIRY_SECONDS, endSeconds + EXPIRY_SECONDS),
  });
  const [first = '', ...others] = Array.from({ length: run.executors }, (_, index) => String(index + 1));
  const seconds = (last: number) => (age: number) => run.busy * Math.min(age, last);
  return [
    ...toldSeries(run, { executor: first, exporter: 'before', span: until(half), seconds: seconds(half) }),
    ...others.flatMap((executor) => [
      ...toldSeries(run, { executor, exporter: 'before', span: { startSeconds, endSeconds: startSeconds + half }, seconds: seconds(half) }),
      ...toldSeries(run, {
        executor,
        exporter: 'after',
        span: { startSeconds: startSeconds + half, endSeconds: endSeconds + EXPIRY_SECONDS },
        seconds: (age) => seconds(run.lengthSeconds)(age + half),
      }),
    ]),
    ...run.told.onceSeconds.flatMap((once, index) =>
      toldSeries(run, {
        executor: String(run.executors + 1 + index),
        exporter: 'after',
        span: { startSeconds: endSeconds, endSeconds },
        seconds: () => once,
      }),
    ),
  ];
}

interface ToldStory {
  readonly executor: string;
  readonly exporter: string;
  readonly span: Span;
  /** Run time of its tasks, that many seconds after the start of the span. */
  readonly seconds: (age: number) => number;
}

function toldSeries(run: RunStory, { executor, exporter, span, seconds }: ToldStory): RawSeries[] {
  const { cpuRatio, fetchWaitRatio, spilledBytesPerSecond, shuffledBytesPerSecond } = run.told;
  const labels = {
    namespace: 'spark',
    app: run.app,
    ...(run.schedule !== '' && { schedule: run.schedule }),
    team: run.team,
    spark_app_id: `spark-${run.app}`,
    executor_id: executor,
    role: 'executor',
    job: 'graphite-exporter',
    instance: exporter,
  };
  /** Value for each second of run time. */
  const perSecond = {
    runTime: 1000,
    cpuTime: cpuRatio * 1e9,
    jvmCpuTime: 1.1 * cpuRatio * 1e9,
    shuffleFetchWait: fetchWaitRatio * 1000,
    succeededTasks: 0.25,
    diskSpilled: spilledBytesPerSecond,
    memorySpilled: 4 * spilledBytesPerSecond,
    shuffleBytesWritten: shuffledBytesPerSecond / 2,
    shuffleLocalBytesRead: shuffledBytesPerSecond / 8,
    shuffleRemoteBytesRead: (3 * shuffledBytesPerSecond) / 8,
  } satisfies Partial<Record<keyof typeof registry, number>>;
  return Object.entries(perSecond).map(([entry, factor]) => ({
    name: registry[entry as keyof typeof perSecond].name,
    labels,
    ...span,
    value: (age) => factor * seconds(age),
  }));
}
