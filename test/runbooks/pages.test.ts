import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { alertsOf, recordingsOf, ruleGroups } from '../../rules/index';
import { runbookFile } from '../../rules/links';
import { problemsOf } from '../contract/checks';
import { everything } from '../rules/environments';

const folder = join(__dirname, '../../runbooks');
const files = readdirSync(folder).sort();
const groups = ruleGroups(everything);
const textOf = (file: string) => readFileSync(join(folder, file), 'utf8');
const alertOf = new Map(alertsOf(groups).map(({ alert }) => [runbookFile(alert), alert]));

test('every alert has a runbook, and every runbook an alert', () => {
  expect(files).toEqual([...alertOf.keys()].sort());
});

describe.each(files)('%s', (file) => {
  const text = textOf(file);

  test('is named after its alert and says what to check, what to do and when to ignore it', () => {
    const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual([alertOf.get(file), 'Check', 'Do', 'Ignore it when']);
    expect(text.split('\n').length).toBeLessThanOrEqual(45);
  });

  test('asks Prometheus only for what exists', () => {
    const queries = [...text.matchAll(/```promql\n([^`]+)```/g)].flatMap(([, block = '']) => block.trim().split('\n'));
    // a runbook may look at the plain value of a counter
    const expressions = queries.map((expr) => ({ where: expr, expr, kind: 'variable' as const }));
    expect(queries.length).toBeGreaterThan(0);
    const problems = problemsOf(expressions, recordingsOf(groups));
    // words in capitals are for the reader to fill in
    expect(
      problems.filter((problem) => !/"(APP|CLAIM|JOB|NAME|NAMESPACE|NODE|POD|QUERY|SCHEDULE|TEAM)" is not among/.test(problem)),
    ).toEqual([]);
  });

  test('leads only to runbooks that exist', () => {
    const others = [...text.matchAll(/\b([a-z]+\.md)\b/g)].map(([, other]) => other);
    expect(others.filter((other) => !files.includes(other ?? ''))).toEqual([]);
  });
});
