import type { Log, ReportingDescriptor, Result } from 'sarif';
import Table from 'cli-table3';
import type { Finding } from './findings';
import { locationOf } from './location';
import type { LintRule, Severity } from './rule';
import { lintRules, unusedWaiver } from './rules';

/** How a report is written: for people, for the checks of a pull request on GitHub, or for anything that reads SARIF 2.1.0. */
export const formats = { table: asTable, github: asGitHubAnnotations, sarif: asSarif } as const;

export type Format = keyof typeof formats;

/** One row per finding; waived ones come last, with their reason. */
function asTable(findings: readonly Finding[]): string {
  if (findings.length === 0) return 'Nothing found.';
  const table = new Table({
    head: ['severity', 'environment', 'application', 'rule', 'found', 'fix'],
    colWidths: [10, 14, 20, 28, 44, 50],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  const order = (finding: Finding) => (finding.waiver === undefined ? SEVERITIES.indexOf(finding.rule.severity) : SEVERITIES.length);
  for (const finding of [...findings].sort((a, b) => order(a) - order(b))) {
    const { environment, application, rule, message, waiver } = finding;
    table.push([waiver === undefined ? rule.severity : 'waived', environment, application, rule.id, message, waiver ?? rule.fix]);
  }
  return table.toString();
}

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];

const COMMANDS = { error: 'error', warning: 'warning', info: 'notice' } as const satisfies Record<Severity, string>;

/** Workflow commands: https://docs.github.com/actions/reference/workflow-commands-for-github-actions. Waived findings are left out. */
function asGitHubAnnotations(findings: readonly Finding[]): string {
  const escaped = (text: string) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  const property = (text: string) => escaped(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
  return findings
    .filter(({ waiver }) => waiver === undefined)
    .map((finding) => {
      const { file, line } = locationOf(finding);
      const { rule, environment, application, message } = finding;
      const title = property(`${application}: ${rule.id}`);
      return `::${COMMANDS[rule.severity]} file=${property(file)},line=${line},title=${title}::${escaped(`${environment}: ${message}. ${rule.fix}`)}`;
    })
    .join('\n');
}

const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const satisfies Record<Severity, Result.level>;

/** SARIF 2.1.0, as code scanning reads it; a waiver becomes a suppression with its reason. */
function asSarif(findings: readonly Finding[]): string {
  const log: Log = {
    version: '2.1.0',
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    runs: [
      {
        tool: { driver: { name: 'spok-lint', rules: [...lintRules, unusedWaiver].map(descriptor) } },
        results: findings.map(result),
      },
    ],
  };
  return JSON.stringify(log, null, 2);
}

const descriptor = ({ id, severity, reason, fix, source }: LintRule): ReportingDescriptor => ({
  id,
  shortDescription: { text: reason },
  help: { text: fix },
  ...(source.startsWith('https://') && { helpUri: source }),
  defaultConfiguration: { level: LEVELS[severity] },
});

function result(finding: Finding): Result {
  const { rule, environment, application, message, waiver } = finding;
  const { file, line } = locationOf(finding);
  return {
    ruleId: rule.id,
    level: LEVELS[rule.severity],
    message: { text: `${environment}: Spark application ${application}: ${message}. ${rule.fix}` },
    locations: [{ physicalLocation: { artifactLocation: { uri: file }, region: { startLine: line } } }],
    ...(waiver !== undefined && { suppressions: [{ kind: 'inSource' as const, justification: waiver }] }),
  };
}
