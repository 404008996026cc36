import type { ShownExpression } from './expressions';

/** Why some expressions give nothing. */
export interface Silence {
  /** Matches the place of the expression or the expression itself. */
  readonly where: RegExp;
  readonly because: string;
  /** May give data all the same, where things are slower, richer or less lucky. @default false: it then has to leave the list */
  readonly sometimes?: boolean;
}

/** Whether the disk below the object store is half full, and fills, is not up to a test. */
export const storeForecast: Silence = {
  where: /deriv\(minio_cluster_capacity_usable_free/,
  because: 'the object store may be almost empty, or not fill',
  sometimes: true,
};

/** An expression and how many series it gave; zero is silence. */
export interface Answered extends ShownExpression {
  readonly series: number;
}

/** The entries that excuse an expression. */
export const excusesOf = (expected: readonly Silence[], { place, expression }: ShownExpression): Silence[] =>
  expected.filter(({ where }) => where.test(place) || where.test(expression));

const isSilent = ({ series }: Answered): boolean => series === 0;

/** Silent expressions that no entry excuses, one line each. */
export const unexcused = (expected: readonly Silence[], answers: readonly Answered[]): string[] =>
  answers
    .filter((answer) => isSilent(answer) && excusesOf(expected, answer).length === 0)
    .map(({ place, expression }) => `${place}: ${expression.replaceAll(/\s+/g, ' ')}`);

/** Entries that excuse nothing any more, one line each: the list may only shrink. */
export function stale(expected: readonly Silence[], answers: readonly Answered[]): string[] {
  const used = new Set(answers.filter(isSilent).flatMap((answer) => excusesOf(expected, answer)));
  return expected
    .filter((entry) => !entry.sometimes && !used.has(entry))
    .map(({ where, because }) => `${where.source} (${because}) gives data now: take it off the list`);
}

/** A Markdown table for people: place, number of series or the reason of the silence, expression. */
export function table(expected: readonly Silence[], answers: readonly Answered[]): string {
  const cell = (text: string) => text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|');
  const rows = answers.map(
    (answer) =>
      `| ${cell(answer.place)} | ${isSilent(answer) ? (excusesOf(expected, answer)[0]?.because ?? 'MISSING') : answer.series} ` +
      `| \`${cell(answer.expression)}\` |\n`,
  );
  return `| place | series | expression |\n|---|---|---|\n${rows.join('')}`;
}
