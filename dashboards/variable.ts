import {
  type QueryVariableBuilder as Builder,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { argoCdMetrics } from '../metrics/argocd';
import { variable } from '../metrics/promql';
import { podMetrics, clusterMetrics } from '../metrics/kubernetes';
import { minioMetrics } from '../metrics/minio';
import { targetMetrics } from '../metrics/prometheus';
import type { Scope, Term } from '../metrics/expression';
import type { AnyMetric } from '../metrics/metric';
import { applicationMetrics, scheduleMetrics } from '../metrics/spark-applications';
import { executorMetrics } from '../metrics/spark-executors';
import { streamingMetrics } from '../metrics/spark-streaming';
import type { Unit } from '../metrics/unit';

/** The data source that the reader chose: every panel, query and variable names it. */
export const DATA_SOURCE = { type: 'prometheus', uid: '${datasource}' } as const;

interface VariableCard {
  /** Name of the variable and of the label whose values it offers. */
  readonly label: string;
  readonly title: string;
  /** The series that have the values. */
  readonly from: AnyMetric;
  /** One value only: the dashboard is about one thing. @default false: several, or all */
  readonly single?: boolean;
  /** Some series lack the label; "all" then means those too. @default false */
  readonly optional?: boolean;
}

/** What a reader can choose. Names equal labels, so a link can fill a variable from a label. */
export const variableCards = {
  namespace: { label: 'namespace', title: 'Namespace', from: applicationMetrics.info },
  team: { label: 'team', title: 'Team', from: applicationMetrics.info, optional: true },
  schedule: { label: 'schedule', title: 'Schedule', from: scheduleMetrics.lastRun },
  oneSchedule: { label: 'schedule', title: 'Schedule', from: scheduleMetrics.lastRun, single: true },
  app: { label: 'app', title: 'Application', from: applicationMetrics.info },
  run: { label: 'app', title: 'Application run', from: applicationMetrics.info, single: true },
  executor: { label: 'executor_id', title: 'Executor', from: executorMetrics.maxTasks },
  query: { label: 'query', title: 'Streaming query', from: streamingMetrics.inputRate },
  bucket: { label: 'bucket', title: 'Bucket', from: minioMetrics.bucketBytes },
  project: { label: 'project', title: 'Project', from: argoCdMetrics.applicationInfo },
  job: { label: 'job', title: 'Scrape job', from: targetMetrics.up },
  podNamespace: { label: 'namespace', title: 'Namespace', from: podMetrics.info },
  node: { label: 'node', title: 'Node', from: clusterMetrics.allocatableCores },
} as const satisfies Readonly<Record<string, VariableCard>>;

export type VariableKey = keyof typeof variableCards;

/** Name under which a dashboard knows a variable. */
export type VariableName<K extends VariableKey> = (typeof variableCards)[K]['label'];

export const variableName = (key: VariableKey): string => variableCards[key].label;

/** Matchers for `where`: the label is what the reader chose in the variable of the same name. */
export const chosen = {
  namespace: variable('namespace'),
  team: variable('team'),
  schedule: variable('schedule'),
  app: variable('app'),
  executor_id: variable('executor_id'),
  query: variable('query'),
  bucket: variable('bucket'),
  project: variable('project'),
  job: variable('job'),
  node: variable('node'),
} as const satisfies Readonly<Record<VariableName<VariableKey>, unknown>>;

/** The choices under some names: `applicationMetrics.state.where(choice('namespace', 'app'))`. */
export const choice = <const N extends keyof typeof chosen>(...names: readonly N[]): Pick<typeof chosen, N> =>
  Object.fromEntries(names.map((name) => [name, chosen[name]])) as Pick<typeof chosen, N>;

/** An expression that offers the values of a variable; the variables before it narrow it down. */
export interface ValuesQuery {
  readonly key: VariableKey;
  readonly of: Term<'vector' | 'counter' | 'histogram', Unit, string, Scope>;
}

/** What the variables of a dashboard ask Prometheus for, each narrowed by those before it. */
export const valuesQueries = (keys: readonly VariableKey[]): ValuesQuery[] =>
  keys.map((key, index) => {
    const { from }: VariableCard = variableCards[key];
    const parents = keys
      .slice(0, index)
      .map(variableName)
      .filter((name) => from.labels.includes(name));
    const matchers = Object.fromEntries(parents.map((name) => [name, variable(name)]));
    return { key, of: from.where(matchers as Record<string, never>) };
  });

/** The data source first, then the variables in the order of the screen's card. */
export const variables = (keys: readonly VariableKey[]) => [dataSourceVariable(), ...valuesQueries(keys).map(queryVariable)];

const dataSourceVariable = () => new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus');

function queryVariable({ key, of }: ValuesQuery): Builder {
  const { label, title, single = false, optional = false }: VariableCard = variableCards[key];
  const values = `label_values(${of.promql}, ${label})`;
  const builder = new QueryVariableBuilder(label)
    .label(title)
    .datasource(DATA_SOURCE)
    .query({ qryType: 1, query: values, refId: `values-${label}` })
    .definition(values)
    // a run that has just begun must be there to choose
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalCaseInsensitiveAsc)
    .multi(!single)
    .includeAll(!single);
  // ".+" would hide the series that lack an optional label
  return single ? builder : builder.allValue(optional ? '.*' : '.+').current({ text: 'All', value: '$__all' });
}
