import { parseArgs } from 'node:util';
import { applications } from './apps-of-apps/applications';
import { foreignRemoteWarning } from './apps-of-apps/git-remote';
import { platform } from './charts/platform';
import { checked, ConfigurationError } from './config/configuration';
import { environments } from './config/environments';
import type { Environment } from './config/schema';
import { metricUses } from './dashboards/metric-uses';
import { metricsDocumentation } from './metrics/documentation';
import { type Files, renderFiles, RenderError } from './render/render';
import { declaredIn } from './spark-applications/lint/declared';
import { lineOf, lint, standing } from './spark-applications/lint/findings';
import { lintDocumentation } from './spark-applications/lint/documentation';
import { sparkPlatform } from './spark-applications/platform';
import { counted, listed, synchronize } from './render/synthesis';

/** Output of one environment: what Argo CD syncs into the cluster, and the Applications that tell it so. */
function rendered(environment: Environment): { dist: Files; appsOfApps: Files } {
  const started = performance.now();
  const charts = platform(environment);
  const dist = renderFiles(charts.map((chart) => [`${environment.name}/${chart.component.name}`, chart]));
  const appsOfApps = renderFiles(applications(environment, charts));
  console.log(`${environment.name}: ${dist.size + appsOfApps.size} objects in ${Math.round(performance.now() - started)} ms`);
  return { dist, appsOfApps };
}

/** What the lint says of the applications of all environments. */
const lintOf = (settings: readonly Environment[]) => lint(settings.map(sparkPlatform).map(declaredIn));

function synthesize({ check }: { readonly check: boolean }): void {
  const settings = checked(environments);
  for (const finding of standing(lintOf(settings), 'warning')) console.error(`warning: ${lineOf(finding)}`);
  const warning = foreignRemoteWarning(settings.map(({ gitOps }) => gitOps.repoUrl));
  if (warning !== undefined) console.error(warning);
  const outputs = settings.map(rendered);
  const changes = synchronize(
    [
      // cdk8s-cli says where it wants its output
      { root: process.env.CDK8S_OUTDIR ?? 'dist', files: new Map(outputs.flatMap(({ dist }) => [...dist])) },
      {
        root: 'docs',
        files: new Map([
          ['lint.md', lintDocumentation()],
          ['metrics.md', metricsDocumentation(settings.flatMap(metricUses))],
        ]),
      },
      { root: 'apps-of-apps', files: new Map(outputs.flatMap(({ appsOfApps }) => [...appsOfApps])) },
    ],
    { check },
  );
  if (check) for (const line of listed(changes)) console.error(line);
  console.log(`${check ? 'drift' : 'files'}: ${counted(changes)}`);
  if (check && listed(changes).length > 0) process.exitCode = 1;
}

try {
  synthesize(parseArgs({ options: { check: { type: 'boolean', default: false } } }).values);
} catch (error) {
  // what a user can mend comes without a stack trace; anything else is a fault of ours and keeps it
  if (!(error instanceof ConfigurationError || error instanceof RenderError)) throw error;
  for (const problem of error.problems) console.error(problem);
  process.exitCode = 1;
}
