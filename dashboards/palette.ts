/**
 * Colours with a meaning. Told apart by people who see no red or no green: blue, yellow and dark red also differ in lightness.
 * Lines without a meaning of their own take Grafana's colour-blind palette.
 */
export const colours = {
  good: '#56B4E9',
  warning: '#F0C000',
  critical: '#B2182B',
  /** Good and over. */
  done: '#00457A',
  /** Neither good nor bad: waiting, unknown, a limit. */
  neutral: '#8E8E8E',
} as const;

export type Colour = keyof typeof colours;

/** Grafana's id of its colour-blind palette; the SDK's list of palettes is older than it. */
export const LINE_PALETTE = 'palette-colorblind';
