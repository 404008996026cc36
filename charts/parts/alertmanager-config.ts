import type { Environment } from '../../config/schema';
import type { Receiver } from '../../config/schema/monitoring';
import type { Inhibition } from '../../rules/inhibitions';

/** Folder of the mounted Secret: one file per key. */
export const RECEIVER_SECRETS = '/etc/alertmanager-receivers';

/** Receiver of alerts that nobody is to be told about: they show in Alertmanager and Grafana all the same. */
const NOBODY = 'nobody';

type Settings = Environment['alertmanager'];

export interface AlertmanagerConfigProps {
  readonly settings: Settings;
  readonly teams: Environment['teams'];
  /** Causes that keep their consequences from people. */
  readonly inhibitions: readonly Inhibition[];
}

interface Route {
  readonly receiver: string;
  readonly matchers?: readonly string[];
  readonly continue?: boolean;
  readonly group_by?: readonly string[];
  readonly group_wait?: string;
  readonly group_interval?: string;
  readonly repeat_interval?: string;
  readonly routes?: readonly Route[];
}

/** Alertmanager's configuration file; secrets appear only as paths of files. */
export function alertmanagerConfig({ settings, teams, inhibitions }: AlertmanagerConfigProps): object {
  return {
    global: { resolve_timeout: '5m', ...smtp(settings) },
    route: rootRoute(settings, teams),
    receivers: [{ name: NOBODY }, ...Object.entries(settings.receivers).map(([name, receiver]) => receiverConfig(name, receiver))],
    inhibit_rules: inhibitions.map(inhibitRule),
  };
}

/** First match wins, except that a critical alert also goes on to the team it belongs to. */
function rootRoute({ defaultReceiver = NOBODY, criticalReceiver, watchdogReceiver }: Settings, teams: Environment['teams']): Route {
  const withReceiver = Object.entries(teams).flatMap(([team, { receiver }]) => (receiver === undefined ? [] : [{ team, receiver }]));
  return {
    receiver: defaultReceiver,
    group_by: ['alertname', 'namespace', 'app', 'schedule'],
    group_wait: '30s',
    group_interval: '5m',
    repeat_interval: '12h',
    routes: [
      // the watchdog proves by arriving that the chain works, so it must arrive again and again
      {
        receiver: watchdogReceiver ?? NOBODY,
        matchers: ['alertname="Watchdog"'],
        group_wait: '0s',
        group_interval: '1m',
        repeat_interval: '1m',
      },
      // advice belongs on a dashboard, not in anybody's inbox
      { receiver: NOBODY, matchers: ['severity="info"'] },
      ...(criticalReceiver === undefined
        ? []
        : [{ receiver: criticalReceiver, matchers: ['severity="critical"'], continue: true, repeat_interval: '1h' }]),
      ...withReceiver.map(({ team, receiver }) => ({ receiver, matchers: [`team="${team}"`] })),
    ],
  };
}

const inhibitRule = ({ source, targets, equal = [], only = {} }: Inhibition) => ({
  source_matchers: [`alertname="${source}"`],
  target_matchers: [`alertname=~"${targets.join('|')}"`, ...Object.entries(only).map(([label, value]) => `${label}="${value}"`)],
  ...(equal.length > 0 && { equal }),
});

const smtp = ({ smtp: server }: Settings) =>
  server && {
    smtp_smarthost: server.smartHost,
    smtp_from: server.from,
    smtp_auth_username: server.username,
    smtp_auth_password_file: secretFile(server.passwordKey),
  };

function receiverConfig(name: string, { slack, pagerDuty, webhook, email }: Receiver): object {
  return {
    name,
    ...(slack && { slack_configs: [{ channel: slack.channel, api_url_file: secretFile(slack.apiUrlKey), send_resolved: true }] }),
    ...(pagerDuty && { pagerduty_configs: [{ routing_key_file: secretFile(pagerDuty.routingKeyKey), send_resolved: true }] }),
    ...(webhook && { webhook_configs: [{ url_file: secretFile(webhook.urlKey), send_resolved: true }] }),
    ...(email && { email_configs: [{ to: email.to, send_resolved: true }] }),
  };
}

const secretFile = (key: string) => `${RECEIVER_SECRETS}/${key}`;
