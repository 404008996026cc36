import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { images } from '../../config/versions';
import { type Workload, nodeExporter } from '../../config/components';
import type { Manifest } from '../../render/manifest';
import { TEST_LABEL } from './platform';

const SCRIPT = readFileSync(join(__dirname, 'scripts', 'probe.py'), 'utf8');

/** A pod that stands in for a workload: same namespace, same labels, so the same policies; nobody else takes it for one. */
export interface Probe {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

export const probeOf = ({ name, namespace, podLabels }: Workload): Probe => ({ name, namespace, labels: podLabels });

/** Workloads that a NetworkPolicy can tell apart: those on the node's own network cannot be. */
export const selectable = (workload: Workload): boolean => workload.name !== nodeExporter.name;

/**
 * A pod that listens on the given ports, or tries to connect to `address:port` targets and prints the open ones. It is never ready, so no Service
 * leads to it. Its node is given: the scheduler would keep it away from the workload it stands in for, where that keeps its own pods apart.
 */
export function probePod(
  { name, namespace, labels }: Probe,
  role: 'listen' | 'connect',
  what: readonly string[],
  nodeName: string,
): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `cluster-test-${role}-${name}`, namespace, labels: { ...labels, [TEST_LABEL]: role } },
    spec: {
      nodeName,
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: 0,
      securityContext: { runAsNonRoot: true, runAsUser: 65534, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          name: 'probe',
          image: images.spark,
          command: ['python3', '-u', '-c', SCRIPT, role, ...what],
          securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
          resources: { requests: { cpu: '10m', memory: '32Mi' }, limits: { cpu: '500m', memory: '128Mi' } },
          ...(role === 'listen' && { readinessProbe: { exec: { command: ['false'] }, periodSeconds: 60 } }),
        },
      ],
    },
  };
}
