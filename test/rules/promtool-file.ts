import { applicationMetrics } from '../../metrics/spark-applications';
import { windowSeconds } from '../../metrics/promql';
import type { Links } from '../../rules/links';
import { toPrometheus, type PrometheusGroup } from '../../rules/prometheus-file';
import { isAlert, type RuleGroup } from '../../rules/rule';
import type { AlertCase, Labels, LookAlike, Moments, Pace, Values } from './alert-case';

type WrittenAlert = Extract<ReturnType<typeof toPrometheus>['rules'][number], { readonly alert: string }>;

interface Test {
  readonly name: string;
  readonly interval: string;
  readonly input_series: ReadonlyArray<{ readonly series: string; readonly values: string }>;
  readonly alert_rule_test: ReadonlyArray<{
    readonly eval_time: string;
    readonly alertname: string;
    readonly exp_alerts?: ReadonlyArray<{ readonly exp_labels: object; readonly exp_annotations: object }>;
  }>;
}

/** A test, and only the rules it needs: promtool evaluates every rule of a file at every step, and at one pace. */
export interface PromtoolTest {
  readonly rules: { readonly groups: readonly PrometheusGroup[] };
  readonly every: Pace;
  readonly test: Test;
}

const time = (evaluation: number, pace: Pace): string => `${evaluation * windowSeconds(pace)}s`;
const paceOf = ({ every = '1m' }: { readonly every?: Pace }): Pace => every;
const valuesOf = (values: Values, moments: Moments): string => (typeof values === 'string' ? values : values(moments));
const inputSeries = (series: AlertCase['series'], moments: Moments) =>
  series.map(([selector, values]) => ({ series: selector, values: valuesOf(values, moments) }));

/** Spark's id of the run, where a series of the case tells it: what the query within the link to the history server finds. */
const idOfRun = (series: AlertCase['series'], { app }: Labels): string | undefined =>
  series
    .map(([selector]) => selector)
    .filter((selector) => selector.startsWith(applicationMetrics.info.name) && selector.includes(`app="${app}"`))
    .map((selector) => /spark_app_id="([^"]+)"/.exec(selector)?.[1])[0];

/** The text that Prometheus makes of a template. */
const rendered = (template: string, { labels, value = '', series }: AlertCase): string =>
  template
    .replace(/^\{\{ with printf .*? \| query \}\}(.*)\{\{ end \}\}$/, (_, found: string) => {
      const id = idOfRun(series, labels);
      return id === undefined ? '' : found.replace(/\{\{ \. \| first \| label "spark_app_id" \}\}/, id);
    })
    .replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, (_, label: string) => String(labels[label] ?? ''))
    .replaceAll(/\{\{ \$value \| \w+ \}\}/g, value);

/** Alerts and the recordings behind them, group by group, in the order of evaluation. */
function needed(groups: readonly RuleGroup[], alerts: readonly string[]): RuleGroup[] {
  const rules = groups.flatMap((group) => group.rules);
  const names = new Set<string>(alerts);
  const follow = (reads: readonly string[]): void => {
    for (const name of reads.filter((read) => !names.has(read))) {
      names.add(name);
      rules.filter((rule) => !isAlert(rule) && rule.record === name).forEach((rule) => follow(isAlert(rule) ? [] : rule.of.reads));
    }
  };
  rules.filter(isAlert).forEach(({ alert, expr }) => names.has(alert) && follow(expr.reads));
  const kept = groups.map((group) => ({
    ...group,
    rules: group.rules.filter((rule) => names.has(isAlert(rule) ? rule.alert : rule.record)),
  }));
  return kept.filter((group) => group.rules.length > 0);
}

/** Writes the cases of an environment as promtool's tests. */
export class PromtoolTests {
  private readonly alerts: ReadonlyMap<string, WrittenAlert>;

  constructor(
    private readonly groups: readonly RuleGroup[],
    private readonly links: Links,
  ) {
    const rules = groups.flatMap((group) => toPrometheus(group, links).rules);
    this.alerts = new Map(rules.flatMap((rule) => ('alert' in rule ? [[rule.alert, rule]] : [])));
  }

  /** One test per case; alerts that the environment does not have are left out. */
  of(cases: readonly AlertCase[], lookAlikes: readonly LookAlike[]): PromtoolTest[] {
    const lives = cases.filter(({ alert }) => this.alerts.has(alert));
    return [
      ...lives.map((one) => ({ ...this.about([one.alert]), every: paceOf(one), test: this.life(one, paceOf(one)) })),
      ...lookAlikes.map((one) => ({ ...this.about(one.silent), every: paceOf(one), test: this.silence(one, paceOf(one)) })),
    ];
  }

  private about(alerts: readonly string[]) {
    return { rules: { groups: needed(this.groups, alerts).map((group) => toPrometheus(group, this.links)) } };
  }

  private life(one: AlertCase, pace: Pace): Test {
    const alert = this.written(one.alert);
    const waiting = Math.ceil(alert.for === undefined ? 0 : windowSeconds(alert.for) / windowSeconds(pace));
    const from = one.from ?? 20;
    const fires = from + waiting;
    const until = one.until ?? fires + 10;
    const at = (evaluation: number) => ({ eval_time: time(evaluation, pace), alertname: one.alert });
    return {
      name: `${one.alert} fires ${time(fires, pace)} after the start`,
      interval: pace,
      input_series: inputSeries(one.series, { from, until }),
      alert_rule_test: [at(0), at(fires - 1), { ...at(fires), exp_alerts: [this.firing(one, alert)] }, at(until)],
    };
  }

  private firing(one: AlertCase, alert: WrittenAlert) {
    const texts = Object.entries(alert.annotations).map(([name, template]) => [name, rendered(template, one)]);
    return { exp_labels: { ...alert.labels, ...one.labels }, exp_annotations: Object.fromEntries(texts) as object };
  }

  /** At every evaluation, for every alert. */
  private silence({ name, silent, series, evaluations = 120 }: LookAlike, pace: Pace): Test {
    const moments = Array.from({ length: evaluations }, (_, evaluation) => evaluation);
    return {
      name,
      interval: pace,
      input_series: inputSeries(series, { from: 20, until: 40 }),
      alert_rule_test: silent
        .filter((alert) => this.alerts.has(alert))
        .flatMap((alertname) => moments.map((evaluation) => ({ eval_time: time(evaluation, pace), alertname }))),
    };
  }

  private written(name: string): WrittenAlert {
    const alert = this.alerts.get(name);
    if (!alert) throw new Error(`this environment has no alert ${name}`);
    return alert;
  }
}
