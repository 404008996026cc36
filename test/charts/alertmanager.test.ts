import { parse } from 'yaml';
import { local } from '../../config/environments/local';
import { production } from '../../config/environments/production';
import type { EnvironmentInput } from '../../config/schema';
import { ofKind, rendered } from '../platform/rendering';

interface Route {
  readonly receiver: string;
  readonly matchers?: readonly string[];
  readonly continue?: boolean;
  readonly repeat_interval?: string;
  readonly routes?: readonly Route[];
}

interface Config {
  readonly route: Route;
  readonly receivers: ReadonlyArray<{ readonly name: string }>;
}

function configOf(environment: EnvironmentInput): Config {
  const configMaps = ofKind(rendered(environment.name, environment).objects, 'ConfigMap');
  const { manifest } = configMaps.find(({ component }) => component === 'alertmanager')!;
  return parse(manifest.data['alertmanager.yml']) as Config;
}

/** Receivers that an alert reaches, by Alertmanager's rules: the first route that matches, and further ones if it says to continue. */
function reached(route: Route, alert: Readonly<Record<string, string>>): string[] {
  const found: string[] = [];
  for (const child of route.routes ?? []) {
    const matches = (child.matchers ?? []).every((matcher) => {
      const [, label = '', value = ''] = /^(\w+)="(.*)"$/.exec(matcher)!;
      return (alert[label] ?? '') === value;
    });
    if (!matches) continue;
    found.push(...reached(child, alert));
    if (!child.continue) break;
  }
  return found.length > 0 ? found : [route.receiver];
}

describe('in production', () => {
  const { route, receivers } = configOf(production);

  test.each([
    ["the watchdog reaches the dead man's switch, and it alone", { alertname: 'Watchdog', severity: 'none' }, ['dead-mans-switch']],
    ['a critical alert reaches the pager', { alertname: 'A', severity: 'critical' }, ['pager']],
    [
      'a critical alert of a team reaches the pager and the team',
      { alertname: 'A', severity: 'critical', team: 'analytics' },
      ['pager', 'analytics'],
    ],
    ['a warning of a team reaches the team', { alertname: 'A', severity: 'warning', team: 'analytics' }, ['analytics']],
    ["a warning of nobody in particular reaches the platform's people", { alertname: 'A', severity: 'warning' }, ['platform']],
    ['advice reaches nobody', { alertname: 'A', severity: 'info', team: 'analytics' }, ['nobody']],
  ])('%s', (_, alert, expected) => {
    expect(reached(route, alert)).toEqual(expected);
  });

  test('the watchdog is repeated faster than a switch can time out', () => {
    expect(route.routes?.find(({ receiver }) => receiver === 'dead-mans-switch')?.repeat_interval).toBe('1m');
  });

  test('every route leads to a receiver that exists', () => {
    const all = (child: Route): string[] => [child.receiver, ...(child.routes ?? []).flatMap(all)];
    expect(all(route).filter((name) => !receivers.some((receiver) => receiver.name === name))).toEqual([]);
  });

  test('whoever is told of an alert is told of its end', () => {
    const silent = receivers.flatMap((receiver) =>
      Object.values(receiver).flatMap((value: unknown) => (Array.isArray(value) ? (value as Array<{ send_resolved?: boolean }>) : [])),
    );
    expect(silent.filter(({ send_resolved }) => !send_resolved)).toEqual([]);
    expect(silent.length).toBe(4);
  });
});

test('without receivers every alert is kept for the screens', () => {
  const { route } = configOf(local);
  for (const severity of ['info', 'warning', 'critical'])
    expect(reached(route, { alertname: 'A', severity, team: 'analytics' })).toEqual(['nobody']);
});

test.each([1, 3, 5])('%i Alertmanagers gossip with each other, a single one with nobody', (replicas) => {
  const { objects } = rendered('local', { ...local, alertmanager: { replicas } });
  const { manifest } = ofKind(objects, 'StatefulSet').find(({ component }) => component === 'alertmanager')!;
  const args = manifest.spec.template.spec.containers[0].args as string[];
  expect(args.filter((arg) => arg.startsWith('--cluster.peer='))).toHaveLength(replicas === 1 ? 0 : replicas);
  expect(args.includes('--cluster.listen-address=')).toBe(replicas === 1);
});
