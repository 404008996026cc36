import { z } from 'zod';
import { podSizeSchema } from '../config/schema/spark';
import { type SizeName, sparkSizes } from '../config/spark-sizes';

/** Fields of a declaration that say how large it is, once a named size is spelled out. */
export const sizing = {
  driver: podSizeSchema,
  executor: podSizeSchema.extend({ instances: z.number().int().min(1).max(1000) }),
};

interface Explicit {
  readonly driver: object;
  readonly executor: object;
}

/** A declaration with its sizes in full, or with a name of `config/spark-sizes.ts` and what differs from it. */
export type WithSizes<Declaration extends Explicit> = Omit<Declaration, 'driver' | 'executor'> &
  (
    | (Pick<Declaration, 'driver' | 'executor'> & { readonly size?: undefined })
    | {
        readonly size: SizeName;
        readonly driver?: Partial<Declaration['driver']>;
        readonly executor?: Partial<Declaration['executor']>;
      }
  );

interface Sized {
  readonly size?: SizeName | undefined;
  readonly driver?: object | undefined;
  readonly executor?: object | undefined;
}

/** A declaration whose named size is spelled out; what it says itself beside the name counts. */
export function withNamedSize<Input extends Sized>(input: Input): Omit<Input, 'size'> {
  if (input.size === undefined) return input;
  const { size, ...explicit } = input;
  const { driver, executor } = sizeNamed(size);
  return { ...explicit, driver: { ...driver, ...input.driver }, executor: { ...executor, ...input.executor } };
}

/** Driver and executors of a size. */
export const sizeNamed = (name: SizeName) => sparkSizes[name];
