import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv, { type AnySchema, type ErrorObject, type ValidateFunction } from 'ajv';
import { k8s } from 'cdk8s-plus-28';

/** What every manifest has. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata?: { readonly name?: string };
}

const folder = join(__dirname, '../../imports');
const schemaEnding = '.schema.json';

const schemasOf = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<string, AnySchema>;

/** API group → kind → closed JSON schema: everything that `npm run import` made. */
export const customResourceSchemas: Readonly<Record<string, Readonly<Record<string, AnySchema>>>> = Object.fromEntries(
  readdirSync(folder)
    .filter((file) => file.endsWith(schemaEnding))
    .map((file) => [file.slice(0, -schemaEnding.length), schemasOf(file)]),
);

const nativeKinds = new Set(
  Object.values(k8s).flatMap((exported) => ('GVK' in exported ? [`${exported.GVK.apiVersion} ${exported.GVK.kind}`] : [])),
);

/** Whether `schemaErrors` is the judge of this manifest: every kind that Kubernetes 1.28 does not serve by itself. */
export const isCustomResource = ({ apiVersion, kind }: Manifest): boolean => !nativeKinds.has(`${apiVersion} ${kind}`);

// `optimize` makes compiling three times slower for the sake of faster checks, of which there are few;
// formats are those of Go (int32, int64), not of JSON schema
const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false, code: { optimize: false } });
const compiled = new Map<AnySchema, ValidateFunction>();

function validatorOf({ apiVersion, kind }: Manifest): ValidateFunction | undefined {
  const schema = customResourceSchemas[apiVersion.split('/')[0]!]?.[kind];
  if (schema === undefined) return undefined;
  const validate = compiled.get(schema) ?? ajv.compile(schema);
  compiled.set(schema, validate);
  return validate;
}

/** The parameter of an ajv error that its message leaves out, by keyword. */
const detailOf: Readonly<Record<string, (parameters: any) => string>> = {
  additionalProperties: ({ additionalProperty }) => `unknown field "${additionalProperty}"`,
  enum: ({ allowedValues }) => `must be one of ${allowedValues.join(', ')}`,
  const: ({ allowedValue }) => `must be "${allowedValue}"`,
};

const sentence = ({ instancePath, keyword, params, message }: ErrorObject): string =>
  `${instancePath === '' ? '/' : instancePath}: ${detailOf[keyword]?.(params) ?? message ?? keyword}`;

/**
 * What the API server would refuse or silently prune in a custom resource, as `<kind> "<name>" <path>: <reason>`; empty if all is well.
 * A kind that `npm run import` does not know is an error too.
 */
export function schemaErrors(manifest: Manifest): string[] {
  const subject = `${manifest.kind} "${manifest.metadata?.name ?? ''}"`;
  const validate = validatorOf(manifest);
  if (!validate) return [`${subject}: no schema for ${manifest.apiVersion} ${manifest.kind}; add its definition to imports/generate.mts`];
  return validate(manifest) ? [] : (validate.errors ?? []).map((error) => `${subject} ${sentence(error)}`);
}
