import { LOCAL_DIR } from '../pod';
import {
  type ApplicationRule,
  SPARK_CLOUD,
  SPARK_MONITORING,
  SPARK_SCHEDULING,
  SPARK_SQL_TUNING,
  SPARK_TUNING,
  type Subject,
  when,
} from './rule';
import { slotsOf } from './sizes';

/** Shuffle partitions per task slot beyond which tasks are mostly overhead. */
const MOST_PARTITIONS_PER_SLOT = 20;
const DEFAULT_PARTITIONS = 200;

const is = (conf: Subject['conf'], key: string, value: string) => conf[key] === value;
const isStream = ({ application }: Subject) => application.restartPolicy === 'Always';
/** Adaptive execution joins small partitions; stateful streaming queries go without it. */
const adapts = (subject: Subject) => !is(subject.conf, 'spark.sql.adaptive.enabled', 'false') && !isStream(subject);

/** What is needed but set otherwise, as `key is value`. */
const deviating = (conf: Subject['conf'], wanted: Readonly<Record<string, string>>): string[] =>
  Object.entries(wanted)
    .filter(([key, value]) => conf[key] !== value)
    .map(([key]) => `${key} is ${conf[key] ?? 'not set'}`);

const BY_DECLARATION = 'Leave the setting to the platform; the declaration refuses it.';

/** How a program computes. */
const executionRules: readonly ApplicationRule[] = [
  {
    id: 'shuffle-partitions',
    severity: 'warning',
    reason:
      'Fewer partitions than cores leave cores idle; very many, which adaptive execution does not join, are tasks of a few milliseconds.',
    fix: 'Set spark.sql.shuffle.partitions to 1–4 times all executor cores, or leave adaptive execution on.',
    source: SPARK_SQL_TUNING,
    check(subject) {
      const partitions = Number(subject.conf['spark.sql.shuffle.partitions'] ?? DEFAULT_PARTITIONS);
      const slots = slotsOf(subject.application);
      const many = !adapts(subject) && partitions > MOST_PARTITIONS_PER_SLOT * slots;
      return when(partitions < slots || many, () => `${partitions} shuffle partitions for ${slots} cores`);
    },
  },
  {
    id: 'adaptive-execution',
    severity: 'warning',
    reason:
      'Adaptive execution joins small partitions, splits skewed ones and picks better joins from what it measures; without it every guess stays.',
    fix: 'Remove spark.sql.adaptive.enabled from sparkConf.',
    source: SPARK_SQL_TUNING,
    check: (subject) =>
      when(is(subject.conf, 'spark.sql.adaptive.enabled', 'false') && !isStream(subject), () => 'spark.sql.adaptive.enabled is false'),
  },
  {
    id: 'kryo',
    severity: 'warning',
    reason: 'Java’s own serialization is several times slower and larger.',
    fix: 'Remove spark.serializer from sparkConf.',
    source: SPARK_TUNING,
    check: ({ conf }) => deviating(conf, { 'spark.serializer': 'org.apache.spark.serializer.KryoSerializer' }),
  },
  {
    id: 'dynamic-allocation-shuffle',
    severity: 'error',
    reason:
      'Kubernetes has no external shuffle service: an executor that goes takes its shuffle files along, and stages are computed again.',
    fix: 'Declare dynamicAllocation, which turns shuffle tracking on, instead of setting spark.dynamicAllocation.enabled.',
    source: SPARK_SCHEDULING,
    check: ({ conf }) =>
      when(
        is(conf, 'spark.dynamicAllocation.enabled', 'true') && !is(conf, 'spark.dynamicAllocation.shuffleTracking.enabled', 'true'),
        () => 'dynamic allocation without shuffle tracking',
      ),
  },
];

/** What must stay on, or nobody sees the application. */
const observabilityRules: readonly ApplicationRule[] = [
  {
    id: 'event-log',
    severity: 'error',
    reason: 'Without an event log the history server knows nothing of a run that has ended.',
    fix: BY_DECLARATION,
    source: SPARK_MONITORING,
    check: ({ conf }) => deviating(conf, { 'spark.eventLog.enabled': 'true', 'spark.eventLog.rolling.enabled': 'true' }),
  },
  {
    id: 'metrics',
    severity: 'error',
    reason: 'Rules, alerts and dashboards read the pages of the driver; without them the application is invisible.',
    fix: BY_DECLARATION,
    source: SPARK_MONITORING,
    check: ({ conf }) =>
      deviating(conf, {
        'spark.ui.prometheus.enabled': 'true',
        'spark.metrics.conf.*.sink.prometheusServlet.class': 'org.apache.spark.metrics.sink.PrometheusServlet',
        'spark.metrics.namespace': 'spark',
      }),
  },
  {
    id: 'ui',
    severity: 'error',
    reason: 'The UI serves the pages of metrics; without it nothing can be scraped.',
    fix: BY_DECLARATION,
    source: SPARK_MONITORING,
    check: ({ conf }) => deviating(conf, { 'spark.ui.enabled': 'true' }),
  },
  {
    id: 'name-in-exposition',
    severity: 'error',
    reason: 'Spark does not escape the name in its metrics: a quote or backslash in it makes every scrape fail.',
    fix: 'Use lower-case letters, digits and hyphens; leave spark.app.name to the operator.',
    source: SPARK_MONITORING,
    check({ application: { name }, conf }) {
      const names = [name, conf['spark.app.name'] ?? name];
      return [...new Set(names)].filter((given) => !/^[\w.-]+$/.test(given)).map((given) => `the name is ${given}`);
    },
  },
];

/** How results reach the object store. */
const objectStoreRules: readonly ApplicationRule[] = [
  {
    id: 's3a-committer',
    severity: 'warning',
    reason:
      'An object store cannot rename: the second algorithm of the file committer shows half-written results, and speculative tasks write twice.',
    fix: 'Remove the setting, or write through the magic committer (spark.hadoop.fs.s3a.committer.name=magic) with spark-hadoop-cloud in the image.',
    source: SPARK_CLOUD,
    check({ conf }) {
      if (is(conf, 'spark.hadoop.fs.s3a.committer.name', 'magic')) return [];
      return [
        ...when(
          is(conf, 'spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version', '2'),
          () => 'the file committer uses algorithm version 2',
        ),
        ...when(is(conf, 'spark.speculation', 'true'), () => 'spark.speculation is on without the magic committer'),
      ];
    },
  },
  {
    id: 's3a-fast-upload',
    severity: 'warning',
    reason: 'S3A uploads a file in blocks that it gathers on disk: in memory they get the container killed, and /tmp is small.',
    fix: 'Remove spark.hadoop.fs.s3a.fast.upload.buffer and spark.hadoop.fs.s3a.buffer.dir from sparkConf.',
    source: 'https://hadoop.apache.org/docs/r3.4.2/hadoop-aws/tools/hadoop-aws/performance.html',
    check({ conf }) {
      const buffer = conf['spark.hadoop.fs.s3a.fast.upload.buffer'] ?? 'disk';
      const folder = conf['spark.hadoop.fs.s3a.buffer.dir'] ?? '/tmp';
      const local = LOCAL_DIR.mountPath.replace(/1$/, '');
      return [
        ...when(buffer !== 'disk', () => `uploads are gathered in ${buffer}`),
        ...when(!folder.startsWith(local), () => `uploads are gathered in ${folder}`),
      ];
    },
  },
];

/** What settings of Spark make of an application. */
export const settingRules: readonly ApplicationRule[] = [...executionRules, ...observabilityRules, ...objectStoreRules];
