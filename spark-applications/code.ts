import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { StorePaths } from '../config/store-layout';
import { isPacked, type SparkApplication } from './application';
import { CODE } from './pod';

/** The program that runs a file of SQL statements, since Spark's own shell refuses cluster mode. */
const SQL_RUNNER = 'sql/run_sql.py';

const textOf = (file: string) => readFileSync(join(__dirname, file), 'utf8');
const inDriver = (file: string) => `${CODE.mountPath}/${basename(file)}`;

/** File name → content of what travels in a ConfigMap; undefined if the image or the object store holds the main file. */
export function packedCode(application: SparkApplication): Record<string, string> | undefined {
  if (!isPacked(application)) return undefined;
  const files = [application.mainFile, ...(application.language === 'sql' ? [SQL_RUNNER] : [])];
  return Object.fromEntries(files.map((file) => [basename(file), textOf(file)]));
}

/** Address of the program as the driver sees it. */
export function mainApplicationFile(application: SparkApplication): string {
  if (!isPacked(application)) return application.mainFile;
  return `local://${inDriver(application.language === 'sql' ? SQL_RUNNER : application.mainFile)}`;
}

/** Arguments of the program; that which runs SQL gets the file first. */
export function programArguments(application: SparkApplication, store: StorePaths): string[] {
  const { language, mainFile, arguments: given } = application;
  return [...(language === 'sql' ? [inDriver(mainFile)] : []), ...(typeof given === 'function' ? given(store) : given)];
}
