import type { LintRule } from './rule';
import { lintRules, unusedWaiver } from './rules';

const INTRODUCTION = `# Lint of Spark applications

Written by \`npm run synth\` from \`spark-applications/lint/\`; do not edit it.

Synthesis judges every application as it would run in each environment, derived settings and overrides included. An **error** stops it, a **warning** is
printed, **info** shows in \`npm run lint:spark\` only, which prints everything as a table and ends with 1 if there is an error.
\`npm run lint:spark -- --format github\` annotates a pull request, \`--format sarif\` feeds code scanning.

A rule that does not apply is waived in the declaration, with a reason:

\`\`\`ts
waivers: { 'executor-cores-few': 'Runs on a laptop.' },
\`\`\`

A waiver counts in every environment; one that none of them needs is a finding itself.
`;

const cell = (text: string) => text.replaceAll('|', '\\|');

const row = ({ id, severity, reason, fix, source }: LintRule): string =>
  `| \`${id}\` | ${severity} | ${cell(reason)} | ${cell(fix)} | ${source.startsWith('https://') ? `[${new URL(source).hostname}](${source})` : `\`${source}\``} |`;

/** The page `docs/lint.md`: every rule with its reason, fix and source. */
export const lintDocumentation = (): string =>
  `${INTRODUCTION}\n| rule | severity | why | what to do | source |\n|---|---|---|---|---|\n${[...lintRules, unusedWaiver].map(row).join('\n')}\n`;
