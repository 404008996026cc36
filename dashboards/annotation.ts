import { AnnotationQueryBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { argoCdMetrics } from '../metrics/argocd';
import { targetMetrics } from '../metrics/prometheus';
import { above, below, increase, now, oneOf, subtract, sumBy, variable, type PanelExpression } from '../metrics/promql';
import { applicationMetrics } from '../metrics/spark-applications';
import { colours, type Colour } from './palette';
import { DATA_SOURCE } from './variable';

/** Marks on the time axis of every panel. */
export interface Annotation {
  readonly name: string;
  readonly of: PanelExpression;
  /** What a mark says; `{{label}}` is replaced. */
  readonly title: string;
  readonly text: string;
  readonly colour: Colour;
}

/** Seconds between two looks for a mark, and so how long an event of one moment is marked. */
const STEP_SECONDS = 60;
const STEP = `${STEP_SECONDS}s` as const;

/** Labels that alerts carry and a reader can choose. */
const alertLabels = ['namespace', 'app', 'schedule', 'team'] as const;

/** Alerts that fire, about what the reader chose. */
function alerts(variables: readonly string[]): Annotation {
  const matchers = Object.fromEntries(alertLabels.filter((label) => variables.includes(label)).map((label) => [label, variable(label)]));
  const firing = targetMetrics.alerts.where({ alertstate: 'firing', severity: oneOf('critical', 'warning') });
  const of = firing.where(matchers as Record<string, never>);
  return { name: 'Alerts', of, title: '{{alertname}}', text: '{{severity}} {{namespace}} {{app}}', colour: 'critical' };
}

/** Runs that began: what changed for the pods. */
const runs = (variables: readonly string[]): Annotation => {
  const began = variables.includes('app')
    ? applicationMetrics.lastSubmission.where({ namespace: variable('namespace'), app: variable('app') })
    : applicationMetrics.lastSubmission.where({ namespace: variable('namespace') });
  return {
    name: 'Runs started',
    of: below(subtract(now, began), STEP_SECONDS),
    title: '{{app}} started',
    text: 'namespace {{namespace}}, team {{team}}',
    colour: 'good',
  };
};

/** Deployments: what changed in Git arrived in the cluster. */
const deployments: Annotation = {
  name: 'Deployments',
  of: above(sumBy(['name', 'project'], increase(argoCdMetrics.syncs.where({ phase: 'Succeeded' }), '2m')), 0),
  title: '{{name}} deployed',
  text: 'synchronised by Argo CD in project {{project}}',
  colour: 'neutral',
};

/** The marks of a dashboard with these variables. */
export const annotations = (variables: readonly string[], argoCd: boolean): Annotation[] => [
  alerts(variables),
  ...(variables.includes('namespace') && !variables.includes('node') ? [runs(variables)] : []),
  ...(argoCd ? [deployments] : []),
];

export const annotationBuilder = ({ name, of, title, text, colour }: Annotation) =>
  new AnnotationQueryBuilder()
    .name(name)
    .datasource(DATA_SOURCE)
    .enable(true)
    .iconColor(colours[colour])
    .expr(of.promql)
    .step(STEP)
    .titleFormat(title)
    .textFormat(text);
