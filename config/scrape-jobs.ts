import { components } from './components';

type ComponentCard = (typeof components)[keyof typeof components];

/** Jobs whose targets are not ours: the cluster itself and Argo CD. */
export const outsideJobs = {
  kubelet: 'kubelet',
  cadvisor: 'kubelet-cadvisor',
  apiServer: 'kube-apiserver',
  argoCd: 'argocd',
} as const;

const ownJobs: string[] = Object.values<ComponentCard>(components)
  .flatMap(({ workloads }) => [...workloads])
  .flatMap(({ metrics }) => metrics.map(({ job }) => job));

/** Every value that the `job` label can have, in the order of the components. */
export const jobNames: readonly string[] = [...new Set(ownJobs), ...Object.values(outsideJobs)];
