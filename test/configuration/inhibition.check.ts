import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { alertmanagerConfig } from '../../charts/parts/alertmanager-config';
import { checked } from '../../config/configuration';
import { production } from '../../config/environments/production';
import { alertsOf, ruleGroups } from '../../rules';
import { inhibitionsAmong } from '../../rules/inhibitions';
import { eventually } from '../live/eventually';
import { program } from '../programs';
import { freePort } from './free-port';

const [environment] = checked([production]);
const inhibitions = inhibitionsAmong(alertsOf(ruleGroups(environment!)));

/** Routing and inhibition as generated; the receivers do nothing, so that nothing leaves this machine. */
function quietConfig(): string {
  const config = alertmanagerConfig({ settings: environment!.alertmanager, teams: environment!.teams, inhibitions }) as {
    receivers: Array<{ name: string }>;
  };
  return stringify({ ...config, global: {}, receivers: config.receivers.map(({ name }) => ({ name })) });
}

const folder = mkdtempSync(join(tmpdir(), 'spok-inhibition-'));
let process_: ChildProcess;
let address: string;

beforeAll(async () => {
  writeFileSync(join(folder, 'alertmanager.yml'), quietConfig());
  address = `http://127.0.0.1:${await freePort()}`;
  const parameters = [
    `--config.file=${folder}/alertmanager.yml`,
    `--storage.path=${folder}/data`,
    `--web.listen-address=${address.slice(7)}`,
    '--cluster.listen-address=',
  ];
  process_ = spawn(program('alertmanager'), parameters, { stdio: 'ignore' });
  await eventually('Alertmanager', 60, async () => ((await fetch(`${address}/-/ready`)).ok ? [] : ['it is not ready']));
});

afterAll(() => {
  process_.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

type Labels = Readonly<Record<string, string>>;

async function fire(...alerts: readonly Labels[]): Promise<void> {
  const startsAt = new Date().toISOString();
  const response = await fetch(`${address}/api/v2/alerts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(alerts.map((labels) => ({ labels, startsAt }))),
  });
  if (!response.ok) throw new Error(`Alertmanager refused the alerts: ${await response.text()}`);
}

/** Names of the alerts of one case that are kept from people. */
async function inhibited(which: string): Promise<string[]> {
  const alerts = (await fetch(`${address}/api/v2/alerts?filter=case="${which}"`).then((response) => response.json())) as Array<{
    labels: Labels;
    status: { state: string; inhibitedBy: string[] };
  }>;
  return alerts
    .filter(({ status }) => status.inhibitedBy.length > 0)
    .map(({ labels }) => labels.alertname ?? '')
    .sort();
}

/** Alertmanager learns of a cause a moment after it has accepted the alert, so the answer is asked for until it is the expected one. */
async function expectInhibited(which: string, expected: readonly string[]): Promise<void> {
  for (let attempt = 0; attempt < 300 && String(await inhibited(which)) !== String(expected); attempt++)
    await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await inhibited(which)).toEqual(expected);
}

/** Some consequences are causes of others: those keep each other quiet without the outer cause. */
const amongThemselves = (targets: readonly string[]): string[] =>
  targets
    .filter((target) =>
      inhibitions.some((inner) => targets.includes(inner.source) && (inner.targets as readonly string[]).includes(target)),
    )
    .sort();

// every label that some inhibition compares, so that one case cannot silence another
const compared = [...new Set(inhibitions.flatMap(({ equal = [] }) => equal))];
const place = (value: string): Labels => Object.fromEntries(compared.map((label) => [label, value]));

describe.each(inhibitions.map((inhibition, index) => ({ ...inhibition, index })))(
  'while $source fires',
  ({ source, targets, equal = [], only = {}, index }) => {
    const alone = `alone-${index}`;
    const here = `here-${index}`;
    const elsewhere = `elsewhere-${index}`;
    const alert = (alertname: string, which: string, where: string): Labels => ({
      alertname,
      case: which,
      severity: 'warning',
      ...place(where),
      // a stranger to the cause has other values
      ...(where.startsWith('stranger') ? {} : only),
    });

    // a source without compared labels silences its targets everywhere, so nothing else may fire at the same time
    test('its consequences reach nobody, and only where the labels agree', async () => {
      await fire(...targets.map((target) => alert(target, alone, alone)));
      await expectInhibited(alone, amongThemselves(targets));
      await fire(
        alert(source, here, here),
        ...targets.map((target) => alert(target, here, here)),
        ...targets.map((target) => alert(target, elsewhere, elsewhere)),
      );
      await expectInhibited(here, [...targets].sort());
      if (Object.keys(only).length > 0) {
        await fire(...targets.map((target) => alert(target, `stranger-${index}`, `stranger-${index}`)));
        await expectInhibited(`stranger-${index}`, []);
      }
      await expectInhibited(elsewhere, equal.length > 0 ? amongThemselves(targets) : [...targets].sort());
      const endsAt = new Date(Date.now() - 1000).toISOString();
      await resolve(
        [
          alert(source, here, here),
          ...[here, alone, elsewhere, `stranger-${index}`].flatMap((which) => targets.map((target) => alert(target, which, which))),
        ],
        endsAt,
      );
    });
  },
);

/** Ends alerts, so that the next case starts without them. */
async function resolve(alerts: readonly Labels[], endsAt: string): Promise<void> {
  await fetch(`${address}/api/v2/alerts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(alerts.map((labels) => ({ labels, startsAt: new Date(Date.parse(endsAt) - 60_000).toISOString(), endsAt }))),
  });
}
