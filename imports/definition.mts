/** What the import needs of a CustomResourceDefinition, and the JSON schemas that come of it. */

/** A JSON schema with the extensions of Kubernetes: the keywords that are read here, and all others. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly [keyword: string]: unknown;
}

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

type Fields<T> = Readonly<Record<string, T>>;

const without = <T,>(object: Fields<T>, ...names: readonly string[]): Fields<T> =>
  Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));

const mapFields = <T, R>(object: Fields<T>, change: (value: T) => R): Fields<R> =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));

/** Drops descriptions; a property that is called `description` has a schema for its value, not a text, and stays. */
function undescribed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(undescribed);
  if (typeof value !== 'object' || value === null) return value;
  const fields = value as Fields<unknown>;
  return mapFields(typeof fields.description === 'string' ? without(fields, 'description') : fields, undescribed);
}

/** The stored version, without descriptions and without `status`, which is the controller's to write. */
export function essentials({ apiVersion, kind, spec }: CustomResourceDefinition): CustomResourceDefinition {
  const stored = spec.versions.find(({ storage }) => storage);
  if (!stored) throw new Error(`${spec.group}/${spec.names.kind}: no version is stored`);
  const schema = undescribed(stored.schema.openAPIV3Schema) as Schema;
  const properties = without(schema.properties ?? {}, 'status');
  const { name, served } = stored;
  const versions = [{ name, served, storage: true, schema: { openAPIV3Schema: { ...schema, properties } } }];
  return { apiVersion, kind, spec: { ...spec, versions } };
}

/**
 * The schema as the API server applies it, but refusing what the API server would silently prune.
 * Alternatives (`oneOf`, `anyOf`, …) stay as they are: they constrain a part of an object and must not close it.
 */
function closed(schema: Schema): Schema {
  const plain: Schema = Object.fromEntries(Object.entries(schema).filter(([keyword]) => !keyword.startsWith('x-kubernetes-')));
  if (schema['x-kubernetes-int-or-string'] === true) return { ...without(plain, 'anyOf'), type: ['integer', 'string'] };
  const { type, items, properties, additionalProperties = schema['x-kubernetes-preserve-unknown-fields'] === true } = plain;
  if (type === 'array' && items) return { ...plain, items: closed(items) };
  if (type !== 'object') return plain;
  return {
    ...plain,
    ...(properties && { properties: mapFields(properties, closed) }),
    additionalProperties: typeof additionalProperties === 'object' ? closed(additionalProperties) : additionalProperties,
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
export function closedSchemas(definitions: readonly CustomResourceDefinition[]): Fields<Schema> {
  const entries = definitions.flatMap(({ spec: { group, names, versions } }) =>
    versions.map(({ name, schema: { openAPIV3Schema } }): [string, Schema] => {
      const schema = closed(openAPIV3Schema);
      const identity = { apiVersion: { const: `${group}/${name}` }, kind: { const: names.kind }, metadata };
      const required = [...new Set([...Object.keys(identity), ...(schema.required ?? [])])];
      return [names.kind, { ...schema, required, properties: { ...schema.properties, ...identity } }];
    }),
  );
  return Object.fromEntries(entries);
}
