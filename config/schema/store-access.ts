import { z } from 'zod';
import { type StoreFolder, folderOf, storePlaces } from '../store-layout';

/** A part of a key between two slashes: without wildcards and variables, which a policy would read as such. */
const SEGMENT = /^[\w=-][\w.=-]*$/;

const folderSchema = z.string().superRefine((folder, context) => {
  const refuse = (message: string) => context.addIssue({ code: 'custom', input: folder, message });
  if (folder.startsWith('/') || folder.endsWith('/'))
    refuse('must neither begin nor end with a slash: it is a folder below its place, such as orders/clean');
  else if (folder.split('/').includes('..')) refuse('must not contain ..: name the folder itself, below its place');
  else if (!folder.split('/').every((segment) => SEGMENT.test(segment)))
    refuse('must be names of letters, digits, _, -, = and inner dots, with single slashes between, such as orders/clean');
});

const grantSchema = z.strictObject({
  /** A place of `config/store-layout.ts`. */
  place: z.enum(storePlaces),
  /** Folder below the place, such as `orders/clean`. @default all of the place */
  folder: folderSchema.optional(),
  access: z.enum(['read', 'readWrite']),
});
type Grant = z.output<typeof grantSchema>;

/** What a team or an application may do in the object store: it gets an S3 user of its own, which may do that, write its event logs, and no more. */
export const storeAccessSchema = z
  .array(grantSchema)
  .min(1, { error: 'must grant something; leave it out for the access that all applications without a declaration have' })
  .superRefine((grants, context) => {
    grants.forEach((grant, index) => {
      const other = grants.findIndex(
        (candidate, at) => at !== index && makesNeedless(candidate, grant) && (at < index || !makesNeedless(grant, candidate)),
      );
      if (other < 0) return;
      context.addIssue({ code: 'custom', path: [index], input: grant, message: `must be left out: entry ${other} grants it already` });
    });
  });
export type StoreAccess = z.output<typeof storeAccessSchema>;

/** Names of their own for the buckets, so that places can be compared without an environment. */
const BUCKETS = { data: 'data', eventLogs: 'eventLogs', warehouse: 'warehouse' };

const makesNeedless = (wide: Grant, narrow: Grant): boolean =>
  (wide.access === 'readWrite' || narrow.access === 'read') &&
  contains(folderOf(BUCKETS, wide.place, wide.folder), folderOf(BUCKETS, narrow.place, narrow.folder));

/** Whether a folder is another one, or somewhere below it. */
export const contains = (outer: StoreFolder, inner: StoreFolder): boolean =>
  outer.bucket === inner.bucket && (outer.folder === '' || inner.folder === outer.folder || inner.folder.startsWith(`${outer.folder}/`));
