import { z } from 'zod';
import { refusal } from '../owned-conf';

/** The operator writes keys into a command line of a shell as they are. */
const PLAIN_KEY = /^spark\.[\w.*-]+$/;

/** Settings that mean something else, or are said elsewhere, than in an application. */
const owned: ReadonlyArray<{ readonly keys: RegExp; readonly reason: string }> = [
  { keys: /^spark\.connect\.grpc\.binding\./, reason: 'the Service, the NetworkPolicy and the readiness probe lead to this port' },
  { keys: /^spark\.connect\.authenticate\.token$/, reason: 'it has no place in Git; declare token, which names a Secret' },
  { keys: /^spark\.app\.id$/, reason: 'each start of the server has an id of its own, or the history server would know only one' },
  {
    keys: /^spark\.(jars(\.(packages|excludes|repositories))?|files|archives|submit\.pyFiles)$/,
    reason: 'put libraries into the image; a client adds those of its session with addArtifacts',
  },
  {
    keys: /^spark\.sql\.streaming\.checkpointLocation$/,
    reason: 'queries of different sessions would share it; a client names one for each query',
  },
];

/** Why a Spark Connect server may not set a key of sparkConf; undefined if it may. */
export function connectRefusal(key: string): string | undefined {
  if (!PLAIN_KEY.test(key)) return 'the operator hands it to a shell; use letters, digits, dots, hyphens, underscores and asterisks';
  return owned.find(({ keys }) => keys.test(key))?.reason ?? refusal(key);
}

/** `sparkConf` of a declaration. */
export const connectConfSchema = z.record(z.string().startsWith('spark.'), z.string()).superRefine((conf, context) => {
  for (const [name, value] of Object.entries(conf)) {
    const reason = connectRefusal(name);
    if (reason !== undefined) context.addIssue({ code: 'custom', path: [name], input: value, message: `must not be set here: ${reason}` });
  }
});
