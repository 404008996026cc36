/**
 * Every image and chart that is deployed, once. The comment above a line is for Renovate; a digest pins the bytes, the tag tells people what they are.
 * Where no digest is given, none could be confirmed at a registry yet: Renovate adds it (`pinDigests`).
 */
export const images = {
  // renovate: datasource=docker
  minio: 'docker.io/pgsty/silo:RELEASE.2026-09-16T00-00-00Z@sha256:635197cb9f36d01bee221d34d1c7d7960f6a95c48b0b6c01d99cd13bdae51a46',
  // renovate: datasource=docker
  prometheus: 'quay.io/prometheus/prometheus:v3.15.0@sha256:efd719c99d83b060d9daefdcf00360461adf279f45ef5391f8d111892118753e',
  // renovate: datasource=docker
  alertmanager: 'quay.io/prometheus/alertmanager:v0.34.1@sha256:e9733bafb1bdef9b00e25a21f8f99dc26a22224bf16641ad754d1649f4c3357a',
  // renovate: datasource=docker
  grafana: 'docker.io/grafana/grafana:13.2.3@sha256:b28bae15e219c998fb0e0424ed724930cc61b1f61fb404d47c862f9a23f9e572',
  // renovate: datasource=docker
  kubeStateMetrics:
    'registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.20.0@sha256:42cfe3723a5f058171c627537fb57a3ea0f26e4380fa18555a95cb1a1b4cfc5b',
  // renovate: datasource=docker
  graphiteExporter: 'quay.io/prometheus/graphite-exporter:v0.17.0',
  // renovate: datasource=docker
  nodeExporter: 'quay.io/prometheus/node-exporter:v1.12.1',
  // renovate: datasource=docker
  spark:
    'docker.io/apache/spark:4.1.2-scala2.13-java17-python3-ubuntu@sha256:7f44fcdd38baa7bb6fdf97f84bc12d282655d8258001a9f60287a70fb9e5033e',
  // Only its S3A libraries are used, so it must be the Hadoop version of the Spark image; 3.4.3 and later ship without the AWS SDK.
  // renovate: datasource=docker
  hadoop: 'docker.io/apache/hadoop:3.4.2',
  // renovate: datasource=docker
  sparkOperator: 'ghcr.io/kubeflow/spark-operator/controller:2.5.2',
} as const;

/** Name of an image in {@link images}: the key of `images.overrides` in an environment. */
export type ImageName = keyof typeof images;

/** Upstream Helm charts; the version is exact. */
export const helmCharts = {
  // renovate: datasource=helm registryUrl=https://kubeflow.github.io/spark-operator
  sparkOperator: { repoUrl: 'https://kubeflow.github.io/spark-operator', chart: 'spark-operator', version: '2.5.2' },
} as const;

/** Version of Spark inside {@link images.spark}: what the operator and the pod labels call `sparkVersion`. */
export const sparkVersion = '4.1.2';
