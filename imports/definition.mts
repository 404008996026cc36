/** What the import needs of a CustomResourceDefinition, and the JSON schemas that come of it. */

/** A JSON schema with the extensions of Kubernetes. */
export type Schema = Readonly<Record<string, unknown>>;

interface Version {
  readonly name: string;
  readonly storage: boolean;
  readonly served: boolean;
  readonly schema: { readonly openAPIV3Schema: Schema };
}

/** The fields in use of a CustomResourceDefinition, `apiextensions.k8s.io/v1`. */
export interface CustomResourceDefinition {
  readonly apiVersion: string;
  readonly kind: string;
  readonly spec: { readonly group: string; readonly names: { readonly kind: string }; readonly versions: readonly Version[] };
}

const isObject = (value: unknown): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value);

const without = (object: Schema, ...keys: readonly string[]): Schema =>
  Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));

const mapValues = (object: unknown, change: (value: Schema) => unknown): Schema =>
  Object.fromEntries(Object.entries((object ?? {}) as Record<string, Schema>).map(([key, value]) => [key, change(value)]));

/** Drops descriptions; a property that is called `description` has a schema for its value, not a text, and stays. */
function undescribed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(undescribed);
  if (!isObject(value)) return value;
  const kept = typeof value['description'] === 'string' ? without(value, 'description') : value;
  return mapValues(kept, undescribed);
}

/** The stored version, without descriptions and without `status`, which is the controller's to write. */
export function essentials({ apiVersion, kind, spec }: CustomResourceDefinition): CustomResourceDefinition {
  const stored = spec.versions.find(({ storage }) => storage);
  if (!stored) throw new Error(`${spec.group}/${spec.names.kind}: no version is stored`);
  const schema = undescribed(stored.schema.openAPIV3Schema) as Schema;
  const properties = without(schema['properties'] as Schema, 'status');
  const { name, served } = stored;
  const versions = [{ name, served, storage: true, schema: { openAPIV3Schema: { ...schema, properties } } }];
  return { apiVersion, kind, spec: { ...spec, versions } };
}

/**
 * The schema as the API server applies it, but refusing what the API server would silently prune.
 * Alternatives (`oneOf`, `anyOf`, …) stay as they are: they constrain a part of an object and must not close it.
 */
function closed(schema: Schema): Schema {
  const plain = Object.fromEntries(Object.entries(schema).filter(([key]) => !key.startsWith('x-kubernetes-')));
  if (schema['x-kubernetes-int-or-string'] === true) return { ...without(plain, 'anyOf'), type: ['integer', 'string'] };
  if (schema['type'] === 'array') return { ...plain, items: closed(schema['items'] as Schema) };
  if (schema['type'] !== 'object') return plain;
  const { additionalProperties } = schema;
  const isOpen = schema['x-kubernetes-preserve-unknown-fields'] === true;
  return {
    ...plain,
    ...(schema['properties'] === undefined ? {} : { properties: mapValues(schema['properties'], closed) }),
    ...(isOpen
      ? {}
      : { additionalProperties: isObject(additionalProperties) ? closed(additionalProperties) : (additionalProperties ?? false) }),
  };
}

const texts: Schema = { type: 'object', additionalProperties: { type: 'string' } };

/** The part of ObjectMeta that a manifest may set; a CustomResourceDefinition says no more than "object". */
const metadata: Schema = {
  type: 'object',
  required: ['name'],
  properties: {
    name: { type: 'string' },
    namespace: { type: 'string' },
    labels: texts,
    annotations: texts,
    finalizers: { type: 'array', items: { type: 'string' } },
  },
  additionalProperties: false,
};

/** Kind → JSON schema of its manifests, where a misspelt field is an error, at any depth. */
export function closedSchemas(definitions: readonly CustomResourceDefinition[]): Readonly<Record<string, Schema>> {
  const entries = definitions.flatMap(({ spec: { group, names, versions } }) =>
    versions.map(({ name, schema: { openAPIV3Schema } }): [string, Schema] => {
      const schema = closed(openAPIV3Schema);
      const identity = { apiVersion: { const: `${group}/${name}` }, kind: { const: names.kind }, metadata };
      const required = [...new Set(['apiVersion', 'kind', 'metadata', ...((schema['required'] ?? []) as string[])])];
      return [names.kind, { ...schema, required, properties: { ...(schema['properties'] as Schema), ...identity } }];
    }),
  );
  return Object.fromEntries(entries);
}
