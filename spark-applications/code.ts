import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isPacked, type SparkApplication } from './application';
import { CODE } from './pod';

/** File name → content of the main file that travels in a ConfigMap; undefined if the image or the object store holds it. */
export const packedCode = (application: SparkApplication): Record<string, string> | undefined =>
  isPacked(application) ? { [basename(application.mainFile)]: readFileSync(join(__dirname, application.mainFile), 'utf8') } : undefined;

/** Address of the main file as the driver sees it. */
export const mainApplicationFile = (application: SparkApplication): string =>
  isPacked(application) ? `local://${CODE.mountPath}/${basename(application.mainFile)}` : application.mainFile;
