import { type SizeName, sparkSizes } from '../config/spark-sizes';

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
