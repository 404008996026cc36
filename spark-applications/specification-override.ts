import { z } from 'zod';
import type { SparkApplicationSpec, SparkApplicationSpecDriver, SparkApplicationSpecExecutor } from '../imports/sparkoperator.k8s.io';

/** Fields of the operator's definition that follow from the declaration, each with where to say it instead. */
const OWNED = {
  type: 'language',
  mode: 'nothing: only cluster mode works here',
  sparkVersion: 'image',
  image: 'image',
  mainClass: 'mainClass',
  mainApplicationFile: 'mainFile',
  arguments: 'arguments',
  restartPolicy: 'restartPolicy and retries',
  sparkConf: 'sparkConf',
  deps: 'dependencies',
  dynamicAllocation: 'dynamicAllocation',
  batchScheduler: 'batchScheduler',
  batchSchedulerOptions: 'batchScheduler',
  timeToLiveSeconds: 'nothing: the operator would delete the application and Argo CD would run it again, for ever',
  monitoring: 'nothing: every application is scraped already',
} as const satisfies Partial<Record<keyof SparkApplicationSpec, string>>;

const OWNED_OF_POD = {
  cores: 'cores',
  coreRequest: 'coreRequest',
  coreLimit: 'cores',
  memory: 'memory',
  memoryOverhead: 'memoryOverhead',
  memoryLimit: 'memory and memoryOverhead',
  serviceAccount: 'nothing: the ServiceAccount has the rights that are needed',
  template: 'volumes, secretVariables, nodeSelector, tolerations and deadline',
  securityContext: 'nothing: Pod Security `restricted` wants it as it is',
  podSecurityContext: 'nothing: Pod Security `restricted` wants it as it is',
  hostNetwork: 'nothing: Pod Security `restricted` forbids it',
} as const satisfies Partial<Record<keyof SparkApplicationSpecDriver, string>>;

const OWNED_OF_EXECUTOR = { ...OWNED_OF_POD, instances: 'executor.instances' } as const;

/** What an application may add to its specification: every field of the operator's definition but those that are derived. */
export type SpecificationOverride = Partial<Omit<SparkApplicationSpec, keyof typeof OWNED | 'driver' | 'executor'>> & {
  readonly driver?: Partial<Omit<SparkApplicationSpecDriver, keyof typeof OWNED_OF_POD>>;
  readonly executor?: Partial<Omit<SparkApplicationSpecExecutor, keyof typeof OWNED_OF_EXECUTOR>>;
};

/** The compiler refuses owned fields already; this refuses them in what was cast or read from elsewhere. */
export const specificationOverrideSchema = z
  .custom<SpecificationOverride>((value) => typeof value === 'object' && value !== null, { error: 'must be an object' })
  .superRefine((given, context) => {
    const refuse = (fields: object | undefined, owned: Readonly<Record<string, string>>, ...path: string[]) => {
      for (const field of Object.keys(fields ?? {}).filter((name) => name in owned))
        context.addIssue({ code: 'custom', path: [...path, field], message: `must not be set here; say it with ${owned[field]}` });
    };
    refuse(given, OWNED);
    refuse(given.driver, OWNED_OF_POD, 'driver');
    refuse(given.executor, OWNED_OF_EXECUTOR, 'executor');
  });
