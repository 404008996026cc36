import { catalogue } from '../../metrics/catalogue';
import { metricsDocumentation } from '../../metrics/documentation';
import { minioMetrics } from '../../metrics/minio';

const page = metricsDocumentation([
  { where: 'alert B', reads: [minioMetrics.requests.name] },
  { where: 'alert A', reads: [minioMetrics.requests.name, minioMetrics.health.name] },
]);
const rows = page.split('\n').filter((line) => line.startsWith('| `'));

test('every entry has a row of ten cells', () => {
  expect(rows).toHaveLength(catalogue.length);
  expect(rows.filter((row) => row.split(/(?<!\\)\|/).length !== 12)).toEqual([]);
});

test('a row says what the series is and who reads it', () => {
  expect(rows.find((row) => row.includes('`minio_s3_requests_total`'))).toBe(
    '| `minio_s3_requests_total` | counter | requests | `server` `api` | `minio-cluster` | platform | S3 requests by operation. | minio/minio cmd/metrics-v2.go | `minio-cluster.txt` | alert A, alert B |',
  );
});

test('entries that share a name are told apart', () => {
  const series = rows.map((row) => `${row.split('|')[1]!}${row.split('|')[5]!}`);
  expect(new Set(series).size).toBe(series.length);
});

test('it comes out the same every time', () => {
  expect(metricsDocumentation([])).toBe(metricsDocumentation([]));
});
