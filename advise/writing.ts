/** How figures are written for people. */
export const percent = (ratio: number): string => `${Number((ratio * 100).toFixed(ratio < 0.1 ? 1 : 0))} %`;

export function bytes(value: number): string {
  const [size, unit] = Math.abs(value) >= 2 ** 30 ? [value / 2 ** 30, 'GiB'] : [value / 2 ** 20, 'MiB'];
  return `${Number(size.toFixed(size >= 100 ? 0 : 2))} ${unit}`;
}

export const seconds = (value: number): string => (value < 1 ? `${Math.round(value * 1000)} ms` : `${Number(value.toFixed(1))} s`);

export const number = (value: number): string => String(Number(value.toPrecision(3)));

/** Three significant digits: jobs cost fractions of a cent or thousands. */
export const money = (value: number, currency: string): string => `${number(value)} ${currency}`;
