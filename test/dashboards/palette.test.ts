import { colours } from '../../dashboards/palette';
import { everyDashboard } from './provisioned';

/** How a colour reaches people without one kind of cone, in linear RGB: Machado, Oliveira, Fernandes (2009), severity 1. */
const sight = {
  'full colour vision': [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
};

const linear = (hex: string): number[] =>
  [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));

const seen = (matrix: readonly number[], rgb: readonly number[]): number[] =>
  [0, 3, 6].map((row) =>
    Math.min(
      1,
      Math.max(
        0,
        [0, 1, 2].reduce((sum, column) => sum + matrix[row + column]! * rgb[column]!, 0),
      ),
    ),
  );

/** CIE L*a*b*, in which distances are as large as they look. */
function lab([r, g, b]: readonly number[]): number[] {
  const root = (t: number) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const x = root((0.4124 * r! + 0.3576 * g! + 0.1805 * b!) / 0.95047);
  const y = root(0.2126 * r! + 0.7152 * g! + 0.0722 * b!);
  const z = root((0.0193 * r! + 0.1192 * g! + 0.9505 * b!) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

const { good, done, warning, critical } = colours;
const pairs = [
  [good, warning],
  [warning, critical],
  [good, critical],
  [good, done],
  [done, critical],
] as const;

describe.each(Object.entries(sight))('to somebody with %s', (_, matrix) => {
  test.each(pairs)('%s and %s look different', (one, other) => {
    const [a, b] = [one, other].map((colour) => lab(seen(matrix, linear(colour))));
    // 2 is just noticeable; small areas need much more
    expect(Math.hypot(...a!.map((value, index) => value - b![index]!))).toBeGreaterThan(40);
  });
});

test.each(everyDashboard)('%s takes all its colours from the palette', (_, { json }) => {
  const used = [...JSON.stringify(json).matchAll(/#[0-9A-Fa-f]{6}/g)].map(([colour]) => colour);
  expect(used.filter((colour) => !Object.values<string>(colours).includes(colour))).toEqual([]);
});

const luminance = (hex: string): number => {
  const [r, g, b] = linear(hex);
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
};

/** WCAG 2.2, 1.4.3 and 1.4.11. */
const contrast = (one: string, other: string): number => {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
};

/** What Grafana writes with on a ground of a colour: `getTextColorForBackground` of `@grafana/ui` 13. */
const inkOn = (hex: string): string => {
  const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  return (r! * 299 + g! * 587 + b! * 114) / 1000 > 180 ? '#202226' : '#F7F8FA';
};

test.each(Object.entries(colours))('text on %s can be read', (_, colour) => {
  expect(contrast(colour, inkOn(colour))).toBeGreaterThanOrEqual(4.5);
});

const panels = { light: '#FFFFFF', dark: '#181B1F' };
test.each(Object.entries(panels))('good, critical and neutral lines stand out from a %s panel', (_, ground) => {
  for (const colour of [good, critical, colours.neutral]) expect(contrast(colour, ground)).toBeGreaterThanOrEqual(3);
});
