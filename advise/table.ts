import Table from 'cli-table3';
import type { ApplicationReport, Report, Use } from './report';
import type { Change } from './subject';
import type { Advice, Judgement } from './judgement';
import { money, percent, seconds } from './writing';

/** No colours: the text may go into a file or a ticket. */
const plain = (head: string[], colWidths: number[] = []) => new Table({ head, colWidths, wordWrap: true, style: { head: [], border: [] } });

/** The report as tables: one line for each application, then what to change in each. */
export const asTable = (report: Report): string =>
  [heading(report), overview(report), ...report.applications.map((one) => details(one, report))].join('\n\n');

const heading = ({ environment, since, at, watchedSeconds, currency, prices }: Report): string =>
  [
    `${environment}: the last ${since} until ${at}, of which Prometheus watched ${Math.round(watchedSeconds)} s.`,
    `Prices: ${prices.pricePerCoreHour} ${currency} for a core and ${prices.pricePerGibHour} ${currency} for a GiB of memory, each for an hour. docs/advise.md has the arithmetic.`,
  ].join('\n');

const share = (of: keyof Use, { use }: ApplicationReport): string => {
  const value = use[of];
  return value === undefined ? '–' : percent(value);
};

function overview({ applications, currency }: Report): string {
  const table = plain(['application', 'team', 'runs', 'watched', 'spent', 'wasted', 'executors use', 'driver uses', 'could save a day']);
  for (const one of applications)
    table.push([
      one.application,
      one.team,
      one.evidence.runs,
      seconds(one.evidence.seconds),
      money(one.spent.window, currency),
      `${money(one.wasted.window, currency)}${one.spent.window > 0 ? ` (${percent(one.wasted.window / one.spent.window)})` : ''}`,
      `${share('executorCores', one)} of cores\n${share('executorMemory', one)} of memory`,
      `${share('driverCores', one)} of cores\n${share('driverMemory', one)} of memory`,
      one.saves === undefined ? '–' : money(one.saves.perDay, currency),
    ]);
  return table.toString();
}

function details(one: ApplicationReport, { currency }: Report): string {
  if (one.silent !== undefined) return `${one.application}: ${one.silent}`;
  const advice = one.judgements.filter((judgement): judgement is Advice => judgement.verdict === 'advice');
  const { perDay, window } = one.spent;
  const table = plain(['check', 'measured', 'change', 'saves a run / a day', 'expected', 'confidence'], [22, 30, 34, 18, 28, 12]);
  for (const { check, measured, setting, changes, refused = [], saves, effect, confidence } of advice)
    table.push([
      check,
      measured,
      [...(changes.length > 0 ? changes.filter(isNew).map(change) : [setting]), ...refused.map((reason) => `not: ${reason}`)].join('\n'),
      saves === undefined
        ? '–'
        : `${money(saves / Math.max(1, one.evidence.runs), currency)} / ${money(window > 0 ? (saves / window) * perDay : 0, currency)}`,
      effect,
      confidence,
    ]);
  return [
    `${one.application}: ${advice.length === 0 ? 'nothing to change' : ''}`.trimEnd(),
    ...(advice.length > 0 ? [table.toString()] : []),
    ...remarks(one.judgements),
  ].join('\n');
}

/** An override of a size restates what belongs to it. */
const isNew = ({ from, to }: Change): boolean => from !== to;

/** `executor.memory: 8g → 4g` */
const change = ({ path: [part, setting], from, to }: Change): string =>
  `${part === 'sparkConf' ? `sparkConf["${setting}"]` : `${part}.${setting}`}: ${from === undefined || from === '' ? 'default' : from} → ${to}`;

const remarks = (judgements: readonly Judgement[]): string[] => {
  const fine = judgements.filter(({ verdict }) => verdict === 'fine').map(({ check }) => check);
  return [
    ...(fine.length > 0 ? [`  fine: ${fine.join(', ')}`] : []),
    ...judgements.flatMap((judgement) =>
      judgement.verdict === 'unknown' ? [`  not judged: ${judgement.check}: ${judgement.because}`] : [],
    ),
  ];
};
