import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { byteQuantityOf, bytesOf, coresOf, cpuQuantityOf } from '../../config/schema/values';
import { sparkVersion } from '../../config/versions';
import { type SparkApplication, isPacked, resolvedCheckpoint } from '../application';
import { fetchedDependencies } from '../dependencies';
import { storePaths } from '../platform';
import { silenceOfSlo } from '../silent-slo';
import { requestedByAll } from '../size';
import { type ApplicationRule, SPARK_CONFIGURATION, SPARK_KUBERNETES, when } from './rule';

const STREAMING = 'https://spark.apache.org/docs/4.1.2/streaming/apis-on-dataframes-and-datasets.html';

/** Version of Spark that the tag of an image names, if it names one. */
const versionIn = (image: string): string | undefined => /:v?(\d+\.\d+\.\d+)/.exec(image)?.[1];

const PYTHON_FILES = ['requirements.txt', 'requirements.in', 'pyproject.toml'];

/** Python requirements beside the main file that are not nailed down; a lock names exact versions and their hashes. */
function unlocked(application: SparkApplication): string[] {
  if (application.language !== 'python' || !isPacked(application)) return [];
  const folder = join(__dirname, '..', dirname(application.mainFile));
  const present = PYTHON_FILES.filter((file) => existsSync(join(folder, file)));
  if (present.length > 0 && !present.includes('requirements.txt'))
    return [`${present.join(', ')} without a requirements.txt that locks it`];
  return present.includes('requirements.txt') ? loose(readFileSync(join(folder, 'requirements.txt'), 'utf8')) : [];
}

/** Lines of a requirements file that name no exact version or no hash. */
export function loose(requirements: string): string[] {
  const lines = requirements
    .replaceAll(/\\\r?\n/g, ' ')
    .split(/\r?\n/)
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('-'));
  return lines
    .filter((line) => !/==\s*[\w.+!-]+/.test(line) || !line.includes('--hash='))
    .map((line) => `${line.split(/\s/)[0]} is not locked`);
}

/** Amounts that a batch scheduler waits for beyond what driver and all executors request. */
function gangAboveAll(application: SparkApplication): string[] {
  const { cpu, memory } = application.batchScheduler?.resources ?? {};
  const { cores, bytes } = requestedByAll(application);
  return [
    ...when(
      cpu !== undefined && coresOf(cpu) > cores,
      () => `resources.cpu is ${cpu}, driver and all executors request ${cpuQuantityOf(cores)}`,
    ),
    ...when(
      memory !== undefined && bytesOf(memory) > bytes,
      () => `resources.memory is ${memory}, driver and all executors request ${byteQuantityOf(bytes)}`,
    ),
  ];
}

/** Maven coordinates whose version is open. */
const openCoordinates = ({ dependencies }: SparkApplication): string[] =>
  dependencies.packages
    .filter((coordinate) => !/^[^:]+:[^:]+:[\w.+-]*\d[\w.-]*$/.test(coordinate))
    .map((coordinate) => `${coordinate} has no exact version`);

/** Whose an application is, and what it brings along. */
export const deliveryRules: readonly ApplicationRule[] = [
  {
    id: 'owner',
    severity: 'warning',
    reason: 'When it fails at night, somebody has to know the program.',
    fix: 'Set owner to the name of a person or a group.',
    source: 'README.md',
    check: ({ application: { owner } }) => when(owner === undefined, () => 'nobody is named'),
  },
  {
    id: 'slo',
    severity: 'warning',
    reason: 'Without a promise nobody is told when the result of a schedule is old, or when its runs fail too often.',
    fix: 'Set slo with runsEvery and freshness, or spark.objectives in the environment.',
    source: 'config/schema/objectives.ts',
    check: ({ application: { name, schedule, slo }, platform }) =>
      when(schedule !== undefined && slo === undefined && !(name in platform.settings.objectives), () => 'the schedule promises nothing'),
  },
  {
    id: 'slo-unwatched',
    severity: 'warning',
    reason: 'What the declaration promises yields no alert and no row of a dashboard in this environment: it looks watched and is not.',
    fix: 'Say in spark.objectives of the environment what is promised there, raise prometheus.retentionTime to 24 times runsEvery, or waive it.',
    source: 'config/schema/objectives.ts',
    check({ application, platform: { settings, retentionTime } }) {
      const silence = silenceOfSlo(application, { spark: settings, retentionTime });
      return silence === undefined ? [] : [`nobody watches its slo: ${silence}`];
    },
  },
  {
    id: 'spark-version',
    severity: 'error',
    reason: 'Settings, metrics and the libraries beside Spark are those of one version; another one fails at its first class that changed.',
    fix: `Build the image from Spark ${sparkVersion}, or raise sparkVersion in config/versions.ts with all images.`,
    source: 'config/versions.ts',
    check({ application: { image } }) {
      const version = image === undefined ? undefined : versionIn(image);
      return when(
        version !== undefined && version !== sparkVersion,
        () => `the image holds Spark ${version}, the platform ${sparkVersion}`,
      );
    },
  },
  {
    id: 'python-dependencies',
    severity: 'warning',
    reason: 'A requirement without a version and hash is another one tomorrow, and the program breaks without a change in Git.',
    fix: 'Lock requirements.txt: pip-compile --generate-hashes, or uv pip compile --generate-hashes.',
    source: 'https://pip.pypa.io/en/stable/topics/secure-installs/',
    check: ({ application }) => unlocked(application),
  },
  {
    id: 'packages-version',
    severity: 'error',
    reason: 'A package without an exact version is another one tomorrow.',
    fix: 'Write group:artifact:version.',
    source: SPARK_CONFIGURATION,
    check: ({ application }) => openCoordinates(application),
  },
  {
    id: 'packages-unreachable',
    severity: 'error',
    reason: 'The NetworkPolicy of drivers lets them reach the object store and the API server only: the download would time out.',
    fix: 'Put it into the image or the object store, or set spark.packageEgress.',
    source: 'config/connections.ts',
    check: ({ application, platform }) =>
      platform.settings.packageEgress === undefined
        ? fetchedDependencies(application.dependencies).map((dependency) => `${dependency} cannot be fetched`)
        : [],
  },
  {
    id: 'batch-scheduler',
    severity: 'error',
    reason: 'The operator refuses an application that asks for a scheduler it was not told to use.',
    fix: 'Set sparkOperator.batchScheduler, or remove batchScheduler.',
    source: SPARK_KUBERNETES,
    check: ({ application: { batchScheduler }, platform }) =>
      when(batchScheduler !== undefined && !platform.batchScheduler, () => `${batchScheduler?.name} is not switched on`),
  },
  {
    id: 'gang-resources',
    severity: 'warning',
    reason: 'Volcano starts a run only when there is room that its driver and executors can never take: in a small queue never.',
    fix: 'Lower batchScheduler.resources, or leave it out: it is then what driver and first executors request.',
    source: SPARK_KUBERNETES,
    check: ({ application }) => gangAboveAll(application),
  },
  {
    id: 'streaming-checkpoint',
    severity: 'error',
    reason:
      'A stream that is started again goes on from its checkpoint; on the disk of a pod it is gone with the pod, and events are lost or come twice.',
    fix: 'Set checkpoint to a folder of the place checkpoints in the object store, and leave the option checkpointLocation out of the program.',
    source: STREAMING,
    check({ application, platform }) {
      if (application.restartPolicy !== 'Always') return [];
      const checkpoint = resolvedCheckpoint(application, storePaths(platform.objectStore));
      return when(!checkpoint?.startsWith('s3a://'), () => `the checkpoint is ${checkpoint ?? 'not declared'}`);
    },
  },
];
