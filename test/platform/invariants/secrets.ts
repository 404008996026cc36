import { secrets } from '../../../config/secrets';
import { knownSecrets } from '../known-secrets';
import { platforms, valuesIn } from '../manifests';

/** A key whose value would be a secret, were it a text and not the name of a file or a reference. */
const SECRET_FIELD =
  /\/(password|secret_key|access_key|secretAccessKey|bearer_token|credentials|routing_key|api_url|auth_password|client_secret|token)$/i;

describe.each(platforms)('in $title', (platform) => {
  const { objects, argoCdObjects, environment } = platform;
  const manifests = [...objects.map(({ manifest }) => manifest), ...argoCdObjects];

  test('there is no Secret', () => {
    expect(manifests.filter(({ kind }) => kind === 'Secret')).toEqual([]);
  });

  test('no field holds the value of a secret', () => {
    const values = manifests.flatMap((manifest) =>
      [...valuesIn(manifest)].filter(({ pointer, value }) => typeof value === 'string' && SECRET_FIELD.test(pointer)),
    );
    expect(values).toEqual([]);
  });

  test('no text looks like one: a key of AWS, a private key, a password in a URL or in a configuration file', () => {
    const suspicious = manifests.flatMap((manifest) =>
      [...valuesIn(manifest)].filter(
        ({ value }) =>
          typeof value === 'string' &&
          /\bAKIA[0-9A-Z]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY|:\/\/[^\s/$"]+:[^\s/$"@]+@|^\s*(admin_password|secret_key|client_secret) *= *(?!\$__file\{)\S/m.test(
            value,
          ),
      ),
    );
    expect(suspicious.map(({ pointer }) => pointer)).toEqual([]);
  });

  test('one way alone makes each Secret', () => {
    const identities = knownSecrets(platform).map(({ name, namespace }) => `${namespace}/${name}`);
    expect(identities.filter((identity, index) => identities.indexOf(identity) !== index)).toEqual([]);
  });

  test('a Secret with random values exists wherever its card says, in namespaces that exist', () => {
    const namespaces = new Set(
      objects.filter(({ manifest }) => manifest.kind === 'Namespace').map(({ manifest }) => manifest.metadata.name),
    );
    const known = knownSecrets(platform).map(({ name, namespace, keys }) => ({ name, namespace, keys: [...keys] }));
    const wanted = Object.values(secrets).filter(({ random, namespaces: [source] }) => random && namespaces.has(source));
    for (const { name, namespaces: places, keys } of wanted)
      for (const namespace of places) expect(known).toContainEqual({ name, namespace, keys: [...keys] });
    if (environment.secrets.mode !== 'existing') expect(known.filter(({ namespace }) => !namespaces.has(namespace))).toEqual([]);
  });
});

test.each(['generate', 'existing', 'externalSecrets'])('some environment or variant shows the mode %s', (mode) => {
  expect(platforms.map(({ environment }) => environment.secrets.mode)).toContain(mode);
});
