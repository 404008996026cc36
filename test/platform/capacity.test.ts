import { type ByteQuantity, bytesOf, type CpuQuantity, coresOf, sparkBytesOf, type SparkMemory } from '../../config/schema/values';
import { committed } from './committed';
import { podsOf } from './pods';

const bytes = (quantity: string): number =>
  /[mg]$/.test(quantity) ? sparkBytesOf(quantity as SparkMemory) : bytesOf(quantity as ByteQuantity);

describe('the local environment', () => {
  const local = committed.find(({ title }) => title === 'local')!;
  // a run of the schedule is the demo once more: it waits its turn on a laptop that has no more room
  const pods = podsOf(local).filter(({ title }) => !title.includes('ScheduledSparkApplication'));
  const requested = (amount: (requests: { cpu: string; memory: string }) => number) =>
    pods.reduce(
      (sum, { spec, replicas }) =>
        sum +
        replicas *
          spec.containers.reduce((inner, { resources }) => inner + amount(resources!.requests as { cpu: string; memory: string }), 0),
      0,
    );

  test('requests no more than 4 cores, the demo application included', () => {
    expect(requested(({ cpu }) => coresOf(cpu as CpuQuantity))).toBeGreaterThan(1);
    expect(requested(({ cpu }) => coresOf(cpu as CpuQuantity))).toBeLessThanOrEqual(4);
  });

  test('requests no more than 8 GiB, the demo application included', () => {
    expect(requested(({ memory }) => bytes(memory))).toBeGreaterThan(2 ** 30);
    expect(requested(({ memory }) => bytes(memory))).toBeLessThanOrEqual(8 * 2 ** 30);
  });
});
