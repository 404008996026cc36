/**
 * Colours with a meaning. Told apart by people who see no red or no green, and dark or light enough for the text that Grafana writes on them
 * (white up to a brightness of 180, black above), on a light page and on a dark one.
 * Lines without a meaning of their own take Grafana's colour-blind palette.
 */
export const colours = {
  good: '#1464DC',
  warning: '#F0C000',
  critical: '#D0312D',
  /** Good and over. */
  done: '#784B78',
  /** Neither good nor bad: waiting, unknown, a limit. */
  neutral: '#6E6E6E',
} as const;

export type Colour = keyof typeof colours;

/** Grafana's id of its colour-blind palette; the SDK's list of palettes is older than it. */
export const LINE_PALETTE = 'palette-colorblind';
