import type { SparkApplicationInput } from '../../spark-applications/application';
import { presentIn } from '../../spark-applications/in-environment';
import type { SparkPlatform } from '../../spark-applications/platform';
import { storeUserOf, storeUsers } from '../../spark-applications/store-users';
import { local, minimal, problemsOf } from './platform';

const curated = [{ place: 'curated' as const, access: 'readWrite' as const }];
const raw = [{ place: 'raw' as const, access: 'read' as const }];
const ofTeam: SparkPlatform = { ...local, settings: { ...local.settings, overrides: {} }, teamStoreAccess: { analytics: curated } };
const ofNobody: SparkPlatform = { ...ofTeam, teamStoreAccess: {} };

const present = (platform: SparkPlatform, change: Partial<SparkApplicationInput> = {}) => presentIn(platform, [{ ...minimal, ...change }]);
const secretOf = (platform: SparkPlatform, change?: Partial<SparkApplicationInput>) =>
  storeUserOf(present(platform, change)[0]!, platform)?.secret.name;
const problems = (platform: SparkPlatform, change: Partial<SparkApplicationInput>) => problemsOf(() => present(platform, change));

test('an application is the user that it declares, else that of its team, else the common one', () => {
  expect(secretOf(ofTeam, { storeAccess: raw })).toBe('s3-application-etl');
  expect(secretOf(ofTeam)).toBe('s3-team-analytics');
  expect(secretOf(ofNobody)).toBeUndefined();
});

test('each declaration is one user', () => {
  expect(storeUsers(ofTeam, present(ofTeam, { storeAccess: raw })).map(({ name }) => name)).toEqual(['team-analytics', 'application-etl']);
  expect(storeUsers(ofNobody, present(ofNobody))).toEqual([]);
});

test('an application that is absent from the environment is no user there', () => {
  const platform = { ...ofNobody, settings: { ...ofNobody.settings, overrides: { etl: { enabled: false } } } };
  expect(storeUsers(platform, present(platform, { storeAccess: raw }))).toEqual([]);
});

test('what its team says already is refused', () => {
  expect(problems(ofTeam, { storeAccess: curated })).toEqual([
    'local: Spark application etl: storeAccess: must be left out: teams.analytics.storeAccess says the same',
  ]);
});

test('a checkpoint that it could not write is refused, whoever said what it may', () => {
  const checkpoint: SparkApplicationInput['checkpoint'] = ({ checkpoints }) => `${checkpoints}/etl`;
  expect(problems(ofTeam, { checkpoint })).toEqual([
    'local: Spark application etl: checkpoint: given "s3a://spark-data/checkpoints/etl"; must be where team-analytics has readWrite access: add it to its storeAccess',
  ]);
  expect(problems(ofNobody, { checkpoint, storeAccess: [{ place: 'checkpoints', access: 'read' }] })).toHaveLength(1);
  expect(problems(ofNobody, { checkpoint, storeAccess: [{ place: 'checkpoints', folder: 'etl', access: 'readWrite' }] })).toEqual([]);
});

test('a program in the object store that it could not read is refused', () => {
  const mainFile = 's3a://spark-data/programs/etl.py';
  expect(problems(ofTeam, { mainFile })).toHaveLength(1);
  expect(problems(ofNobody, { mainFile, storeAccess: [{ place: 'data', folder: 'programs', access: 'read' }] })).toEqual([]);
});
