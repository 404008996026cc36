import * as fc from 'fast-check';
import { confidenceIn, spreadOf, tooLittle } from '../../advise/evidence';
import { billOf, rescaled, totalOf } from '../../advise/money';
import {
  fewerExecutors,
  fewerPartitions,
  heapThatFits,
  largerHeap,
  memoryOfTask,
  MEMORY_STEP_BYTES,
  morePartitions,
  overheadFor,
  PARTITIONS_PER_SLOT,
  partitionsThatFit,
  remoteShare,
  SMALLEST_HEAP_BYTES,
  SMALLEST_OVERHEAD_BYTES,
  smallerCoreRequest,
  smallerHeap,
} from '../../advise/sizing';
import { bytesInConf } from '../../advise/partitions';
import { sparkMemory } from '../../advise/subject';
import { coresOf, cpuQuantity, cpuQuantityOf, sparkBytesOf, sparkMemory as sparkMemorySchema } from '../../config/schema/values';
import { shipped } from '../spark-applications/platform';

const GIB = 2 ** 30;
const heap = fc.integer({ min: 512, max: 64 * 1024 }).map((mib) => mib * 2 ** 20);
const share = fc.double({ min: 0, max: 1, noNaN: true });
const headroom = fc.double({ min: 1.01, max: 2, noNaN: true });
const [{ thresholds, cost }] = shipped as [(typeof shipped)[number]];

describe('a smaller heap', () => {
  const memory = fc.record({ heapBytes: heap, heapPeakRatio: share, unifiedPeakRatio: share });

  test('holds the peak with headroom, or is as large as before', () => {
    fc.assert(
      fc.property(memory, headroom, (seen, more) => {
        const after = smallerHeap(seen, more);
        expect(after).toBeLessThanOrEqual(seen.heapBytes);
        if (after < seen.heapBytes) expect(after).toBeGreaterThanOrEqual(more * seen.heapPeakRatio * seen.heapBytes - 1);
      }),
    );
  });

  test('holds the unified memory with headroom too', () => {
    fc.assert(
      fc.property(memory, headroom, (seen, more) => {
        const after = smallerHeap(seen, more);
        const unified = (bytes: number) => Math.max(0, bytes - 300 * 2 ** 20) * 0.6;
        if (after < seen.heapBytes)
          expect(unified(after)).toBeGreaterThanOrEqual(more * seen.unifiedPeakRatio * unified(seen.heapBytes) - 1);
      }),
    );
  });

  test('is one that Spark starts with, in whole steps', () => {
    fc.assert(
      fc.property(memory, headroom, (seen, more) => {
        const after = smallerHeap(seen, more);
        expect(after).toBeGreaterThanOrEqual(Math.min(seen.heapBytes, SMALLEST_HEAP_BYTES));
        expect(after === seen.heapBytes || after % MEMORY_STEP_BYTES === 0).toBe(true);
      }),
    );
  });

  test('never shrinks when the peak grows', () => {
    fc.assert(
      fc.property(memory, share, headroom, (seen, other, more) => {
        const [low, high] = [Math.min(seen.heapPeakRatio, other), Math.max(seen.heapPeakRatio, other)];
        expect(smallerHeap({ ...seen, heapPeakRatio: low }, more)).toBeLessThanOrEqual(smallerHeap({ ...seen, heapPeakRatio: high }, more));
      }),
    );
  });
});

test('a larger heap is larger', () => {
  fc.assert(fc.property(heap, headroom, (bytes, more) => expect(largerHeap(bytes, more)).toBeGreaterThanOrEqual(more * bytes - 1)));
});

test('pod = heap + overhead holds what the container held at its peak, with headroom', () => {
  fc.assert(
    fc.property(heap, share, headroom, (container, part, more) => {
      const heapPeak = part * container;
      const overhead = overheadFor(container, heapPeak, more);
      expect(overhead).toBeGreaterThanOrEqual(SMALLEST_OVERHEAD_BYTES);
      expect(more * heapPeak + overhead).toBeGreaterThanOrEqual(more * container - 1);
    }),
  );
});

test('a smaller request of CPU covers the mean use with headroom, or stays', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.1, max: 16, noNaN: true }), share, headroom, (request, used, more) => {
      const after = smallerCoreRequest(request, used, more);
      expect(after).toBeLessThanOrEqual(request);
      if (after < request) expect(after).toBeGreaterThanOrEqual(more * used * request - 1e-6);
    }),
  );
});

test('fewer executors are at least one, have slots for the mean work, and are never more', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), share, fc.double({ min: 0.3, max: 0.99, noNaN: true }), (instances, used, aim) => {
      const after = fewerExecutors(instances, used, aim);
      expect(after).toBeGreaterThanOrEqual(1);
      expect(after).toBeLessThanOrEqual(instances);
      if (after < instances) expect(after * aim).toBeGreaterThanOrEqual(instances * used - 1e-6);
    }),
  );
});

test('partitions keep every slot busy, fewer are never more and more are never fewer', () => {
  const count = fc.integer({ min: 1, max: 10_000 });
  fc.assert(
    fc.property(count, count, fc.double({ min: 0.001, max: 0.5, noNaN: true }), (partitions, slots, mean) => {
      const fewer = fewerPartitions(partitions, slots, mean, 0.5);
      expect(fewer).toBeLessThanOrEqual(partitions);
      if (fewer < partitions) expect(fewer).toBeGreaterThanOrEqual(PARTITIONS_PER_SLOT * slots);
      expect(morePartitions(partitions, slots)).toBeGreaterThanOrEqual(Math.max(2 * partitions, PARTITIONS_PER_SLOT * slots));
    }),
  );
});

describe('spill', () => {
  const spilled = fc.integer({ min: 1, max: 10 ** 6 }).map((mib) => mib * 2 ** 20);
  const count = fc.integer({ min: 1, max: 10_000 });
  const seen = fc.record({ heapBytes: heap, cores: fc.integer({ min: 1, max: 16 }), bytes: spilled });

  test('the mean of the partitions, with headroom, fits into the memory of a task', () => {
    fc.assert(
      fc.property(seen, count, headroom, ({ heapBytes, cores, bytes }, partitions, more) => {
        const taskBytes = memoryOfTask(heapBytes, cores);
        const after = partitionsThatFit(partitions, cores, { bytes, taskBytes }, more);
        // what tasks held and what they spilled, over all partitions
        const data = partitions * taskBytes + bytes;
        expect((more * data) / after).toBeLessThanOrEqual(taskBytes * (1 + 1e-9));
      }),
    );
  });

  test('the mean of the tasks, with headroom, fits into its share of a larger heap', () => {
    fc.assert(
      fc.property(seen, count, headroom, ({ heapBytes, cores, bytes }, tasks, more) => {
        const taskBytes = memoryOfTask(heapBytes, cores);
        const after = heapThatFits(heapBytes, tasks, { bytes, taskBytes }, more);
        expect(after % MEMORY_STEP_BYTES).toBe(0);
        expect(memoryOfTask(after, cores)).toBeGreaterThanOrEqual(more * (taskBytes + bytes / tasks) * (1 - 1e-9));
      }),
    );
  });
});

test('fewer executors have more of the shuffle to themselves; one has it all', () => {
  expect(remoteShare(1)).toBe(0);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), (executors) => expect(remoteShare(executors)).toBeLessThan(remoteShare(executors + 1))),
  );
});

test('bytes in settings are read as Spark reads them', () => {
  expect(['64MB', '64m', '67108864', '67108864b', '65536k', ' 1g '].map(bytesInConf)).toEqual([...Array(5).fill(64 * 2 ** 20), GIB]);
  expect(['', 'much', '1.5g', '-1'].map(bytesInConf)).toEqual(Array(4).fill(undefined));
});

test('sizes are written as the schema wants them, and mean what was reckoned', () => {
  fc.assert(
    fc.property(heap, fc.integer({ min: 1, max: 400 }), (bytes, steps) => {
      expect(sparkMemorySchema.safeParse(sparkMemory(bytes)).success).toBe(true);
      expect(sparkBytesOf(sparkMemory(bytes))).toBe(bytes);
      const cores = steps * 0.05;
      expect(cpuQuantity.safeParse(cpuQuantityOf(Number(cores.toFixed(2)))).success).toBe(true);
      expect(coresOf(cpuQuantityOf(Number(cores.toFixed(2))))).toBeCloseTo(cores, 6);
    }),
  );
});

describe('money', () => {
  const positive = fc.double({ min: 0.1, max: 1e6, noNaN: true });
  const footprint = fc.record({
    driver: fc.record({ cores: positive, bytes: positive }),
    executors: fc.record({ cores: positive, bytes: positive }),
  });
  const bill = fc.record({ driverCores: positive, driverMemory: positive, executorCores: positive, executorMemory: positive });

  test('of an hour of one core and one GiB is the sum of their prices', () => {
    const run = { application: 'a', app: 'a', team: 't', figures: { executorCoresRequested: 3600, executorMemoryRequested: 3600 * GIB } };
    expect(totalOf(billOf([run], cost, 'Requested'))).toBeCloseTo(cost.pricePerCoreHour + cost.pricePerGibHour, 12);
  });

  test('stays the same when nothing changes, and there and back again', () => {
    fc.assert(
      fc.property(bill, footprint, footprint, (before, from, to) => {
        expect(totalOf(rescaled(before, from, from))).toBeCloseTo(totalOf(before), 5);
        const back = totalOf(rescaled(rescaled(before, from, to), to, from));
        expect(back / totalOf(before)).toBeCloseTo(1, 6);
      }),
    );
  });
});

describe('confidence', () => {
  const limits = thresholds.advice;

  test('spread is a share: 0 for equal runs, and the order of runs is no matter', () => {
    const values = fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(values, (all) => {
        expect(spreadOf(all)).toBeGreaterThanOrEqual(0);
        expect(spreadOf(all)).toBeLessThanOrEqual(1);
        expect(spreadOf([...all].reverse())).toBe(spreadOf(all));
        expect(spreadOf(all.map(() => all[0]!))).toBe(0);
      }),
    );
  });

  test('more of the same runs never make it lower', () => {
    const order = ['low', 'medium', 'high'];
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 30 }), fc.integer({ min: 60, max: 4000 }), share, (runs, seconds, low) => {
        const of = (count: number) => {
          const values = Array.from({ length: count }, (_, index) => (index === 0 ? 1 - low : 1));
          return confidenceIn({ runs: count, seconds: count * seconds, longestSeconds: seconds }, values, limits);
        };
        expect(order.indexOf(of(runs + 1))).toBeGreaterThanOrEqual(order.indexOf(of(runs)));
      }),
    );
  });

  test('too few runs, or too short ones, say nothing; one run of hours says something', () => {
    const { runs, observedSeconds, longRunSeconds } = limits;
    expect(tooLittle({ runs: runs - 1, seconds: 1e5, longestSeconds: 1e4 }, limits)).toContain(`${runs - 1} of at least ${runs} runs`);
    expect(tooLittle({ runs, seconds: observedSeconds - 1, longestSeconds: 100 }, limits)).toContain(`${observedSeconds} s`);
    expect(tooLittle({ runs, seconds: observedSeconds, longestSeconds: 100 }, limits)).toBeUndefined();
    expect(tooLittle({ runs: 1, seconds: longRunSeconds, longestSeconds: longRunSeconds }, limits)).toBeUndefined();
  });
});
