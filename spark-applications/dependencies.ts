import { z } from 'zod';

const place = z.string().regex(/^(local:\/\/\/|s3a:\/\/|https:\/\/)\S+$/, {
  error: 'must be in the image (local:///…), the object store (s3a://…) or at https://…',
});
const coordinate = z
  .string()
  .regex(/^[\w.-]+:[\w.-]+(:\S+)?$/, { error: 'must be a Maven coordinate such as org.example:library_2.13:1.2.3' });

/** What a program needs beside its main file; each list is empty by default. */
export const dependenciesSchema = z.strictObject({
  /** Maven coordinates; they are fetched at each start, so the driver needs `spark.packageEgress` of the environment. */
  packages: z.array(coordinate).default([]),
  excludePackages: z.array(coordinate).default([]),
  /** Maven repositories beside Maven Central. */
  repositories: z.array(z.url({ protocol: /^https$/, error: 'must be the https address of a Maven repository' })).default([]),
  jars: z.array(place).default([]),
  files: z.array(place).default([]),
  /** Python modules: .py, .zip or .egg files. */
  pyFiles: z.array(place).default([]),
  /** Archives that are unpacked beside the program, e.g. a packed virtual environment. */
  archives: z.array(place).default([]),
});

export type Dependencies = z.output<typeof dependenciesSchema>;

/** Those that a pod fetches from the internet or a mirror, rather than from its image or the object store. */
export const fetchedDependencies = ({ packages, jars, files, pyFiles, archives }: Dependencies): string[] => [
  ...packages,
  ...[...jars, ...files, ...pyFiles, ...archives].filter((address) => address.startsWith('https://')),
];
