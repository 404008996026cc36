import { spawnSync } from 'node:child_process';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { cancel, group, isCancel, select, text } from '@clack/prompts';
import { checked, ConfigurationError } from '../../config/configuration';
import { environments } from '../../config/environments';
import { sparkApplicationSchema } from '../application';
import type { NewApplication } from './declaration';
import { writeApplication } from './files';

const USAGE = `npm run new:spark-application -- <name> [options]

Creates spark-applications/<name>/ with a declaration and a program that runs, lists it in spark-applications/index.ts and synthesizes.
What no option says is asked for, or has its default where there is no terminal.

  --team <name>       who pays and who is called             (default: the first team of the first environment)
  --owner <name>      who knows the program                  (default: the team)
  --language <name>   python or sql                          (default: python)
  --kind <kind>       once, schedule or stream               (default: schedule)
  --cron <expression> when a schedule is due                 (default: 0 4 * * *)
`;

const LANGUAGES = ['python', 'sql'] as const;
const KINDS = ['once', 'schedule', 'stream'] as const;

const oneOf = <T extends string>(option: string, given: string, allowed: readonly T[]): T => {
  const found = allowed.find((value) => value === given);
  if (found === undefined) throw new ConfigurationError([`${option}: given "${given}"; must be one of ${allowed.join(', ')}`]);
  return found;
};

/** Default answers. */
function defaults(): Omit<NewApplication, 'name'> {
  const team = Object.keys(checked(environments)[0]?.teams ?? {})[0] ?? 'analytics';
  return { team, owner: team, language: 'python', kind: 'schedule', cron: '0 4 * * *' };
}

/** What the options say, or at a terminal without any the person. */
async function asked(): Promise<NewApplication | undefined> {
  const string = { type: 'string' } as const;
  const options = { team: string, owner: string, language: string, kind: string, cron: string, help: { type: 'boolean' } } as const;
  const { values, positionals } = parseArgs({ allowPositionals: true, options });
  const [name] = positionals;
  if (values.help) {
    console.log(USAGE);
    return undefined;
  }
  const usual = defaults();
  if (process.stdin.isTTY && Object.keys(values).length === 0) return interview(name, usual);
  if (name === undefined) throw new ConfigurationError([USAGE]);
  const { team = usual.team, owner = team, language = usual.language, kind = usual.kind, cron = usual.cron } = values;
  return { name, team, owner, cron, language: oneOf('--language', language, LANGUAGES), kind: oneOf('--kind', kind, KINDS) };
}

const nameProblem = (name: string | undefined): string | undefined =>
  sparkApplicationSchema.shape.name.safeParse(name ?? '').error?.issues[0]?.message;

function giveUp(): never {
  cancel('Nothing was written.');
  process.exit(1);
}

async function interview(name: string | undefined, usual: Omit<NewApplication, 'name'>): Promise<NewApplication> {
  const choice = (values: readonly string[]) => values.map((value) => ({ value, label: value }));
  const answers = await group(
    {
      name: () => (name === undefined ? text({ message: 'Name', validate: nameProblem }) : Promise.resolve(name)),
      team: () => text({ message: 'Team', initialValue: usual.team }),
      owner: () => text({ message: 'Who knows the program', initialValue: usual.owner }),
      language: () => select({ message: 'Language', options: choice(LANGUAGES) }),
      kind: () => select({ message: 'When it runs', options: choice(KINDS), initialValue: usual.kind }),
    },
    { onCancel: giveUp },
  );
  const language = oneOf('language', answers.language, LANGUAGES);
  const kind = oneOf('kind', answers.kind, KINDS);
  if (kind !== 'schedule') return { ...answers, language, kind, cron: usual.cron };
  const cron = await text({ message: 'Cron expression', initialValue: usual.cron });
  return { ...answers, language, kind, cron: isCancel(cron) ? giveUp() : cron };
}

async function main(): Promise<void> {
  const application = await asked();
  if (application === undefined) return;
  const wrong = nameProblem(application.name);
  if (wrong !== undefined) throw new ConfigurationError([`${application.name}: ${wrong}`]);
  const root = join(__dirname, '../..');
  for (const file of writeApplication(join(root, 'spark-applications'), application)) console.log(`wrote ${relative(root, file)}`);
  const { status } = spawnSync(process.execPath, [...process.execArgv, 'main.ts'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}

main().catch((error: unknown) => {
  if (!(error instanceof ConfigurationError)) throw error;
  for (const problem of error.problems) console.error(problem);
  process.exitCode = 1;
});
