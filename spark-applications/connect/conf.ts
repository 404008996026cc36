import { coreLimit, coreRequest, memoryOverhead } from '../size';
import type { SparkPlatform } from '../platform';
import { sparkConf } from '../spark-conf';
import { asApplication, type SparkConnect } from './declaration';

/** A word of a shell that means exactly this text. */
export const shellWord = (text: string): string => (/^[\w@%+=:,./-]*$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

/**
 * The configuration of a server in an environment, as its object carries it. The operator joins all settings to one command line for `bash -c` without
 * quoting any of them, so each value is a word of that shell. Keys are sorted.
 */
export function connectConf(server: SparkConnect, platform: SparkPlatform): Record<string, string> {
  const application = asApplication(server);
  const quoted = Object.entries({ ...sparkConf(application, platform), ...executorConf(server) }).map(
    ([key, value]) => [key, shellWord(value)] as const,
  );
  return Object.fromEntries([...quoted, ['spark.app.id', startId(server)] as const].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What the operator's definition of an application has fields for, and that of a server has not. */
function executorConf({ executor }: SparkConnect): Record<string, string> {
  return {
    'spark.executor.memoryOverhead': memoryOverhead(executor, 'python'),
    'spark.kubernetes.container.image.pullPolicy': 'Always',
    'spark.kubernetes.executor.limit.cores': coreLimit(executor),
    'spark.kubernetes.executor.request.cores': coreRequest(executor),
  };
}

/**
 * Bash puts the seconds since 1970 in: two starts must not share an event log, and Spark's own id would not say which server it was, since all of them are
 * called `Spark Connect server`.
 */
const startId = ({ name }: SparkConnect) => `${name}-$EPOCHSECONDS`;
