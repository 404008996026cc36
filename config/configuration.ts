import type { z } from 'zod';
import { type Environment, type EnvironmentInput, environmentSchema } from './schema';

/** The configuration cannot be synthesized; `problems` says why, one line each. */
export class ConfigurationError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

/** Checks environments and fills in their defaults. Throws one {@link ConfigurationError} that lists every problem of all of them. */
export function checked(inputs: readonly EnvironmentInput[]): Environment[] {
  const results = inputs.map((input) => ({ input, result: environmentSchema.safeParse(input) }));
  const problems = results.flatMap(({ input, result }) => (result.error?.issues ?? []).map((issue) => problem(input, issue)));
  const names = inputs.map(({ name }) => name);
  const twice = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  for (const name of twice) problems.push(`${name}: two environments have this name; it must be unique, since it names their directories`);
  if (problems.length > 0) throw new ConfigurationError(problems);
  return results.flatMap(({ result }) => result.data ?? []);
}

/** `local: prometheus.retentionSize: given "60Gi"; must be at most …` */
export function problem(input: { readonly name: string }, issue: z.core.$ZodIssue): string {
  const { path } = issue;
  const message = issue.code === 'invalid_key' ? `its name ${issue.issues.map((one) => one.message).join(', ')}` : issue.message;
  if (path.length === 0) return `${input.name}: ${message}`;
  const given = valueAt(input, path);
  return `${input.name}: ${path.map(String).join('.')}: given ${given === undefined ? 'nothing' : JSON.stringify(given)}; ${message}`;
}

/** What the environment says at a path; undefined where it says nothing, so that a default applies. */
function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined),
    value,
  );
}
