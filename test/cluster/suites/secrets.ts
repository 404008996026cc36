import { describe, test } from 'node:test';
import { secretsOf } from '../../../charts/bootstrap-secrets';
import { platformContext } from '../../../charts/context';
import { none } from '../../live/eventually';
import type { Platform } from '../platform';

const SHORTEST = 16;

export const secretsSuite = ({ cluster, rendered }: Platform): void =>
  void describe('Secrets', () => {
    const cards = secretsOf(platformContext(rendered.environment));
    const read = async (namespace: string, name: string): Promise<Record<string, string>> => {
      const { data } = await cluster.get(`/api/v1/namespaces/${namespace}/secrets/${name}`);
      return Object.fromEntries(Object.entries<string>(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]));
    };
    const all = () =>
      Promise.all(cards.map(async (card) => ({ card, copies: await Promise.all(card.namespaces.map((ns) => read(ns, card.name))) })));

    test('each was generated with all its keys, long enough, and its copies hold the same values', async () => {
      none(
        (await all()).flatMap(({ card, copies }) => [
          ...card.keys.filter((key) => (copies[0]?.[key] ?? '').length < SHORTEST).map((key) => `${card.name}: ${key} is missing or short`),
          ...copies.filter((copy) => JSON.stringify(copy) !== JSON.stringify(copies[0])).map(() => `${card.name}: copies differ`),
        ]),
      );
    });

    test('no two values are alike', async () => {
      const values = (await all()).flatMap(({ copies }) => Object.values(copies[0] ?? {}));
      none(values.length === new Set(values).size ? [] : ['the same value was used twice']);
    });

    test('none of the values is in Git', async () => {
      const git = [...rendered.dist, ...rendered.appsOfApps];
      const values = (await all()).flatMap(({ copies }) => Object.values(copies[0] ?? {}));
      none(git.filter(([, content]) => values.some((value) => content.includes(value))).map(([path]) => `${path} holds a Secret's value`));
    });
  });
