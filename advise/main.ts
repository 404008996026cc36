import { join } from 'node:path';
import { checked, ConfigurationError } from '../config/configuration';
import { environments } from '../config/environments';
import { sparkApplications } from '../spark-applications';
import { advise } from './advise';
import { options, USAGE } from './options';
import { PrometheusError } from './prometheus';

async function main(): Promise<void> {
  const wanted = options(process.argv.slice(2), new Date());
  const declared = () => ({ environments: checked(environments), applications: sparkApplications, root: join(__dirname, '..') });
  process.stdout.write(wanted === undefined ? USAGE : await advise(wanted, declared()));
}

main().catch((error: unknown) => {
  if (!(error instanceof ConfigurationError || error instanceof PrometheusError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
});
