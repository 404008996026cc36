import { type Chart, Yaml } from 'cdk8s';
import { isClusterScoped, type Manifest, manifests } from './manifest';

/** Path below the output folder → content. */
export type Files = ReadonlyMap<string, string>;

/** Objects cannot be written as they are; `problems` says why, one line each. */
export class RenderError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

/** `<folder>/<Kind>.<name>.yaml` for every object; with an empty folder no folder. Throws a {@link RenderError} that names every broken object. */
export function renderFiles(charts: ReadonlyArray<readonly [folder: string, chart: Chart]>): Files {
  const files = new Map<string, string>();
  const owners = new Map<string, string>();
  const problems: string[] = [];
  for (const [folder, chart] of charts)
    for (const manifest of manifests(chart)) {
      const path = [folder, fileName(manifest)].filter(Boolean).join('/');
      problems.push(...faults(manifest), ...collision(path, manifest, owners));
      files.set(path, Yaml.stringify(manifest));
    }
  if (problems.length > 0) throw new RenderError(problems);
  return files;
}

const fileName = ({ kind, metadata }: Manifest) => `${kind}.${metadata.name.replaceAll(':', '-')}.yaml`;

const title = ({ kind, metadata }: Manifest) =>
  `${kind} ${metadata.namespace === undefined ? '' : `${metadata.namespace}/`}${metadata.name}`;

/** Two objects for one file are an error, never a silent overwrite. */
function collision(path: string, manifest: Manifest, owners: Map<string, string>): string[] {
  const owner = owners.get(path);
  owners.set(path, title(manifest));
  return owner === undefined ? [] : [`${path}: would be written by both ${owner} and ${title(manifest)}; give one another name`];
}

// RBAC names may hold colons; all other names are DNS names
const NAME = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/;
const RBAC_NAME = /^[a-z0-9]([a-z0-9.:-]*[a-z0-9])?$/;

/** What the API server or Argo CD would stumble over. */
function faults(manifest: Manifest): string[] {
  const { kind, metadata } = manifest;
  const name = kind.includes('Role') ? RBAC_NAME : NAME;
  return [
    ...(metadata.name.length <= 253 && name.test(metadata.name)
      ? []
      : [`${title(manifest)}: metadata.name must be a DNS name of at most 253 characters`]),
    ...(isClusterScoped(manifest) && metadata.namespace !== undefined
      ? [`${title(manifest)}: ${kind} is cluster-scoped and must have no namespace`]
      : []),
    ...(!isClusterScoped(manifest) && metadata.namespace === undefined ? [`${title(manifest)}: metadata.namespace is missing`] : []),
  ];
}
