import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { checked } from '../../config/configuration';
import { environments } from '../../config/environments';
import { eventually } from '../live/eventually';
import { program, run } from '../programs';
import { freePort } from './free-port';

/** The content of the files that a ConfigMap in `dist/` mounts. */
function mounted(environment: string, component: string, prefix: string): Record<string, string> {
  const folder = join('dist', environment, component);
  const files = readdirSync(folder).filter((file) => file.startsWith(`ConfigMap.${prefix}`));
  return Object.assign({}, ...files.map((file) => parse(readFileSync(join(folder, file), 'utf8')).data));
}

/** Lays the files out as the pod sees them, with every absolute path moved below a temporary folder. */
function asInThePod(environment: string, folder: string) {
  const { 'prometheus.yml': config = '', ...rules } = mounted(environment, 'prometheus', 'prometheus-');
  const moved = config.replaceAll(/(?<=[\s'"[])\/(etc|var)\//g, `${folder}/$1/`);
  mkdirSync(join(folder, 'etc/prometheus/rules'), { recursive: true });
  for (const [, path = ''] of moved.matchAll(/(?:credentials_file|ca_file): (\S+)/g)) {
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, 'a token');
  }
  writeFileSync(join(folder, 'etc/prometheus/prometheus.yml'), moved);
  for (const [name, content] of Object.entries(rules)) writeFileSync(join(folder, 'etc/prometheus/rules', name), content);
  return {
    config: join(folder, 'etc/prometheus/prometheus.yml'),
    rules: Object.keys(rules).map((name) => join(folder, 'etc/prometheus/rules', name)),
  };
}

describe.each(checked(environments))('the configuration of $name', ({ name, alertmanager, teams }) => {
  const folder = mkdtempSync(join(tmpdir(), 'spok-configuration-'));
  const { config, rules } = asInThePod(name, folder);
  const alertmanagerFile = join(folder, 'alertmanager.yml');
  writeFileSync(alertmanagerFile, mounted(name, 'alertmanager', 'alertmanager-config')['alertmanager.yml'] ?? '');
  const children: ChildProcess[] = [];
  afterAll(() => {
    for (const child of children) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  test('is a Prometheus configuration, rule files included', () => {
    expect(run('promtool', 'check', 'config', config)).toContain('SUCCESS');
  });

  test('has rules without lint', () => {
    expect(rules).not.toEqual([]);
    expect(run('promtool', 'check', 'rules', '--lint=all', '--lint-fatal', ...rules)).toContain('SUCCESS');
  });

  test('is an Alertmanager configuration', () => {
    expect(run('amtool', 'check-config', alertmanagerFile)).toContain('SUCCESS');
  });

  const receiverOf = (...labels: string[]) =>
    run('amtool', 'config', 'routes', 'test', `--config.file=${alertmanagerFile}`, ...labels)
      .trim()
      .split(',');
  const nobody = 'nobody';

  test('sends the watchdog to the dead-man switch alone', () => {
    expect(receiverOf('alertname=Watchdog', 'severity=none')).toEqual([alertmanager.watchdogReceiver ?? nobody]);
  });

  test('keeps advice out of inboxes', () => {
    expect(receiverOf('alertname=SparkExecutorsIdle', 'severity=info', ...Object.keys(teams).map((team) => `team=${team}`))).toEqual([
      nobody,
    ]);
  });

  test.each(Object.entries(teams))(
    'tells team %s about its warnings and, beside the pager, about what is critical',
    (team, { receiver }) => {
      const own = receiver ?? alertmanager.defaultReceiver ?? nobody;
      expect(receiverOf('alertname=A', 'severity=warning', `team=${team}`)).toEqual([own]);
      const pager = alertmanager.criticalReceiver === undefined ? [] : [alertmanager.criticalReceiver];
      expect(receiverOf('alertname=A', 'severity=critical', `team=${team}`)).toEqual(
        receiver === undefined && pager.length > 0 ? pager : [...pager, own],
      );
    },
  );

  test('is loaded by a running Prometheus, and no rule of it fails', async () => {
    const quiet = hurried(config, rules, folder);
    const address = `127.0.0.1:${await freePort()}`;
    const parameters = [`--config.file=${quiet}`, `--storage.tsdb.path=${join(folder, 'data')}`, `--web.listen-address=${address}`];
    children.push(spawn(program('prometheus'), parameters, { stdio: 'ignore', env: { ...process.env, POD_NAME: 'prometheus-0' } }));
    const groups = await untilEvaluated(`http://${address}/api/v1/rules`, rules.length);
    const failing = groups.flatMap((group) => group.rules).filter(({ health, lastError }) => health === 'err' || lastError);
    expect(failing).toEqual([]);
  });
});

interface EvaluatedGroup {
  readonly rules: Array<{ readonly name: string; readonly health: string; readonly lastError?: string }>;
}

/**
 * The same configuration and rules, evaluated every second. Nothing is discovered, scraped or sent: this is about the files, and leaves the
 * network alone.
 */
function hurried(config: string, rules: readonly string[], folder: string): string {
  const settings = parse(readFileSync(config, 'utf8'));
  for (const job of settings.scrape_configs) {
    delete job.kubernetes_sd_configs;
    job.static_configs = [];
  }
  const copies = rules.map((file, index) => {
    const { groups } = parse(readFileSync(file, 'utf8'));
    const copy = join(folder, `rules-${index}.yaml`);
    writeFileSync(copy, stringify({ groups: groups.map((group: object) => ({ ...group, interval: '1s' })) }));
    return copy;
  });
  const quiet = join(folder, 'quiet.yml');
  writeFileSync(quiet, stringify({ ...settings, rule_files: copies, alerting: {}, remote_write: [] }));
  return quiet;
}

/** Waits until every rule has been evaluated once. */
async function untilEvaluated(url: string, files: number): Promise<EvaluatedGroup[]> {
  let groups: EvaluatedGroup[] = [];
  await eventually('every rule evaluated', 100, async () => {
    groups = await groupsAt(url);
    const waiting = groups.flatMap(({ rules }) => rules).filter(({ health }) => health === 'unknown');
    return [
      ...(groups.length >= files ? [] : [`${groups.length} groups of at least ${files} are loaded`]),
      ...waiting.map(({ name }) => `${name} was not evaluated`),
    ];
  });
  return groups;
}

/** Empty as long as it does not answer, or answers that it is not ready. */
async function groupsAt(url: string): Promise<EvaluatedGroup[]> {
  const response = await fetch(url).catch(() => undefined);
  if (!response?.ok) return [];
  return ((await response.json()) as { data: { groups: EvaluatedGroup[] } }).data.groups;
}
