/**
 * Regenerates this folder from upstream's CustomResourceDefinitions: per API group the constructs (`<group>.ts`) and, for tests,
 * the closed JSON schemas of its kinds (`<group>.schema.json`). `npm run import` downloads the definitions at the tags below;
 * `npm run import -- --from <folder>` reads `<folder>/<group>.yaml` instead and gives the same bytes.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { type CustomResourceDefinition, closedSchemas, essentials } from './definition.mjs';

/** Where one API group comes from: at `tag` of a GitHub repository, one file per kind. */
interface Source {
  readonly group: string;
  readonly repository: string;
  readonly tag: string;
  /** Kind → path in the repository. */
  readonly definitions: Readonly<Record<string, string>>;
}

const sources: readonly Source[] = [
  {
    group: 'argoproj.io',
    repository: 'argoproj/argo-cd',
    // renovate: datasource=github-releases depName=argoproj/argo-cd
    tag: 'v3.5.1',
    definitions: {
      Application: 'manifests/crds/application-crd.yaml',
      AppProject: 'manifests/crds/appproject-crd.yaml',
    },
  },
  {
    group: 'external-secrets.io',
    repository: 'external-secrets/external-secrets',
    // renovate: datasource=github-releases depName=external-secrets/external-secrets
    tag: 'v2.9.0',
    definitions: { ExternalSecret: 'config/crds/bases/external-secrets.io_externalsecrets.yaml' },
  },
  {
    group: 'sparkoperator.k8s.io',
    repository: 'kubeflow/spark-operator',
    // renovate: datasource=github-releases depName=kubeflow/spark-operator
    tag: 'v2.5.2',
    definitions: {
      ScheduledSparkApplication: 'config/crd/bases/sparkoperator.k8s.io_scheduledsparkapplications.yaml',
      SparkApplication: 'config/crd/bases/sparkoperator.k8s.io_sparkapplications.yaml',
      SparkConnect: 'config/crd/bases/sparkoperator.k8s.io_sparkconnects.yaml',
    },
  },
];

async function download({ repository, tag, definitions }: Source): Promise<string> {
  const pages = Object.values(definitions).map(async (path) => {
    const url = `https://raw.githubusercontent.com/${repository}/${tag}/${path}`;
    const response = await fetch(url, { signal: AbortSignal.timeout(60_000) }).catch((cause: unknown) => {
      throw new Error(`${url} cannot be reached; without a network, use --from <folder>`, { cause });
    });
    if (!response.ok) throw new Error(`${url}: HTTP ${response.status}; is the tag right, did the file move?`);
    return response.text();
  });
  return (await Promise.all(pages)).join('\n---\n');
}

/** The definitions that a source names, in its order, whatever else the text holds. */
function definitionsIn(text: string, { group, definitions }: Source): CustomResourceDefinition[] {
  const found = parseAllDocuments(text).map((document) => document.toJS() as CustomResourceDefinition | null);
  return Object.keys(definitions).map((kind) => {
    const definition = found.find((candidate) => candidate?.spec.group === group && candidate.spec.names.kind === kind);
    if (!definition) throw new Error(`${group}: no CustomResourceDefinition of kind ${kind} among ${found.length} documents`);
    return essentials(definition);
  });
}

function generate(definitions: readonly CustomResourceDefinition[], group: string, folder: string): void {
  const input = join(folder, `${group}.yaml`);
  // all kinds of a group in one file: two imports of one group overwrite each other
  writeFileSync(input, definitions.map((definition) => JSON.stringify(definition)).join('\n---\n'));
  execFileSync('npx', ['cdk8s', 'import', input, '--language', 'typescript', '--output', folder, '--no-save'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, CDK8S_CHECK_UPGRADE: 'false' },
  });
  rmSync(input);
  writeFileSync(join(folder, `${group}.schema.json`), `${JSON.stringify(closedSchemas(definitions), null, 1)}\n`);
}

const { from } = parseArgs({ options: { from: { type: 'string' } } }).values;
const folder = mkdtempSync(join(tmpdir(), 'imports-'));
try {
  for (const source of sources) {
    const text = from === undefined ? await download(source) : readFileSync(resolve(from, `${source.group}.yaml`), 'utf8');
    generate(definitionsIn(text, source), source.group, folder);
  }
  // only now, so that a failure above leaves this folder as it was
  cpSync(folder, import.meta.dirname, { recursive: true });
} finally {
  rmSync(folder, { recursive: true });
}
