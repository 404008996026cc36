import { historyUrl, linksOf, logsUrl, repositoryWebUrl } from '../../rules/links';
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

test('the history server is where the ingress or a setting says, and nowhere without them', () => {
  const { ingress, ...withoutIngress } = everything;
  const at = (publicUrl: string) => ({ ...withoutIngress, sparkHistoryServer: { ...everything.sparkHistoryServer, publicUrl } });
  expect(linksOf(everything).history).toBe(`https://${ingress!.historyServerHost}`);
  expect(linksOf(at('https://history.example.org/')).history).toBe('https://history.example.org');
  expect(linksOf(withoutIngress)).not.toHaveProperty('history');
  expect(linksOf(everything)).not.toHaveProperty('logs');
});

test('an alert leads to the history server when it is about one run', () => {
  expect(historyUrl('https://history.example.org', ['namespace', 'app', 'team'])).toContain('https://history.example.org/history/');
  expect(historyUrl('https://history.example.org', ['namespace', 'schedule', 'team'])).toBeUndefined();
});

test('an alert leads to logs when it carries what the template asks for', () => {
  const template = 'https://logs.example.org/{namespace}/{pod}?from={from}&to={to}';
  expect(logsUrl(template, ['namespace', 'pod', 'app'])).toBe(
    'https://logs.example.org/{{ $labels.namespace }}/{{ $labels.pod }}?from=now-1h&to=now',
  );
  expect(logsUrl(template, ['namespace', 'app'])).toBeUndefined();
  expect(logsUrl('https://logs.example.org/{application}', ['namespace', 'app'])).toBe('https://logs.example.org/{{ $labels.app }}');
});
