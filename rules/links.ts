import type { Environment } from '../config/schema';
import { historyPage, historyServerAddress } from '../config/outside-addresses';
import { filled, placeholdersIn } from '../config/schema/logs';
import { applicationMetrics } from '../metrics/spark-applications';
import type { DashboardLink } from './dashboard-link';

/** Where the links of an alert lead. */
export interface Links {
  /** Folder of the runbooks, as the web interface of the Git server shows it. */
  readonly runbooks: string;
  /** Address of Grafana; without one an alert has no link to a dashboard, since nobody could open it. */
  readonly grafana?: string;
  /** Address of the history server; without one an alert has no link to it. */
  readonly history?: string;
  /** Template of addresses of logs. */
  readonly logs?: string;
}

/** Address under which people read a repository: the same place, over HTTPS, whatever protocol Git uses. */
export function repositoryWebUrl(repoUrl: string): string {
  const [, user = '', rest = ''] = /^(?:(?:ssh|git|https?):\/\/)?([^/@]+@)?(.+?)(?:\.git)?\/?$/.exec(repoUrl) ?? [];
  if (/^https?:/.test(repoUrl)) return `${repoUrl.startsWith('https') ? 'https' : 'http'}://${rest}`;
  // `host:2222/path` has a port for SSH alone, `host:path` is Git's short form
  const place = rest.replace(/^([^/:]+):\d+\//, '$1/').replace(/^([^/:]+):/, '$1/');
  if (place === '')
    throw new Error(`gitOps.repoUrl "${user}${repoUrl}" has no host: give a URL such as https://git.example.org/team/project.git`);
  return `https://${place}`;
}

/** Branch, tag or commit, as the web interface spells it. */
const shortRevision = (revision: string): string => revision.replace(/^refs\/(heads|tags)\//, '');

/** Links of an environment, from its repository and the public name of its Grafana. */
export const linksOf = (environment: Pick<Environment, 'gitOps' | 'ingress' | 'sparkHistoryServer' | 'logs'>): Links => {
  const { gitOps, ingress, logs } = environment;
  const history = historyServerAddress(environment);
  return {
    runbooks: `${repositoryWebUrl(gitOps.repoUrl)}/blob/${shortRevision(gitOps.targetRevision)}/runbooks`,
    ...(ingress && { grafana: `https://${ingress.grafanaHost}` }),
    ...(history !== undefined && { history }),
    ...(logs.urlTemplate !== undefined && { logs: logs.urlTemplate }),
  };
};

/** Name of the file in `runbooks/` that says what to do. */
export const runbookFile = (alert: string): string => `${alert.toLowerCase()}.md`;

/** Address of the runbook of an alert. */
export const runbookUrl = ({ runbooks }: Links, alert: string): string => `${runbooks}/${runbookFile(alert)}`;

/** Address of a dashboard with its variables filled from the labels of the alert. */
export const dashboardUrl = (grafana: string, { uid, variables = [] }: DashboardLink): string => {
  const filled = variables.map((label) => `var-${label}={{ $labels.${label} }}`);
  return `${grafana}/d/${uid}${filled.length > 0 ? `?${filled.join('&')}` : ''}`;
};

const { name: identity } = applicationMetrics.info;
/** Prometheus looks the id of the run up when the alert fires; empty when the object of the application is gone. */
const ID_OF_RUN = `{{ with printf "${identity}{namespace=%q,app=%q}" $labels.namespace $labels.app | query }}`;

/** Address of the run's page in the history server, for an alert about an application. */
export const historyUrl = (address: string, labels: readonly string[]): string | undefined =>
  labels.includes('namespace') && labels.includes('app')
    ? `${ID_OF_RUN}${historyPage(address, '{{ . | first | label "spark_app_id" }}')}{{ end }}`
    : undefined;

/** Address of the logs, for an alert that carries all that the template asks for. */
export function logsUrl(template: string, labels: readonly string[]): string | undefined {
  const label = { namespace: 'namespace', pod: 'pod', application: 'app', from: undefined, to: undefined } as const;
  if (placeholdersIn(template).some((name) => label[name] !== undefined && !labels.includes(label[name]))) return undefined;
  const value = (name: string) => `{{ $labels.${name} }}`;
  return filled(template, { namespace: value('namespace'), pod: value('pod'), application: value('app'), from: 'now-1h', to: 'now' });
}
