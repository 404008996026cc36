import type { StoreAccess } from '../config/schema/store-access';
import { contains } from '../config/schema/store-access';
import { type SecretCard, storeUserSecret } from '../config/secrets';
import { folderOf, type StoreFolder } from '../config/store-layout';
import { resolvedCheckpoint, type SparkApplication } from './application';
import { type SparkPlatform, storePaths } from './platform';

/** An S3 user with declared access: of a team, or of one application. */
export interface StoreUser {
  /** Names its policy: `team-analytics`, `application-orders-report`. */
  readonly name: string;
  readonly secret: SecretCard;
  readonly access: StoreAccess;
}

const storeUser = (of: 'team' | 'application', name: string, access: StoreAccess): StoreUser => ({
  name: `${of}-${name}`,
  secret: storeUserSecret(of, name),
  access,
});

type Subject = Pick<SparkApplication, 'name' | 'team' | 'storeAccess'>;

/** Who an application is to the object store: itself, or its team; undefined if neither declares its access, and it is the common Spark user. */
export function storeUserOf({ name, team, storeAccess }: Subject, { teamStoreAccess }: SparkPlatform): StoreUser | undefined {
  if (storeAccess !== undefined) return storeUser('application', name, storeAccess);
  const ofTeam = teamStoreAccess[team];
  return ofTeam && storeUser('team', team, ofTeam);
}

/** Every user with declared access, teams first; a team's also where all of its applications have their own. */
export const storeUsers = ({ teamStoreAccess }: SparkPlatform, applications: readonly Subject[]): StoreUser[] => [
  ...Object.entries(teamStoreAccess).map(([team, access]) => storeUser('team', team, access)),
  ...applications.flatMap(({ name, storeAccess }) => (storeAccess === undefined ? [] : [storeUser('application', name, storeAccess)])),
];

/** What is wrong with the access of an application in an environment, one line each. */
export function storeAccessProblems(platform: SparkPlatform, application: SparkApplication): string[] {
  const { name, team, storeAccess } = application;
  const user = storeUserOf(application, platform);
  if (user === undefined) return [];
  const at = `${platform.environment}: Spark application ${name}:`;
  return [
    ...(storeAccess !== undefined && JSON.stringify(storeAccess) === JSON.stringify(platform.teamStoreAccess[team])
      ? [`${at} storeAccess: must be left out: teams.${team}.storeAccess says the same`]
      : []),
    ...needs(application, platform)
      .filter(({ address, access }) => !mayUse(user, platform, address, access))
      .map(
        ({ field, address, access }) =>
          `${at} ${field}: given "${address}"; must be where ${user.name} has ${access} access: add it to its storeAccess`,
      ),
  ];
}

type Access = StoreAccess[number]['access'];

/** Addresses in the object store that an application uses for certain. */
function needs(application: SparkApplication, { objectStore }: SparkPlatform): Array<{ field: string; address: string; access: Access }> {
  const checkpoint = resolvedCheckpoint(application, storePaths(objectStore));
  return [
    { field: 'checkpoint', address: checkpoint ?? '', access: 'readWrite' as const },
    { field: 'mainFile', address: application.mainFile, access: 'read' as const },
  ].filter(({ address }) => address.startsWith('s3a://'));
}

function mayUse({ access }: StoreUser, { objectStore }: SparkPlatform, address: string, wanted: Access): boolean {
  const [, bucket = '', folder = ''] = /^s3a:\/\/([^/]+)\/?(.*?)\/?$/.exec(address) ?? [];
  const used: StoreFolder = { bucket, folder };
  return access.some(
    (grant) =>
      (grant.access === 'readWrite' || wanted === 'read') && contains(folderOf(objectStore.buckets, grant.place, grant.folder), used),
  );
}
