import fc from 'fast-check';
import type { z } from 'zod';
import {
  byteQuantity,
  byteQuantityOf,
  bytesOf,
  cidr,
  coresOf,
  cpuQuantity,
  cpuQuantityOf,
  cronExpression,
  dnsLabel,
  dnsName,
  duration,
  imageReference,
  secondsOf,
  sparkBytesOf,
  sparkMemory,
  timeZone,
} from '../../config/schema/values';

const amount = fc.integer({ min: 1, max: 10_000 });
const complaint = (schema: z.ZodType, value: unknown): string | undefined => schema.safeParse(value).error?.issues[0]?.message;

const cases: ReadonlyArray<readonly [name: string, schema: z.ZodType, good: readonly unknown[], bad: readonly unknown[]]> = [
  [
    'bytes',
    byteQuantity,
    ['1Ki', '512Mi', '10Gi', '1536Mi', '2Ti'],
    ['1024Mi', '0Gi', '-1Gi', '1.5Gi', '10G', '10', 'Gi', ' 1Gi', '01Gi', 1],
  ],
  ['CPU', cpuQuantity, ['250m', '2', '1500m'], ['1000m', '0', '0m', '0.5', '2c', 'm', -1, 2]],
  ['durations', duration, ['30s', '15m', '2h', '15d', '1w'], ['0s', '1h30m', '90', 's', '1.5h', '1y', '']],
  ['Spark memory', sparkMemory, ['512m', '4g'], ['4gb', '4G', '0g', '4', '1.5g']],
  ['DNS labels', dnsLabel, ['a', 'a-b', '0', 'a'.repeat(63)], ['', '-a', 'a-', 'A', 'a.b', 'a_b', 'a'.repeat(64)]],
  ['DNS names', dnsName, ['a', 'grafana.example.org'], ['', 'a..b', '.a', 'a.', 'Grafana.example.org', 'a_b.c', `${'a.'.repeat(127)}ab`]],
  [
    'images',
    imageReference,
    ['docker.io/a/b:1', 'registry.example.org:5000/a/b/c:v1.2.3', `quay.io/a/b:1@sha256:${'0'.repeat(64)}`],
    [
      'nginx:1',
      'docker.io/a/b',
      'docker.io/a/b:latest',
      `docker.io/a/b:latest@sha256:${'0'.repeat(64)}`,
      'docker.io/a/b@sha256:0',
      'docker.io/A/b:1',
    ],
  ],
  ['CIDRs', cidr, ['10.0.0.0/8', '0.0.0.0/0', 'fd00::/8'], ['10.0.0.0', '10.0.0.0/33', '300.0.0.0/8', 'fd00::/129', '']],
  [
    'cron',
    cronExpression,
    ['0 3 * * *', '*/15 * * * 1-5', '@daily', '0 0 1 JAN *'],
    ['', '* * * *', '0 0 3 * * *', '60 * * * *', 'every day', '0 25 * * *'],
  ],
  ['time zones', timeZone, ['UTC', 'Europe/Berlin'], ['Berlin', 'Mars/Olympus', '']],
];

describe.each(cases)('%s', (_, schema, good, bad) => {
  test('are accepted as they are', () => {
    expect(good.map((value) => schema.parse(value))).toEqual(good);
  });

  test.each(bad)('refuse %j and say what must be', (value) => {
    expect(complaint(schema, value)).toMatch(/^must |^Invalid input|^Too big/);
  });
});

describe('a quantity of bytes', () => {
  const UNITS = ['Ki', 'Mi', 'Gi', 'Ti'];

  test('is either canonical, or the message names the canonical form, which is accepted and means the same', () => {
    fc.assert(
      fc.property(amount, fc.constantFrom(...UNITS), (number, unit) => {
        const written = `${number}${unit}`;
        const message = complaint(byteQuantity, written);
        const canonical = message === undefined ? written : /written as (\S+),/.exec(message)![1]!;
        expect(bytesOf(byteQuantity.parse(canonical))).toBe(number * 1024 ** (UNITS.indexOf(unit) + 1));
      }),
    );
  });

  test('is refused in every spelling but one', () => {
    fc.assert(
      fc.property(amount, fc.constantFrom('Mi', 'Gi', 'Ti'), (number, unit) => {
        const smaller = UNITS[UNITS.indexOf(unit) - 1]!;
        expect(byteQuantity.safeParse(`${number * 1024}${smaller}`).success).toBe(false);
      }),
    );
  });
});

test('a CPU quantity is cores or thousandths, whole cores never in thousandths', () => {
  fc.assert(
    fc.property(amount, (milli) => {
      const message = complaint(cpuQuantity, `${milli}m`);
      expect(message === undefined).toBe(milli % 1000 !== 0);
      const canonical = milli % 1000 === 0 ? `${milli / 1000}` : `${milli}m`;
      if (message !== undefined) expect(message).toContain(`written as ${canonical},`);
      expect(coresOf(cpuQuantity.parse(canonical))).toBe(milli / 1000);
    }),
  );
});

test('bytes and cores are written as quantities that are allowed and mean the same', () => {
  expect([2 ** 41, 2 ** 30, 1536 * 2 ** 20, 1024].map(byteQuantityOf)).toEqual(['2Ti', '1Gi', '1536Mi', '1Ki']);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 40 }), fc.integer({ min: 1, max: 10 ** 6 }), (kib, thousandths) => {
      const [bytes, cores] = [byteQuantityOf(1024 * kib), cpuQuantityOf(thousandths / 1000)];
      expect([byteQuantity.safeParse(bytes).success, cpuQuantity.safeParse(cores).success]).toEqual([true, true]);
      expect([bytesOf(bytes), coresOf(cores)]).toEqual([1024 * kib, thousandths / 1000]);
    }),
  );
});

test('a duration counts seconds in any unit', () => {
  const seconds = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
  fc.assert(
    fc.property(amount, fc.constantFrom(...(Object.keys(seconds) as Array<keyof typeof seconds>)), (number, unit) => {
      expect(secondsOf(duration.parse(`${number}${unit}`))).toBe(number * seconds[unit]);
    }),
  );
});

test('Spark memory is binary', () => {
  expect([sparkBytesOf('1g'), sparkBytesOf('512m')]).toEqual([2 ** 30, 2 ** 29]);
});

test('whatever a schema of texts is given, it answers and never throws', () => {
  const schemas = cases.map(([, schema]) => schema);
  fc.assert(
    fc.property(fc.constantFrom(...schemas), fc.oneof(fc.string(), fc.anything()), (schema, value) => {
      expect(typeof schema.safeParse(value).success).toBe('boolean');
    }),
  );
});

test('random names of the right form are DNS labels, with any other character they are none', () => {
  fc.assert(fc.property(fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,40}[a-z0-9])?$/), (name) => dnsLabel.safeParse(name).success));
  fc.assert(fc.property(fc.stringMatching(/^[a-z]{0,5}[A-Z_.: /][a-z]{0,5}$/), (name) => !dnsLabel.safeParse(name).success));
});
