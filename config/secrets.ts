import { minio, prometheus, sparkDriver } from './components';

/** A Secret that something mounts. Values have no place here: they live in the cluster only. */
export interface SecretCard {
  readonly name: string;
  /** Namespaces that hold it; the first is the source, the others hold copies of the same values. */
  readonly namespaces: readonly [string, ...string[]];
  readonly keys: readonly string[];
  /** Whether random values will do; the others come from a third party and are never generated. */
  readonly random: boolean;
}

const s3Keys = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] as const;
const monitoring = prometheus.namespace;

/** Secret of an S3 user that has declared access, in the place of `minio-spark`; see `storeAccess` of teams and applications. */
export const storeUserSecret = (of: 'team' | 'application', name: string): SecretCard => ({
  name: `s3-${of}-${name}`,
  namespaces: [minio.namespace, sparkDriver.namespace],
  keys: s3Keys,
  random: true,
});

export const secrets = {
  minioRoot: { name: 'minio-root', namespaces: [minio.namespace], keys: ['rootUser', 'rootPassword'], random: true },
  /** S3 user of drivers and executors. */
  minioSpark: { name: 'minio-spark', namespaces: [minio.namespace, sparkDriver.namespace], keys: s3Keys, random: true },
  /** S3 user of the history server: it may only read event logs. */
  minioHistory: { name: 'minio-history', namespaces: [minio.namespace, sparkDriver.namespace], keys: s3Keys, random: true },
  /** Bearer token of `mc admin prometheus generate`; only with `metricsAuthentication: jwt`. */
  minioPrometheus: { name: 'minio-prometheus', namespaces: [monitoring], keys: ['token'], random: false },
  grafanaAdmin: { name: 'grafana-admin', namespaces: [monitoring], keys: ['admin-password', 'secret-key'], random: true },
  /** Keys are those that the OIDC settings name. */
  grafanaOidc: { name: 'grafana-oidc', namespaces: [monitoring], keys: [], random: false },
  /** Keys are those that the receivers name. */
  alertmanagerReceivers: { name: 'alertmanager-receivers', namespaces: [monitoring], keys: [], random: false },
  /** Keys are those that the remote write targets name. */
  prometheusRemoteWrite: { name: 'prometheus-remote-write', namespaces: [monitoring], keys: [], random: false },
} as const satisfies Record<string, SecretCard>;
