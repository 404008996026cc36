import { z } from 'zod';
import { cidr, dnsLabel, dnsName, imageReference, labelMap } from './values';
import { images, type ImageName } from '../versions';

/** What is given by the Kubernetes cluster and its network. */
export const clusterSchema = z.strictObject({
  /** DNS domain of the cluster's Services. */
  domain: dnsName.default('cluster.local'),
  /** Addresses of the API server: NetworkPolicies cannot select it by label. Narrow it where the addresses are known. */
  apiServerCidrs: z.array(cidr).min(1).default(['0.0.0.0/0']),
  /** Ports of the API server: of its Service and of its endpoints, since plugins differ in which one they see. */
  apiServerPorts: z.array(z.number().int().min(1).max(65535)).min(1).default([443, 6443]),
  /** Addresses of the nodes: Prometheus scrapes the kubelets and node-exporter there. */
  nodeCidrs: z.array(cidr).min(1).default(['0.0.0.0/0']),
  /** Namespace and pod labels of the cluster's DNS server. */
  dns: z.strictObject({ namespace: dnsLabel.default('kube-system'), podLabels: labelMap.default({ 'k8s-app': 'kube-dns' }) }).prefault({}),
  /**
   * Accept the kubelets' serving certificates unchecked. kind and kubeadm give kubelets self-signed ones, which the cluster's CA does not know:
   * with `false` all container metrics are then missing.
   */
  kubeletInsecureSkipVerify: z.boolean().default(false),
});

/** Where images come from. */
export const imagesSchema = z.strictObject({
  /** Registry, optionally with a path, that stands in for every registry of `config/versions.ts` (air-gapped clusters). */
  registryMirror: z
    .string()
    .regex(/^[a-z0-9.-]+(:\d+)?(\/[a-z0-9._-]+)*$/, { error: 'must be host[:port][/path] without a scheme or a trailing slash' })
    .optional(),
  /** Names of existing Secrets of type kubernetes.io/dockerconfigjson, in every namespace that pulls. */
  pullSecrets: z.array(dnsName).default([]),
  /** Images that replace those of `config/versions.ts` in this environment. */
  overrides: z.partialRecord(z.enum(Object.keys(images) as [ImageName, ...ImageName[]]), imageReference).default({}),
});

/** Where Argo CD finds this repository and where it runs. */
export const gitOpsSchema = z.strictObject({
  /** URL of your fork; Argo CD must be able to read it. */
  repoUrl: z.url({ protocol: /^(https?|ssh|git)$/, error: 'must be a Git URL such as https://git.example.org/team/spok-monitoring.git' }),
  /** Fully qualified branch or tag that Argo CD follows. */
  targetRevision: z
    .string()
    .regex(/^(refs\/(heads|tags)\/.+|[a-f0-9]{40})$/, { error: 'must be refs/heads/<branch>, refs/tags/<tag> or a full commit' })
    .default('refs/heads/main'),
  /** Namespace of Argo CD itself. */
  argoCdNamespace: dnsLabel.default('argocd'),
});

/** How people reach the web interfaces from outside; without it they use `kubectl port-forward`. */
export const ingressSchema = z.strictObject({
  className: dnsLabel,
  /** Namespace of the ingress controller: only its pods are let in. */
  controllerNamespace: dnsLabel,
  grafanaHost: dnsName,
  historyServerHost: dnsName,
  alertmanagerHost: dnsName.optional(),
  /** Annotations of every Ingress, e.g. the issuer of cert-manager. */
  annotations: labelMap.default({}),
});

/** How Secrets come to be; none is ever in Git. */
export const secretsSchema = z.discriminatedUnion('mode', [
  /** A Job creates the missing ones with random values and never overwrites one. */
  z.strictObject({ mode: z.literal('generate') }),
  /** Somebody creates them by hand or with a tool of their own; the README lists names and keys. */
  z.strictObject({ mode: z.literal('existing') }),
  /** ExternalSecret objects fetch them through the External Secrets Operator. */
  z.strictObject({
    mode: z.literal('externalSecrets'),
    /** ClusterSecretStore that holds one entry per Secret, named after it. */
    clusterSecretStore: dnsName,
    /** Put before each Secret's name to make the key in the store. */
    keyPrefix: z.string().default('spok/'),
    refreshInterval: z
      .string()
      .regex(/^\d+[smh]$/)
      .default('1h'),
  }),
]);
