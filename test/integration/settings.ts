import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    environment: { type: 'string', default: 'local' },
    speed: { type: 'string', default: '10' },
    then: { type: 'string' },
    keep: { type: 'boolean', default: false },
    'no-faults': { type: 'boolean', default: false },
  },
});

/** What `npm run test:integration -- …` was asked for; its README says what each is for. */
export const options = {
  environment: values.environment,
  speed: Number(values.speed),
  then: values.then,
  keep: values.keep,
  faults: !values['no-faults'],
};
if (!(options.speed >= 1)) throw new Error(`--speed: given ${values.speed}; must be a number of at least 1`);

/** Where a run keeps its data, logs and tables; it begins empty. */
export const workFolder = resolve(process.env.INTEGRATION_TEST_FOLDER ?? '.cache/integration-test');
