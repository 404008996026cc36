import { linksOf, repositoryWebUrl } from '../../rules/links';
import { everything } from './environments';

test.each([
  ['https://git.example.org/team/spok.git', 'https://git.example.org/team/spok'],
  ['https://user:token@git.example.org/team/spok.git', 'https://git.example.org/team/spok'],
  ['http://git.example.org:8080/team/spok/', 'http://git.example.org:8080/team/spok'],
  ['ssh://git@git.example.org/team/spok.git', 'https://git.example.org/team/spok'],
  ['ssh://git@git.example.org:2222/team/spok.git', 'https://git.example.org/team/spok'],
  ['git@git.example.org:team/spok.git', 'https://git.example.org/team/spok'],
  ['git://git.example.org/spok', 'https://git.example.org/spok'],
])('people read %s at %s', (repoUrl, web) => {
  expect(repositoryWebUrl(repoUrl)).toBe(web);
});

test.each([
  ['refs/heads/main', 'main'],
  ['refs/tags/v1.2.0', 'v1.2.0'],
  ['0123456789abcdef0123456789abcdef01234567', '0123456789abcdef0123456789abcdef01234567'],
])('runbooks of %s are read at %s', (targetRevision, revision) => {
  const { runbooks } = linksOf({ ...everything, gitOps: { ...everything.gitOps, targetRevision } });
  expect(runbooks).toMatch(new RegExp(`/blob/${revision}/runbooks$`));
});

test('without a public Grafana there is no link to it', () => {
  const { ingress, ...withoutIngress } = everything;
  expect(ingress).toBeDefined();
  expect(linksOf(withoutIngress)).not.toHaveProperty('grafana');
});
