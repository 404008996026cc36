import { k8s } from 'cdk8s-plus-28';
import { components, nodeExporter } from '../config/components';
import { imageOf } from '../config/images';
import type { Environment } from '../config/schema';
import { ApplicationChart } from './application-chart';
import type { PlatformContext } from './context';
import { container, containerPorts, httpProbe } from './parts/container';
import { podTemplate } from './parts/pod';

/** Paths that come and go with pods; each would be a series of its own that nobody reads. */
const POD_MOUNTS = '^/(dev|proc|sys|run/.+|var/lib/(containerd|docker|kubelet)/.+)($|/)';
const POD_NETWORK_DEVICES = '^(veth.*|cali.*|cilium.*|lxc.*|flannel.*|cni.*)$';

/** Hardware and operating system of each node. The one workload that `restricted` does not admit: it reads the node's own `/` and network. */
export class NodeExporterChart extends ApplicationChart {
  constructor(context: PlatformContext, settings: Environment['nodeExporter']) {
    super(components.nodeExporter, context);
    this.serviceAccount(nodeExporter);
    this.daemonSet(settings);
    this.networkPolicy(nodeExporter);
  }

  private daemonSet({ resources }: Environment['nodeExporter']) {
    new k8s.KubeDaemonSet(this, 'daemon-set', {
      metadata: this.metadataOf(nodeExporter),
      spec: {
        selector: { matchLabels: { ...nodeExporter.podLabels } },
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: k8s.IntOrString.fromString('10%') } },
        template: podTemplate(nodeExporter, this.context, {
          hostNetwork: true,
          hostPid: true,
          nodeSelector: { 'kubernetes.io/os': 'linux' },
          tolerations: [{ operator: 'Exists' }],
          priorityClassName: 'system-node-critical',
          containers: [this.program(resources)],
          volumes: [{ name: 'root', hostPath: { path: '/' } }],
        }),
      },
    });
  }

  private program(resources: Environment['nodeExporter']['resources']): k8s.Container {
    return container({
      name: nodeExporter.name,
      image: imageOf('nodeExporter', this.context.images),
      args: [
        `--web.listen-address=:${nodeExporter.ports.metrics}`,
        '--path.rootfs=/host',
        '--path.procfs=/host/proc',
        '--path.sysfs=/host/sys',
        '--no-collector.btrfs',
        '--no-collector.hwmon',
        '--no-collector.wifi',
        `--collector.filesystem.mount-points-exclude=${POD_MOUNTS}`,
        `--collector.netclass.ignored-devices=${POD_NETWORK_DEVICES}`,
        `--collector.netdev.device-exclude=${POD_NETWORK_DEVICES}`,
      ],
      ports: containerPorts(nodeExporter),
      resources,
      livenessProbe: httpProbe('metrics', '/', { periodSeconds: 20, failureThreshold: 3, timeoutSeconds: 5 }),
      readinessProbe: httpProbe('metrics', '/', { periodSeconds: 10, failureThreshold: 3, timeoutSeconds: 5 }),
      volumeMounts: [{ name: 'root', mountPath: '/host', readOnly: true, mountPropagation: 'HostToContainer' }],
    });
  }
}
