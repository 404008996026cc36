/** What a new application is. */
export interface NewApplication {
  readonly name: string;
  readonly team: string;
  readonly owner: string;
  readonly language: 'python' | 'sql';
  /** Once after each change, at certain times, or without an end. */
  readonly kind: 'once' | 'schedule' | 'stream';
  readonly cron: string;
}

const camelCase = (name: string): string => name.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** Name of the constant that holds the declaration. */
export const constantOf = camelCase;

const snakeCase = (name: string): string => name.replaceAll('-', '_');

/** Main file below the folder of the application. */
export const mainFileOf = ({ name, language }: NewApplication): string => `${snakeCase(name)}.${language === 'sql' ? 'sql' : 'py'}`;

const KINDS = {
  once: () => [],
  schedule: ({ cron }: NewApplication) => [
    `schedule: { cron: '${cron}' },`,
    '// for the lint: which schedules overlap',
    "expectedDuration: '15m',",
    "slo: { runsEvery: '1d', freshness: '26h' },",
    "waivers: { 'slo-unwatched': 'Where metrics are kept for less than 24 days, nobody is woken.' },",
  ],
  stream: ({ name }: NewApplication) => [
    "restartPolicy: 'Always',",
    `checkpoint: ({ checkpoints }) => \`\${checkpoints}/${name}\`,`,
    '// each partition keeps a state file of its own in the object store, at every micro-batch',
    "sparkConf: { 'spark.sql.shuffle.partitions': '2' },",
  ],
} as const satisfies Record<NewApplication['kind'], (application: NewApplication) => readonly string[]>;

const ARGUMENTS = {
  python: ({ name }: NewApplication) => `({ curated }) => ['--store', \`\${curated}/${name}\`]`,
  sql: ({ name }: NewApplication) => `({ curated }) => [\`store=\${curated}/${name}\`]`,
} as const satisfies Record<NewApplication['language'], (application: NewApplication) => string>;

/** `application.ts` of a new application: it synthesizes as it is, in every shipped environment. */
export const declarationOf = (application: NewApplication): string => `import type { SparkApplicationInput } from '../application';

/** What it is for, in a sentence. */
export const ${constantOf(application.name)}: SparkApplicationInput = {
  name: '${application.name}',
  team: '${application.team}',
  owner: '${application.owner}',
  language: '${application.language}',
  mainFile: '${application.name}/${mainFileOf(application)}',
  arguments: ${ARGUMENTS[application.language](application)},
  size: 'tiny',
${KINDS[application.kind](application)
  .map((line) => `  ${line}\n`)
  .join('')}};
`;

const BATCH = `    numbers = spark.range(1_000_000).groupBy((F.col("id") % 10).alias("digit")).count()
    numbers.write.mode("overwrite").parquet(f"{options.store}/numbers")
    print(f"done: {numbers.count()} rows", flush=True)
    spark.stop()`;

const STREAM = `    seconds = spark.readStream.format("rate").option("rowsPerSecond", 10).load()
    query = (
        seconds.writeStream.queryName("seconds")
        .format("parquet")
        .option("path", f"{options.store}/seconds")
        .trigger(processingTime="30 seconds")
        .start()
    )
    query.awaitTermination()`;

const python = ({ name, kind }: NewApplication): string => `"""What it does, in a sentence.

    spark-submit ${snakeCase(name)}.py --store /tmp/${name}
"""

import argparse

from pyspark.sql import SparkSession
${kind === 'stream' ? '' : 'from pyspark.sql import functions as F\n'}

def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", required=True, help="folder of the results: a local path or s3a://bucket/folder")
    options = parser.parse_args()
    # the name of the application is left to spark-submit: series and history find it by that
    spark = SparkSession.builder.getOrCreate()
${kind === 'stream' ? STREAM : BATCH}


if __name__ == "__main__":
    main()
`;

const SQL = `-- What it does, in a sentence. \${store} is an argument of the declaration.
CREATE OR REPLACE TEMPORARY VIEW numbers AS
SELECT id % 10 AS digit, count(*) AS numbers FROM range(1000000) GROUP BY 1;

INSERT OVERWRITE DIRECTORY '\${store}/numbers' USING parquet
SELECT * FROM numbers;
`;

/** The program of a new application: it runs as it is. */
export const programOf = (application: NewApplication): string => (application.language === 'sql' ? SQL : python(application));
