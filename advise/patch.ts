import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { generateCode, parseModule, type ProxifiedModule } from 'magicast';
import * as estree from 'prettier/plugins/estree';
import * as typescript from 'prettier/plugins/typescript';
import type { Options } from 'prettier';
import { format } from 'prettier/standalone';
import { ConfigurationError } from '../config/configuration';
import type { Report } from './report';
import type { Change } from './subject';

/** A tree of literals in a source file; writing to it edits the file. */
type Literal = Record<string, unknown>;

/** File of an environment, from the root of the repository. */
export const environmentFile = (environment: string): string => `config/environments/${environment}.ts`;

/**
 * A unified diff for `git apply` that writes the changes of a report into `spark.overrides` of the environment: it is where they were measured.
 * Empty if there is nothing to change. Throws a {@link ConfigurationError} when the file of the environment is no literal that can be edited.
 */
export async function asPatch(report: Report, root: string): Promise<string> {
  const file = environmentFile(report.environment);
  const before = readFileSync(join(root, file), 'utf8');
  const style = JSON.parse(readFileSync(join(root, '.prettierrc.json'), 'utf8')) as Options;
  const after = await edited(before, report, style);
  if (after === before) return '';
  return createTwoFilesPatch(`a/${file}`, `b/${file}`, before, after, '', '', { context: 3 }).replace(/^=+\n/, '');
}

/** The source of an environment with the changes of a report, formatted in the style of the repository. */
export async function edited(source: string, report: Report, style: Options): Promise<string> {
  const module = parseModule(source);
  const environment = environmentIn(module, report.environment);
  for (const { application, changes } of report.applications)
    for (const change of changes) write(environment, ['spark', 'overrides', application], change);
  return format(generateCode(module).code, { ...style, parser: 'typescript', plugins: [typescript, estree] });
}

function environmentIn(module: ProxifiedModule, name: string): Literal {
  for (const key of Object.keys(module.exports)) {
    const value = (module.exports as Literal)[key] as Literal | undefined;
    if (value?.name === name) return value;
  }
  throw new ConfigurationError([
    `${environmentFile(name)}: no export is an object with name: '${name}'; write the overrides by hand, --format json lists them`,
  ]);
}

function write(environment: Literal, place: readonly string[], { path: [part, setting], to }: Change): void {
  let at = environment;
  for (const key of [...place, part]) {
    at[key] ??= {};
    at = at[key] as Literal;
  }
  at[setting] = to;
}
