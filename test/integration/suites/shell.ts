import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { program } from '../../programs';
import type { ClusterModel } from '../cluster-model';
import { workFolder } from '../settings';

/** A shell script that some container runs, and where it was found. */
interface Script {
  readonly place: string;
  readonly text: string;
}

/** Scripts in ConfigMaps, and what stands behind `sh -c`, wherever in an object it is. */
export function shellScripts({ objects }: ClusterModel): Script[] {
  return objects.flatMap((object) => {
    const place = `${object.kind} ${object.metadata.namespace ?? ''}/${object.metadata.name}`;
    const files =
      object.kind === 'ConfigMap' ? Object.entries<string>(object.data ?? {}).filter(([, text]) => /^#!.*\bsh\b/.test(text)) : [];
    return [
      ...files.map(([file, text]) => ({ place: `${place} ${file}`, text })),
      ...commandsIn(object).map((text) => ({ place: `${place} ${text.slice(0, 40)}…`, text: `#!/bin/sh\n${text}\n` })),
    ];
  });
}

/** Text after `/bin/sh -c`, with any other letters beside the c. */
function commandsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = Array.isArray(value) && /\bsh$/.test(String(value[0])) && /^-\w*c$/.test(String(value[1])) ? [String(value[2])] : [];
  return [...own, ...Object.values(value).flatMap(commandsIn)];
}

/** Every generated script, in the shells that images have. */
export const shell = (cluster: ClusterModel): void =>
  void describe('generated shell', () => {
    const unique = [...new Map(shellScripts(cluster).map((script) => [script.text, script])).values()];
    const folder = join(workFolder, 'shell');
    mkdirSync(folder, { recursive: true });

    test('is found', () => {
      if (unique.length < 3)
        throw new Error(`only ${unique.length} scripts were found: bootstrap, provisioning and init containers have some`);
    });
    for (const [index, { place, text }] of unique.entries()) {
      const file = join(folder, `${index}.sh`);
      writeFileSync(file, text);
      for (const name of ['dash', 'bash'] as const) test(`${place} is understood by ${name}`, () => must(name, ['-n', file]));
      test(`${place} passes shellcheck`, () => must('shellcheck', ['--shell=sh', '--severity=style', file]));
    }
  });

function must(name: 'dash' | 'bash' | 'shellcheck', args: readonly string[]): void {
  const { status, stdout, stderr } = spawnSync(program(name), args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${stdout}${stderr}`);
}
