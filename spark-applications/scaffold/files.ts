import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError } from '../../config/configuration';
import { constantOf, declarationOf, mainFileOf, type NewApplication, programOf } from './declaration';

/** `index.ts` with one more import and one more entry of the list. Throws if it does not look as it should. */
export function withEntry(index: string, { name }: NewApplication): string {
  const constant = constantOf(name);
  const list = /(export const sparkApplications[^=]*= \[)([\s\S]*?)(,?\s*\];)/;
  const lastImport = index.lastIndexOf('import ');
  if (!list.test(index) || lastImport < 0)
    throw new ConfigurationError(['spark-applications/index.ts: has no list sparkApplications; add the application by hand']);
  const afterImports = index.indexOf('\n', lastImport) + 1;
  const imported = `${index.slice(0, afterImports)}import { ${constant} } from './${name}/application';\n${index.slice(afterImports)}`;
  return imported.replace(
    list,
    (_, begin: string, entries: string, end: string) => `${begin}${entries}${entries.includes('\n') ? ',\n  ' : ', '}${constant}${end}`,
  );
}

/** Writes folder, declaration, program and entry of a new application; the names of what was written. Throws if the folder is there already. */
export function writeApplication(room: string, application: NewApplication): string[] {
  const folder = join(room, application.name);
  if (existsSync(folder)) throw new ConfigurationError([`spark-applications/${application.name}: is there already; choose another name`]);
  const index = join(room, 'index.ts');
  const files: ReadonlyArray<readonly [string, string]> = [
    [join(folder, 'application.ts'), declarationOf(application)],
    [join(folder, mainFileOf(application)), programOf(application)],
    [index, withEntry(readFileSync(index, 'utf8'), application)],
  ];
  mkdirSync(folder);
  for (const [file, content] of files) writeFileSync(file, content);
  return files.map(([file]) => file);
}
