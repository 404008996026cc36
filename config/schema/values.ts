import { Cron } from 'croner';
import { z } from 'zod';

/** Memory or storage as Kubernetes writes it, e.g. `512Mi`. */
export type ByteQuantity = `${number}${'Ki' | 'Mi' | 'Gi' | 'Ti'}`;
/** CPU as Kubernetes writes it: `250m` or whole cores such as `2`. */
export type CpuQuantity = `${number}m` | `${number}`;
/** A time span as Prometheus writes it, one unit only, e.g. `30s`, `15d`. */
export type Duration = `${number}${'s' | 'm' | 'h' | 'd' | 'w'}`;
/** JVM memory as Spark writes it, e.g. `512m`, `4g`. */
export type SparkMemory = `${number}${'m' | 'g'}`;

const BYTES: Record<string, number> = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 };
const SECONDS: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** Splits `10Gi` into 10 and `Gi`. */
function split(value: string): { amount: number; unit: string } {
  const [, amount = '', unit = ''] = /^(\d+(?:\.\d+)?)(\D*)$/.exec(value) ?? [];
  return { amount: Number(amount), unit };
}

/** Bytes of a quantity. */
export function bytesOf(quantity: ByteQuantity): number {
  const { amount, unit } = split(quantity);
  return amount * (BYTES[unit] ?? Number.NaN);
}

/** Cores of a CPU quantity: `250m` is 0.25. */
export function coresOf(quantity: CpuQuantity): number {
  const { amount, unit } = split(quantity);
  return unit === 'm' ? amount / 1000 : amount;
}

/** Seconds of a duration. */
export function secondsOf(duration: Duration): number {
  const { amount, unit } = split(duration);
  return amount * (SECONDS[unit] ?? Number.NaN);
}

/** Bytes of a Spark memory string, whose units are binary. */
export function sparkBytesOf(memory: SparkMemory): number {
  const { amount, unit } = split(memory);
  return amount * (unit === 'g' ? 2 ** 30 : 2 ** 20);
}

/** Cores as the API server would store them, to a thousandth. */
export const cpuQuantityOf = (cores: number): CpuQuantity => {
  const thousandths = Math.round(cores * 1000);
  return thousandths % 1000 === 0 ? `${thousandths / 1000}` : `${thousandths}m`;
};

/** Whole KiB as the API server would store them. */
export const byteQuantityOf = (bytes: number): ByteQuantity => canonicalBytes(`${bytes / 1024}Ki`);

/** The spelling the API server would store: anything else shows up as drift in Argo CD for ever. */
function canonicalBytes(quantity: string): ByteQuantity {
  let { amount, unit } = split(quantity);
  const units = Object.keys(BYTES);
  while (amount % 1024 === 0 && unit !== 'Ti') {
    amount /= 1024;
    unit = units[units.indexOf(unit) + 1] ?? unit;
  }
  return `${amount}${unit}` as ByteQuantity;
}

/** A value of template-literal type `T` that matches `pattern`; the compiler sees the shape, synthesis the value. */
const matching = <T extends string>(pattern: RegExp, allowed: string) =>
  z.custom<T>((value) => typeof value === 'string' && pattern.test(value), { error: `must be ${allowed}` });

export const byteQuantity = matching<ByteQuantity>(
  /^[1-9]\d*(Ki|Mi|Gi|Ti)$/,
  'a Kubernetes quantity of bytes such as 512Mi or 10Gi',
).refine((value) => canonicalBytes(value) === value, {
  error: ({ input }) => `must be written as ${canonicalBytes(String(input))}, the form Kubernetes stores`,
});

export const cpuQuantity = matching<CpuQuantity>(/^[1-9]\d*m?$/, 'a Kubernetes CPU quantity such as 250m or 2').refine(
  (value) => !/^\d*000m$/.test(value),
  { error: ({ input }) => `must be written as ${String(input).slice(0, -4)}, the form Kubernetes stores` },
);

export const duration = matching<Duration>(/^[1-9]\d*[smhdw]$/, 'a duration with one unit such as 30s, 15m, 2h or 15d');
export const sparkMemory = matching<SparkMemory>(/^[1-9]\d*[mg]$/, 'Spark memory such as 512m or 4g');

const LABEL = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';

/** RFC 1123 label: the name of a namespace, an environment, a team. */
export const dnsLabel = z
  .string()
  .regex(new RegExp(`^${LABEL}$`), { error: 'must be a DNS label: at most 63 lower-case letters, digits and inner hyphens' });

/** RFC 1123 subdomain: host names and the names of most objects. */
export const dnsName = z
  .string()
  .max(253)
  .regex(new RegExp(`^${LABEL}(\\.${LABEL})*$`), { error: 'must be a DNS name in lower case such as grafana.example.org' });

/** `[registry/]repository:tag[@sha256:…]`; `latest` would change under our feet. */
export const imageReference = z
  .string()
  .regex(/^[a-z0-9.-]+(:\d+)?(\/[a-z0-9._-]+)+:[\w][\w.-]{0,127}(@sha256:[a-f0-9]{64})?$/, {
    error: 'must be registry/repository:tag, optionally followed by @sha256:digest',
  })
  .refine((value) => !/:latest(@|$)/.test(value), { error: 'must not use the tag latest: name the version' });

export const cidr = z.union([z.cidrv4(), z.cidrv6()], { error: 'must be a CIDR such as 10.0.0.0/8' });

/** Five fields, as the Spark operator reads them, or a shorthand such as `@daily`. */
export const cronExpression = z.string().refine(isCron, { error: 'must be a cron expression with five fields such as "0 3 * * *"' });

function isCron(value: string): boolean {
  try {
    // paused: it is parsed, never started
    return new Cron(value, { paused: true, mode: '5-part' }).getPattern() !== undefined;
  } catch {
    return false;
  }
}

/** IANA name such as `Europe/Berlin`. */
export const timeZone = z.string().refine(
  (value) => {
    try {
      return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone.length > 0;
    } catch {
      return false;
    }
  },
  { error: 'must be an IANA time zone such as UTC or Europe/Berlin' },
);

/** A share between 0 and 1, both excluded. */
export const ratio = z.number().gt(0).lt(1);

/** Labels of Kubernetes objects. */
export const labelMap = z.record(z.string(), z.string());
