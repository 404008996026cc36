import type { Component, Workload } from '../../config/components';

/** Argo CD keeps every object as it is in Git; the value tells whoever finds one where to change it. */
const COMMON = { 'app.kubernetes.io/managed-by': 'argocd', 'app.kubernetes.io/part-of': 'spok' };

/** Selects the pods of a workload. Immutable in Kubernetes: only what never changes. */
export const selector = ({ podLabels }: Workload): Record<string, string> => ({ ...podLabels });

/** Labels of everything that belongs to a workload, its pods included. */
export const workloadLabels = (workload: Workload): Record<string, string> => ({
  'app.kubernetes.io/name': workload.name,
  'app.kubernetes.io/instance': workload.name,
  'app.kubernetes.io/component': workload.role,
  ...COMMON,
  ...selector(workload),
});

/** Labels of objects that belong to a component as a whole. */
export const componentLabels = ({ name }: Component): Record<string, string> => ({ 'app.kubernetes.io/name': name, ...COMMON });

/** A text in the form of a label's value: at most 63 characters that begin and end with a letter or digit. */
export const labelValue = (text: string): string => text.slice(0, 63).replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '');
