import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** What a run looks at, in this order. */
export const parts = ['shell', 'health', 'history', 'object-store', 'applications', 'monitoring', 'faults', 'expressions'] as const;
export type Part = (typeof parts)[number];

/** Parts that look at what the Spark applications have left behind. */
const AFTER_APPLICATIONS: readonly Part[] = ['monitoring', 'expressions'];

const { values } = parseArgs({
  options: {
    environment: { type: 'string', default: 'local' },
    speed: { type: 'string', default: '6' },
    then: { type: 'string' },
    keep: { type: 'boolean', default: false },
    only: { type: 'string' },
    'no-faults': { type: 'boolean', default: false },
  },
});

/** The parts that `--only` names, all of them without it. Throws if one is unknown, or would have nothing to look at. */
function chosenParts(only: string | undefined): ReadonlySet<Part> {
  const named = only?.split(',').map((name) => name.trim()) ?? parts;
  const unknown = named.filter((name) => !parts.some((part) => part === name));
  if (unknown.length > 0) throw new Error(`--only: given ${unknown.join(', ')}; must be some of ${parts.join(', ')}, with commas between`);
  const chosen = new Set(parts.filter((part) => named.includes(part)));
  const blind = AFTER_APPLICATIONS.filter((part) => chosen.has(part) && !chosen.has('applications'));
  if (blind.length > 0) throw new Error(`--only: ${blind.join(' and ')} would see no application: name applications too`);
  if (values['no-faults']) chosen.delete('faults');
  return chosen;
}

/** What `npm run test:integration -- …` was asked for; its README says what each is for. */
export const options = {
  environment: values.environment,
  speed: Number(values.speed),
  then: values.then,
  keep: values.keep,
  parts: chosenParts(values.only),
};
if (!(options.speed >= 1)) throw new Error(`--speed: given ${values.speed}; must be a number of at least 1`);

/** Where a run keeps its data, logs and tables; it begins empty. */
export const workFolder = resolve(process.env.INTEGRATION_TEST_FOLDER ?? '.cache/integration-test');
