import { k8s } from 'cdk8s-plus-28';
import { sparkDriver, sparkExecutor } from '../config/components';
import { imageOf, pullSecretsOf } from '../config/images';
import { sparkVersion } from '../config/versions';
import {
  ScheduledSparkApplication,
  SparkApplication as SparkApplicationObject,
  type SparkApplicationSpec,
  type SparkApplicationSpecDeps,
  type SparkApplicationSpecDriver,
  type SparkApplicationSpecDynamicAllocation,
  type SparkApplicationSpecExecutor,
  SparkApplicationSpecMode,
  type SparkApplicationSpecRestartPolicy,
  SparkApplicationSpecRestartPolicyType,
  SparkApplicationSpecType,
  toJson_SparkApplicationSpec,
} from '../imports/sparkoperator.k8s.io';
import type { SparkApplication } from './application';
import { secondsOf } from '../config/schema/values';
import { mainApplicationFile, programArguments } from './code';
import { gangScheduling } from './gang';
import { type SparkPlatform, storePaths } from './platform';
import { driverTemplate, executorTemplate } from './pod';
import { coreLimit, coreRequest, memoryOverhead } from './size';
import { sparkConf } from './spark-conf';

/** What the operator reads: `spec` without the names and labels around it. */
export interface SparkApplicationManifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly spec: object;
}

/** The custom resource of an application: a SparkApplication, or on a schedule a ScheduledSparkApplication around the same specification. */
export function manifest(
  application: SparkApplication,
  platform: SparkPlatform,
  codeConfigMap: string | undefined,
): SparkApplicationManifest {
  const spec = toJson_SparkApplicationSpec(specification(application, platform, codeConfigMap)) ?? {};
  const { schedule } = application;
  if (schedule === undefined) return { ...SparkApplicationObject.GVK, spec };
  const { cron, ...policy } = schedule;
  return { ...ScheduledSparkApplication.GVK, spec: { schedule: cron, timeZone: platform.settings.timeZone, ...policy, template: spec } };
}

const TYPES = {
  python: SparkApplicationSpecType.PYTHON,
  scala: SparkApplicationSpecType.SCALA,
  java: SparkApplicationSpecType.JAVA,
  r: SparkApplicationSpecType.R,
  sql: SparkApplicationSpecType.PYTHON,
} as const;

function specification(application: SparkApplication, platform: SparkPlatform, codeConfigMap: string | undefined): SparkApplicationSpec {
  const { language, mainClass, image, specification: extra } = application;
  const { images, objectStore } = platform;
  return {
    ...extra,
    type: TYPES[language],
    mode: SparkApplicationSpecMode.CLUSTER,
    sparkVersion,
    image: image ?? imageOf('spark', images),
    imagePullPolicy: 'Always',
    ...(images.pullSecrets.length > 0 && { imagePullSecrets: pullSecretsOf(images).map(({ name }) => name) }),
    ...(mainClass !== undefined && { mainClass }),
    mainApplicationFile: mainApplicationFile(application),
    arguments: programArguments(application, storePaths(objectStore)),
    ...dependencies(application),
    ...dynamicAllocation(application),
    ...gangScheduling(application),
    restartPolicy: restartPolicy(application),
    sparkConf: sparkConf(application, platform),
    driver: driver(application, platform, codeConfigMap),
    executor: executor(application, platform),
  };
}

const RESTART_TYPES = {
  Never: SparkApplicationSpecRestartPolicyType.NEVER,
  OnFailure: SparkApplicationSpecRestartPolicyType.ON_FAILURE,
  Always: SparkApplicationSpecRestartPolicyType.ALWAYS,
} as const;

function restartPolicy({ restartPolicy: policy, retries, retryIntervalSeconds }: SparkApplication): SparkApplicationSpecRestartPolicy {
  const type = RESTART_TYPES[policy];
  if (policy === 'Never') return { type };
  return {
    type,
    onFailureRetries: retries,
    onFailureRetryInterval: retryIntervalSeconds,
    onSubmissionFailureRetries: retries,
    onSubmissionFailureRetryInterval: retryIntervalSeconds,
  };
}

/** Lists that hold something; an empty one would be stored as nothing, and show as a difference for ever. */
function dependencies({ dependencies: given }: SparkApplication): { deps?: SparkApplicationSpecDeps } {
  const filled = Object.entries(given).filter(([, list]) => list.length > 0);
  return filled.length > 0 ? { deps: Object.fromEntries(filled) } : {};
}

/** Shuffle tracking stands in for the external shuffle service, which Kubernetes has not. */
export function dynamicAllocation({ dynamicAllocation: given }: Pick<SparkApplication, 'dynamicAllocation'>): {
  dynamicAllocation?: SparkApplicationSpecDynamicAllocation;
} {
  if (given === undefined) return {};
  const { shuffleTrackingTimeout, minExecutors, initialExecutors = minExecutors, maxExecutors } = given;
  return {
    dynamicAllocation: {
      enabled: true,
      initialExecutors,
      minExecutors,
      maxExecutors,
      shuffleTrackingEnabled: true,
      // the operator counts milliseconds
      shuffleTrackingTimeout: secondsOf(shuffleTrackingTimeout) * 1000,
    },
  };
}

type SizeFields = Pick<SparkApplicationSpecDriver, 'cores' | 'coreRequest' | 'coreLimit' | 'memory' | 'memoryOverhead'>;

const size = (pod: SparkApplication['driver'], language: SparkApplication['language']): SizeFields => ({
  cores: pod.cores,
  coreRequest: coreRequest(pod),
  coreLimit: coreLimit(pod),
  memory: pod.memory,
  memoryOverhead: memoryOverhead(pod, language),
});

function driver(application: SparkApplication, platform: SparkPlatform, codeConfigMap: string | undefined): SparkApplicationSpecDriver {
  return {
    ...application.specification.driver,
    ...size(application.driver, application.language),
    serviceAccount: sparkDriver.name,
    template: k8s.toJson_PodTemplateSpec(driverTemplate(application, platform, codeConfigMap)),
  };
}

function executor(application: SparkApplication, platform: SparkPlatform): SparkApplicationSpecExecutor {
  return {
    ...application.specification.executor,
    ...size(application.executor, application.language),
    ...(application.dynamicAllocation === undefined && { instances: application.executor.instances }),
    serviceAccount: sparkExecutor.name,
    template: k8s.toJson_PodTemplateSpec(executorTemplate(application, platform)),
  };
}
