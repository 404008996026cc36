import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { components, type Workload } from '../../config/components';
import { environmentSchema } from '../../config/schema';
import { thresholdsSchema } from '../../config/schema/thresholds';
import { runbookFile } from '../../rules/links';
import { alertsOf, ruleGroups } from '../../rules/index';
import { sparkApplicationSchema } from '../../spark-applications/application';
import { refusal } from '../../spark-applications/owned-conf';
import { everything } from '../rules/environments';

const folder = join(__dirname, '../../runbooks');
const pages = new Map(
  readdirSync(folder)
    .sort()
    .map((file) => [file, readFileSync(join(folder, file), 'utf8')]),
);

/** Every match on every page, with the page in front. */
const found = (pattern: RegExp, pick: (match: RegExpMatchArray) => string = ([, first = '']) => first) =>
  [...pages].flatMap(([page, text]) => [...text.matchAll(pattern)].map((match) => ({ page, text: pick(match) })));
const told = ({ page, text }: { page: string; text: string }) => `${page}: ${text}`;

const blocks = (language: string) => found(new RegExp(`\`\`\`${language}\\n([^\`]+)\`\`\``, 'g'));

// --- Settings ------------------------------------------------------------------------------------------------------

/** The schemas that a dotted path can go on in: those of optional values, alternatives and records included. */
function inside(schema: z.core.$ZodType, key: string): z.core.$ZodType[] {
  const def = schema._zod.def as z.core.$ZodTypeDef &
    Partial<{
      shape: Record<string, z.core.$ZodType>;
      valueType: z.core.$ZodType;
      innerType: z.core.$ZodType;
      in: z.core.$ZodType;
      options: readonly z.core.$ZodType[];
    }>;
  if (def.shape) return [def.shape[key] ?? []].flat();
  if (def.valueType) return [def.valueType];
  return [def.innerType ?? [], def.in ?? [], def.options ?? []].flat().flatMap((one) => inside(one, key));
}

const exists = (root: z.core.$ZodType, path: string): boolean =>
  path.split('.').reduce((schemas, key) => schemas.flatMap((schema) => inside(schema, key)), [root]).length > 0;

/** Dotted paths of the leaves of an object. */
const leaves = (value: object, above = ''): string[] =>
  Object.entries(value).flatMap(([key, below]: [string, unknown]) =>
    typeof below === 'object' && below !== null ? leaves(below, `${above}${key}.`) : [`${above}${key}`],
  );

const KUBERNETES_FIELD = /^(spec|status|metadata)\./;
const settings = found(/`([a-z]\w*(?:\.[\w-]+)+)`/gi).filter(({ text }) => !KUBERNETES_FIELD.test(text) && !/\.(ts|py|yml)$/.test(text));

/** First parts of Spark's own settings, as far as pages name them: anything else that begins with `spark.` would be a setting of ours. */
const OF_SPARK =
  /^spark\.(decommission|default|dynamicAllocation|executor|driver|jars|locality|reducer|scheduler|serializer|speculation|sql|task)(\.|$)/;

test('every setting that a page names exists: in the environment, in a declaration, or in Spark', () => {
  expect(settings.length).toBeGreaterThan(100);
  const unknown = settings.filter(
    ({ text }) => !exists(environmentSchema, text) && !exists(sparkApplicationSchema, text) && !OF_SPARK.test(text),
  );
  expect(unknown.map(told)).toEqual([]);
});

test('no page tells people to set what a declaration may not set', () => {
  expect(settings.filter(({ text }) => refusal(text) !== undefined).map(told)).toEqual([]);
});

test('every threshold of an alert is on its page, so that whoever is woken too often finds it', () => {
  const named = new Set(settings.map(({ text }) => text));
  const missing = leaves(thresholdsSchema.parse({})).filter((leaf) => !leaf.startsWith('advice.') && !named.has(`thresholds.${leaf}`));
  expect(missing).toEqual([]);
});

test('every threshold of advice is on the page that explains advice', () => {
  const page = readFileSync(join(__dirname, '../../docs/advise.md'), 'utf8');
  expect(leaves(thresholdsSchema.parse({}).advice).filter((leaf) => !page.includes(`\`${leaf}\``) && !page.includes(`.${leaf}\``))).toEqual(
    [],
  );
});

// --- Commands ------------------------------------------------------------------------------------------------------

const workloads = Object.values(components).flatMap((component): readonly Workload[] => component.workloads);
const namespaces = new Set([...workloads.map(({ namespace }) => namespace), everything.gitOps.argoCdNamespace, 'NAMESPACE']);

test('commands are sound to the shell', () => {
  const broken = blocks('sh').filter(({ text }) => spawnSync('sh', ['-n'], { input: text }).status !== 0);
  expect(blocks('sh').length).toBeGreaterThan(90);
  expect(broken.map(told)).toEqual([]);
});

test('kubectl looks into namespaces that exist', () => {
  const elsewhere = found(/kubectl (?:-n|--namespace)[ =](\S+)/g).filter(({ text }) => !namespaces.has(text));
  expect(elsewhere.map(told)).toEqual([]);
});

test('what kubectl is pointed at is where the command looks', () => {
  const owner = (kind: string, name: string) =>
    workloads.find((workload) => workload.name === (kind === 'pod' ? name.replace(/-0$/, '') : name))?.namespace;
  const pointed = found(
    /kubectl -n (\S+) [^\n|`]*?\b((?:deploy|sts|svc|service)\/|exec |top pod |logs )([a-z][\w-]*)/g,
    ([command]) => command,
  );
  const astray = pointed.filter(({ text }) => {
    const [, namespace = '', kind = '', name = ''] =
      /-n (\S+) .*?\b((?:deploy|sts|svc|service)\/|exec |top pod |logs )([a-z][\w-]*)$/.exec(text) ?? [];
    return /^(deploy|job|svc|service)$/.test(name) ? false : owner(kind.endsWith('/') ? 'object' : 'pod', name) !== namespace;
  });
  expect(pointed.length).toBeGreaterThan(30);
  expect(astray.map(told)).toEqual([]);
});

test('labels in commands select pods that the platform has', () => {
  const selected = found(/-l app\.kubernetes\.io\/name=([\w-]+)/g);
  const names = new Set(workloads.flatMap(({ podLabels }) => podLabels['app.kubernetes.io/name'] ?? []));
  expect(selected.length).toBeGreaterThan(5);
  expect(selected.filter(({ text }) => !names.has(text)).map(told)).toEqual([]);
});

// --- Pages ---------------------------------------------------------------------------------------------------------

test('every page says at its top what is wrong and lists the causes', () => {
  const without = [...pages].filter(([, text]) => !/^# \w+\n\n[^\n]+\n\nLikely causes:\n\n(\d\. [^\n]+\n)+\n## Check\n/.test(text));
  expect(without.map(([page]) => page)).toEqual([]);
});

/** Word for the reader to fill in → label of the alert that says it. */
const PLACEHOLDERS = {
  NAMESPACE: ['namespace'],
  APP: ['app'],
  POD: ['pod', 'app', 'namespace'],
  NODE: ['node', 'pod'],
  SCHEDULE: ['schedule'],
  TEAM: ['team'],
  CLAIM: ['persistentvolumeclaim'],
  CONTAINER: ['container'],
  JOB: ['job', 'job_name'],
  NAME: ['name', 'persistentvolumeclaim'],
  QUERY: ['query'],
} as const;

test('what a page leaves for the reader to fill in, the alert tells, or a command before it', () => {
  const labels = new Map(alertsOf(ruleGroups(everything)).map(({ alert, expr }) => [runbookFile(alert), expr.labels]));
  const asked = (text: string) => Object.entries(PLACEHOLDERS).filter(([word]) => new RegExp(`(?<![\\w])${word}(?![\\w])`).test(text));
  const untold = [...pages].flatMap(([page, text]) =>
    asked([...text.matchAll(/```\w+\n([^`]+)```/g)].map(([, block = '']) => block).join('\n'))
      .filter(([, sources]) => !sources.some((label) => labels.get(page)?.includes(label)))
      .map(([word]) => `${page}: ${word}`),
  );
  expect(untold).toEqual([]);
});
