import { counter, gauge, info } from './metric';
import { kubePodLabels } from './spark-pod-labels';

const docs = 'kubernetes/kube-state-metrics docs/metrics';

/** Objects as kube-state-metrics sees them; `namespace`, `pod`, `node` are those of the object, not of the exporter. */
const kubernetes = { job: 'kube-state-metrics', tier: 'kubernetes', proof: { exposition: 'kube-state-metrics.txt' } } as const;
const pod = { ...kubernetes, labels: ['namespace', 'pod', 'uid'], source: `${docs}/workload/pod-metrics.md` } as const;
const container = { ...pod, labels: [...pod.labels, 'container'] } as const;
const containerResource = { ...container, labels: [...container.labels, 'node', 'resource', 'unit'] } as const;
const node = { ...kubernetes, labels: ['node'], source: `${docs}/cluster/node-metrics.md` } as const;
const nodeResource = { ...node, labels: ['node', 'resource', 'unit'] } as const;
const deployment = {
  ...kubernetes,
  labels: ['namespace', 'deployment'],
  unit: 'count',
  source: `${docs}/workload/deployment-metrics.md`,
} as const;
const statefulSet = {
  ...kubernetes,
  labels: ['namespace', 'statefulset'],
  unit: 'count',
  source: `${docs}/workload/statefulset-metrics.md`,
} as const;
const daemonSet = {
  ...kubernetes,
  labels: ['namespace', 'daemonset'],
  unit: 'count',
  source: `${docs}/workload/daemonset-metrics.md`,
} as const;
const claim = {
  ...kubernetes,
  labels: ['namespace', 'persistentvolumeclaim'],
  source: `${docs}/storage/persistentvolumeclaim-metrics.md`,
} as const;
const quota = {
  ...kubernetes,
  labels: ['namespace', 'resourcequota', 'resource', 'type'],
  source: `${docs}/policy/resourcequota-metrics.md`,
  proof: { exposition: 'kube-state-metrics-platform.txt' },
} as const;

const waitingReasons = [
  'ContainerCreating',
  'CrashLoopBackOff',
  'CreateContainerConfigError',
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
];
const terminatedReasons = ['Completed', 'ContainerCannotRun', 'DeadlineExceeded', 'Error', 'Evicted', 'OOMKilled'];

export const podMetrics = {
  labels: info({
    ...pod,
    name: 'kube_pod_labels',
    labels: [...pod.labels, ...kubePodLabels],
    values: { label_spark_role: ['driver', 'executor'] },
    proof: { exposition: 'kube-state-metrics-platform.txt' },
    about: 'Labels of the pod that the allow-list names: the only way from a pod to its Spark application.',
  }),
  info: info({
    ...pod,
    name: 'kube_pod_info',
    labels: [...pod.labels, 'created_by_kind', 'created_by_name', 'host_ip', 'host_network', 'node', 'pod_ip', 'priority_class'],
    about: 'Node and owner of the pod.',
  }),
  phase: info({
    ...pod,
    name: 'kube_pod_status_phase',
    labels: [...pod.labels, 'phase'],
    about: '1 for the phase the pod is in, 0 for all others.',
  }),
  statusReason: info({
    ...pod,
    name: 'kube_pod_status_reason',
    labels: [...pod.labels, 'reason'],
    values: { reason: ['Evicted', 'NodeLost', 'Shutdown'] },
    about: '1 for the reason why the pod was ended from outside; since 2.20 only where there is one.',
  }),
  unschedulable: info({
    ...pod,
    name: 'kube_pod_status_unschedulable',
    proof: { reason: 'only for pods that no node can take, and the recorded cluster had room' },
    about: 'The scheduler found no node for the pod.',
  }),
  created: gauge({ ...pod, name: 'kube_pod_created', unit: 'timestamp', about: 'When the pod was made.' }),
  completedAt: gauge({ ...pod, name: 'kube_pod_completion_time', unit: 'timestamp', about: 'When the pod ended; absent while it runs.' }),

  cpuRequests: gauge({
    ...containerResource,
    name: 'kube_pod_container_resource_requests',
    only: { resource: 'cpu' },
    unit: 'cores',
    about: 'Cores a container reserves; finished pods have it too, so join the phase.',
  }),
  memoryRequests: gauge({
    ...containerResource,
    name: 'kube_pod_container_resource_requests',
    only: { resource: 'memory' },
    unit: 'bytes',
    about: 'Memory a container reserves; finished pods have it too, so join the phase.',
  }),
  memoryLimits: gauge({
    ...containerResource,
    name: 'kube_pod_container_resource_limits',
    only: { resource: 'memory' },
    unit: 'bytes',
    about: 'Memory above which a container is killed.',
  }),
  waitingReason: info({
    ...container,
    name: 'kube_pod_container_status_waiting_reason',
    labels: [...container.labels, 'reason'],
    values: { reason: waitingReasons },
    proof: { reason: 'only while a container waits, and none did when the page was recorded' },
    about: 'Why the container does not run yet.',
  }),
  terminatedReason: info({
    ...container,
    name: 'kube_pod_container_status_terminated_reason',
    labels: [...container.labels, 'reason'],
    values: { reason: terminatedReasons },
    about: 'Why the container ended; executors are deleted at their end, so theirs are often missed.',
  }),
  lastTerminatedReason: info({
    ...container,
    name: 'kube_pod_container_status_last_terminated_reason',
    labels: [...container.labels, 'reason'],
    values: { reason: terminatedReasons },
    proof: { reason: 'only after a restart, and no container had restarted when the page was recorded' },
    about: 'Why the container ended before its last restart.',
  }),
  restarts: counter({ ...container, name: 'kube_pod_container_status_restarts_total', unit: 'count', about: 'Restarts of the container.' }),
};

export const workloadMetrics = {
  deploymentReplicas: gauge({ ...deployment, name: 'kube_deployment_spec_replicas', about: 'Pods a Deployment should have.' }),
  deploymentAvailable: gauge({
    ...deployment,
    name: 'kube_deployment_status_replicas_available',
    about: 'Pods of a Deployment that serve.',
  }),
  statefulSetReplicas: gauge({ ...statefulSet, name: 'kube_statefulset_replicas', about: 'Pods a StatefulSet should have.' }),
  statefulSetReady: gauge({
    ...statefulSet,
    name: 'kube_statefulset_status_replicas_ready',
    about: 'Pods of a StatefulSet that are ready.',
  }),
  daemonSetDesired: gauge({
    ...daemonSet,
    name: 'kube_daemonset_status_desired_number_scheduled',
    about: 'Nodes that should run a pod of a DaemonSet.',
  }),
  daemonSetReady: gauge({ ...daemonSet, name: 'kube_daemonset_status_number_ready', about: 'Nodes that run a ready pod of a DaemonSet.' }),
  jobFailed: gauge({
    ...kubernetes,
    name: 'kube_job_status_failed',
    labels: ['namespace', 'job_name'],
    unit: 'count',
    source: `${docs}/workload/job-metrics.md`,
    about: 'Pods of a Job that failed.',
  }),
};

export const clusterMetrics = {
  nodeCondition: info({
    ...node,
    name: 'kube_node_status_condition',
    labels: ['node', 'condition', 'status'],
    values: { condition: ['DiskPressure', 'MemoryPressure', 'PIDPressure', 'NetworkUnavailable'] },
    about: '1 for the status that a condition of the node has.',
  }),
  nodeUnschedulable: gauge({ ...node, name: 'kube_node_spec_unschedulable', unit: 'boolean', about: '1 while the node is cordoned.' }),
  allocatableCores: gauge({
    ...nodeResource,
    name: 'kube_node_status_allocatable',
    only: { resource: 'cpu' },
    unit: 'cores',
    about: 'Cores of the node that pods can have.',
  }),
  allocatableMemory: gauge({
    ...nodeResource,
    name: 'kube_node_status_allocatable',
    only: { resource: 'memory' },
    unit: 'bytes',
    about: 'Memory of the node that pods can have.',
  }),
  allocatablePods: gauge({
    ...nodeResource,
    name: 'kube_node_status_allocatable',
    only: { resource: 'pods' },
    unit: 'count',
    about: 'Pods that fit on the node.',
  }),
  quotaCores: gauge({
    ...quota,
    name: 'kube_resourcequota',
    only: { resource: 'requests.cpu' },
    unit: 'cores',
    about: 'Cores that a namespace may reserve, and does.',
  }),
  quotaMemory: gauge({
    ...quota,
    name: 'kube_resourcequota',
    only: { resource: 'requests.memory' },
    unit: 'bytes',
    about: 'Memory that a namespace may reserve, and does.',
  }),
  quotaPods: gauge({
    ...quota,
    name: 'kube_resourcequota',
    only: { resource: 'pods' },
    unit: 'count',
    about: 'Pods that a namespace may have, and has.',
  }),
  claimPhase: info({
    ...claim,
    name: 'kube_persistentvolumeclaim_status_phase',
    labels: [...claim.labels, 'phase'],
    values: { phase: ['Lost', 'Pending'] },
    about: '1 for the phase the claim is in.',
  }),
};
