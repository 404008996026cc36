import { k8s } from 'cdk8s-plus-28';
import { sparkConnectServer, sparkExecutor } from '../../config/components';
import { pullSecretsOf } from '../../config/images';
import { sparkPodLabels } from '../../metrics/spark-pod-labels';
import { graphitePrefixOption } from '../executor-metrics';
import type { SparkPlatform } from '../platform';
import { driverTemplate, executorTemplate, LOCAL_DIR } from '../pod';
import { coreLimit, coreRequest, requestedBy } from '../size';
import { asApplication, type SparkConnect } from './declaration';

const LOCAL_DIRS = LOCAL_DIR.volume.replace(/1$/, '');

/**
 * Template of the server's pod, which the operator takes as it is: it adds the command, and a mount for the template of executors. So size, ports, identity
 * and labels stand here, where Spark completes those of a driver.
 */
export function connectServerTemplate(
  server: SparkConnect,
  platform: SparkPlatform,
  labels: Readonly<Record<string, string>>,
): k8s.PodTemplateSpec {
  const application = asApplication(server);
  const { spec } = driverTemplate(application, platform, undefined, variables(server, platform));
  return {
    // one id for all starts, since nothing can write the real one into a pod that is there already
    metadata: { labels: { ...labels, [sparkPodLabels.spark_app_id]: server.name } },
    spec: {
      ...identity(sparkConnectServer.name, platform),
      ...spec,
      containers: (spec?.containers ?? []).map((container) => ({
        ...container,
        env: [...(container.env ?? []), { name: 'SPARK_LOCAL_DIRS', value: localDirs(container) }],
        imagePullPolicy: 'Always',
        ports: Object.entries(sparkConnectServer.ports).map(([name, containerPort]) => ({ name, containerPort, protocol: 'TCP' })),
        readinessProbe: { tcpSocket: { port: k8s.IntOrString.fromString('spark-connect') }, periodSeconds: 5, failureThreshold: 3 },
        resources: sized(server, container.resources),
      })),
    },
  };
}

/** Template of each executor's pod; Spark completes it as it does for an application. */
export function connectExecutorTemplate(server: SparkConnect, platform: SparkPlatform): k8s.PodTemplateSpec {
  const { spec } = executorTemplate(asApplication(server), platform);
  return { spec: { ...identity(sparkExecutor.name, platform), ...spec, containers: spec?.containers ?? [] } };
}

const identity = (serviceAccountName: string, { images }: SparkPlatform): Partial<k8s.PodSpec> => ({
  serviceAccountName,
  ...(images.pullSecrets.length > 0 && { imagePullSecrets: pullSecretsOf(images) }),
});

/** The start script writes logs beside Spark otherwise, where the root file system is read-only. */
const variables = ({ name, team, token, executorMetrics }: SparkConnect, platform: SparkPlatform): k8s.EnvVar[] => [
  { name: 'SPARK_LOG_DIR', value: '/tmp/logs' },
  ...graphitePrefixOption({ app: name, team, spark_app_id: name }, { executorMetrics }, platform),
  ...(token === undefined
    ? []
    : [{ name: 'SPARK_CONNECT_AUTHENTICATE_TOKEN', valueFrom: { secretKeyRef: { name: token.secret, key: token.key, optional: false } } }]),
];

/** Spark looks for volumes of this name in the pods that it makes itself; it did not make this one. */
const localDirs = ({ volumeMounts = [] }: k8s.Container): string =>
  volumeMounts
    .filter(({ name }) => name.startsWith(LOCAL_DIRS))
    .map(({ mountPath }) => mountPath)
    .join(',');

/** As large as the lint and the quota reckon. */
function sized({ driver }: SparkConnect, { requests, limits }: k8s.ResourceRequirements = {}): k8s.ResourceRequirements {
  const memory = k8s.Quantity.fromString(`${requestedBy(driver, 'python').bytes / 2 ** 20}Mi`);
  return {
    requests: { ...requests, cpu: k8s.Quantity.fromString(coreRequest(driver)), memory },
    limits: { ...limits, cpu: k8s.Quantity.fromString(coreLimit(driver)), memory },
  };
}
