import { parseArgs } from 'node:util';
import { checked, ConfigurationError } from '../../config/configuration';
import { environments } from '../../config/environments';
import { sparkPlatform } from '../platform';
import { declaredIn } from './declared';
import { lint, standing } from './findings';
import { type Format, formats } from './report';

const isFormat = (name: string): name is Format => name in formats;

/** `npm run lint:spark`: every finding about every application in every environment. */
function main(): void {
  const { format } = parseArgs({ options: { format: { type: 'string', default: 'table' } } }).values;
  if (!isFormat(format)) throw new ConfigurationError([`--format: given "${format}"; must be one of ${Object.keys(formats).join(', ')}`]);
  const platforms = checked(environments).map(sparkPlatform);
  const findings = lint(platforms.map(declaredIn));
  console.log(formats[format](findings));
  const errors = standing(findings, 'error').length;
  if (format === 'table')
    console.log(
      `${errors} errors, ${standing(findings, 'warning').length} warnings, ${findings.filter(({ waiver }) => waiver !== undefined).length} waived`,
    );
  if (errors > 0) process.exitCode = 1;
}

try {
  main();
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  for (const problem of error.problems) console.error(problem);
  process.exitCode = 1;
}
