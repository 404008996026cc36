import { execFileSync } from 'node:child_process';

/**
 * One line when the repository that Argo CD is told to read is not the one this checkout comes from: after forking, that is the setting people
 * forget. Undefined where they agree, and where there is no Git or no remote.
 */
export function foreignRemoteWarning(repoUrls: readonly string[], remote: string | undefined = originUrl()): string | undefined {
  const foreign = [...new Set(repoUrls)].filter((url) => remote !== undefined && place(url) !== place(remote));
  if (foreign.length === 0) return undefined;
  return `warning: gitOps.repoUrl is ${foreign.join(', ')} but this checkout's origin is ${withoutCredentials(remote ?? '')}; after forking, change config/environments/repository.ts`;
}

function originUrl(): string | undefined {
  try {
    return execFileSync('git', ['remote', 'get-url', 'origin'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}

const withoutCredentials = (url: string): string => url.replace(/^(\w+:\/\/)[^/@]*@/, '$1');

/** Host and path, whatever the protocol: `git@host:team/x.git` and `https://host/team/x` are one place. */
const place = (url: string): string =>
  withoutCredentials(url)
    .replace(/^\w+:\/\//, '')
    .replace(/^[^/@]*@/, '')
    .replace(/^([^/:]+):(?!\d+\/)/, '$1/')
    .replace(/\.git\/?$/, '')
    .toLowerCase();
