import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkedApplications, type SparkApplicationInput } from '../../../spark-applications/application';
import { declaredIn } from '../../../spark-applications/lint/declared';
import { type Finding, lint, lineOf, standing } from '../../../spark-applications/lint/findings';
import { locationOf } from '../../../spark-applications/lint/location';
import { formats } from '../../../spark-applications/lint/report';
import { localWith, minimal, platformOf, shipped } from '../platform';

const platform = localWith({ quota: { cpu: '200', memory: '900Gi', pods: 100 }, largestContainer: { cpu: '16', memory: '128Gi' } });
const lintedAs = (change: Partial<SparkApplicationInput>): Finding[] =>
  lint([{ platform, applications: checkedApplications([{ ...minimal, owner: 'me', ...change }]) }]);
const idsOf = (findings: readonly Finding[]) => findings.map(({ rule }) => rule.id);

test('the shipped applications have neither errors nor warnings that nobody waived', () => {
  const findings = lint(shipped.map(platformOf).map(declaredIn));
  expect([...standing(findings, 'error'), ...standing(findings, 'warning')].map(lineOf)).toEqual([]);
  expect(findings.filter(({ waiver }) => waiver !== undefined).map(({ application }) => application)).toContain('orders-report');
});

describe('a waiver', () => {
  const adaptive = { sparkConf: { 'spark.sql.adaptive.enabled': 'false' } };
  const reason = 'The plan is fixed by hand and proven.';

  test('covers what it names, and the finding keeps its reason', () => {
    expect(idsOf(standing(lintedAs(adaptive), 'warning'))).toContain('adaptive-execution');
    const waived = lintedAs({ ...adaptive, waivers: { 'adaptive-execution': reason } });
    expect(idsOf(standing(waived, 'warning'))).not.toContain('adaptive-execution');
    expect(waived.find(({ rule }) => rule.id === 'adaptive-execution')).toMatchObject({ waiver: reason });
  });

  test('that nothing needs is a finding, and so is one of no rule', () => {
    const unused = lintedAs({ waivers: { kryo: reason, 'no-rule': reason } }).filter(({ rule }) => rule.id === 'unused-waiver');
    expect(unused.map(({ message }) => message)).toEqual(['nothing is found by kryo', 'there is no rule no-rule']);
  });

  test('that one environment needs is none', () => {
    const applications = checkedApplications([{ ...minimal, owner: 'me', waivers: { 'requests-above-quota': reason } }]);
    const small = localWith({ quota: { cpu: '4', memory: '8Gi', pods: 20 } });
    expect(
      idsOf(
        lint([
          { platform, applications },
          { platform: small, applications },
        ]),
      ),
    ).not.toContain('unused-waiver');
    expect(idsOf(lint([{ platform, applications }]))).toContain('unused-waiver');
  });
});

describe('reports', () => {
  const findings = lintedAs({
    owner: 'me',
    sparkConf: { 'spark.speculation': 'true', 'spark.sql.adaptive.enabled': 'false' },
    waivers: { 'adaptive-execution': 'It is meant to be so.' },
  });

  test('a table has a row for each, waived ones with their reason', () => {
    const table = formats.table(findings);
    expect(table).toContain('s3a-committer');
    expect(table).toContain('It is meant to be so.');
  });

  test('GitHub gets an annotation for each that stands, at a line of a file that exists', () => {
    const lines = formats.github(findings).split('\n');
    expect(lines).toHaveLength(findings.filter(({ waiver }) => waiver === undefined).length);
    for (const line of lines) {
      const [, file] = /^::(?:error|warning|notice) file=([^,]+),line=\d+,title=etl%3A [a-z0-9-]+::\S/.exec(line) ?? [];
      expect(existsSync(join(__dirname, '../../..', file!))).toBe(true);
    }
  });

  test('SARIF names rule, place and suppression', () => {
    const { runs } = JSON.parse(formats.sarif(findings));
    const { results, tool } = runs[0];
    const known = tool.driver.rules.map(({ id }: any) => id);
    expect(results.map(({ ruleId }: any) => ruleId)).toEqual(idsOf(findings));
    expect(results.filter(({ ruleId }: any) => !known.includes(ruleId))).toEqual([]);
    expect(results.find(({ ruleId }: any) => ruleId === 'adaptive-execution').suppressions).toEqual([
      { kind: 'inSource', justification: 'It is meant to be so.' },
    ]);
  });

  test('lead to the line of the declaration', () => {
    expect(locationOf({ application: 'orders', mainFile: 'orders/orders.py' }).file).toBe('spark-applications/orders/application.ts');
    expect(locationOf({ application: 'etl', mainFile: 'local:///etl.py' }).file).toBe('spark-applications/index.ts');
  });
});

test('npm run lint:spark ends with 0 for what is shipped, and with 1 for a format that it does not know', () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ['--import', 'tsx', 'spark-applications/lint/main.ts', ...args], {
      cwd: join(__dirname, '../../..'),
      encoding: 'utf8',
    });
  const { status, stdout } = run();
  expect({ status, summary: stdout.trim().split('\n').at(-1) }).toEqual({
    status: 0,
    summary: expect.stringMatching(/^0 errors, 0 warnings, \d+ waived$/),
  });
  expect(run('--format', 'xml')).toMatchObject({ status: 1, stderr: '--format: given "xml"; must be one of table, github, sarif\n' });
});
