import { k8s } from 'cdk8s-plus-28';
import { imageOf } from '../../config/images';
import { sparkVersion } from '../../config/versions';
import { SparkConnect as SparkConnectObject, type SparkConnectSpec, toJson_SparkConnectSpec } from '../../imports/sparkoperator.k8s.io';
import { dynamicAllocation, type SparkApplicationManifest } from '../manifest';
import type { SparkPlatform } from '../platform';
import { connectConf } from './conf';
import type { SparkConnect } from './declaration';
import { connectExecutorTemplate, connectServerTemplate } from './pod';

/** The custom resource of a server; `labels` are those of its object, which the operator copies to executors only. */
export function connectManifest(
  server: SparkConnect,
  platform: SparkPlatform,
  labels: Readonly<Record<string, string>>,
): SparkApplicationManifest {
  const { driver, executor, image, dynamicAllocation: allocation } = server;
  const spec: SparkConnectSpec = {
    sparkVersion,
    image: image ?? imageOf('spark', platform.images),
    sparkConf: connectConf(server, platform),
    ...dynamicAllocation({ dynamicAllocation: allocation }),
    server: {
      cores: driver.cores,
      memory: driver.memory,
      template: k8s.toJson_PodTemplateSpec(connectServerTemplate(server, platform, labels)),
    },
    executor: {
      cores: executor.cores,
      memory: executor.memory,
      ...(allocation === undefined && { instances: executor.instances }),
      template: k8s.toJson_PodTemplateSpec(connectExecutorTemplate(server, platform)),
    },
  };
  return { ...SparkConnectObject.GVK, spec: toJson_SparkConnectSpec(spec) ?? {} };
}
