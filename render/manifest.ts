import { ApiObject, type Chart, JsonPatch } from 'cdk8s';

/** What a rendered object is guaranteed to have; the rest is as free as Kubernetes. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the one place where an object may be of any kind
  readonly [field: string]: any;
}

/** Kinds that live outside namespaces. A kind that is missing here fails for want of a namespace, so the list cannot silently go stale. */
const CLUSTER_SCOPED = new Set([
  'ClusterRole',
  'ClusterRoleBinding',
  'CustomResourceDefinition',
  'IngressClass',
  'MutatingWebhookConfiguration',
  'Namespace',
  'PersistentVolume',
  'PriorityClass',
  'StorageClass',
  'ValidatingWebhookConfiguration',
]);

export const isClusterScoped = ({ kind }: Pick<Manifest, 'kind'>): boolean => CLUSTER_SCOPED.has(kind);

/**
 * RFC 6902 patch of the final manifest, for fields that the generated classes do not know: cdk8s' own `addJsonPatch` runs before they drop what
 * they do not know.
 */
export function patchRendered(object: ApiObject, ...operations: JsonPatch[]): void {
  const render = object.toJson.bind(object);
  object.toJson = () => JsonPatch.apply(render(), ...operations) as unknown;
}

/** The objects of one chart in construction order. Throws on constructs that do not validate. */
export function manifests(chart: Chart): Manifest[] {
  const nodes = chart.node.findAll();
  const errors = nodes.flatMap((node) => node.node.validate().map((error) => `${node.node.path}: ${error}`));
  if (errors.length > 0) throw new Error(errors.join('\n'));
  return nodes.filter((node) => ApiObject.isApiObject(node)).map((object) => object.toJson() as Manifest);
}
