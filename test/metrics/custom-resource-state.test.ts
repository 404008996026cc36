import { catalogue } from '../../metrics/catalogue';
import { applicationStates, customResourceState, PODS_LABELS_ALLOWED, scheduleStates } from '../../metrics/custom-resource-state';
import { podMetrics } from '../../metrics/kubernetes';
import { CONNECT_NAME_LABEL, kubePodLabels, sanitised } from '../../metrics/spark-pod-labels';
import { expositions } from '../contract/recorded';

interface Read {
  readonly name: string;
  readonly labels: readonly string[];
  readonly states: readonly string[];
}

/** What kube-state-metrics makes of its configuration. */
const read: Read[] = customResourceState.spec.resources.flatMap(({ metricNamePrefix, labelsFromPath, metrics }) =>
  metrics.map(({ name, each }) => {
    const { stateSet, info } = each as { stateSet?: { labelName: string; list: readonly string[] }; info?: { labelsFromPath: object } };
    const own = [...(stateSet ? [stateSet.labelName] : []), ...Object.keys(info?.labelsFromPath ?? {})];
    return { name: `${metricNamePrefix}_${name}`, labels: [...Object.keys(labelsFromPath), ...own], states: stateSet?.list ?? [] };
  }),
);

const entries = catalogue.filter(({ entry }) => entry.tier === 'customResource');

test('the configuration of kube-state-metrics makes exactly the series of the catalogue, with exactly their labels', () => {
  const sorted = (series: ReadonlyArray<{ name: string; labels: readonly string[] }>) =>
    series.map(({ name, labels }) => [name, ...[...labels].sort()].join(' ')).sort();
  expect(sorted(read)).toEqual(sorted(entries.map(({ name, entry }) => ({ name, labels: entry.labels }))));
});

test.each([
  ['kube_sparkapplication_status_state', applicationStates],
  ['kube_scheduledsparkapplication_status_schedule_state', scheduleStates],
])('%s has the recorded states', (name, states) => {
  const recorded = expositions.get('kube-state-metrics-spark.txt')!.samples.filter((sample) => sample.name === name);
  expect([...new Set(recorded.map(({ labels }) => labels.state))].sort()).toEqual([...states].sort());
});

test('every pod label that kube-state-metrics lets through is a label of kube_pod_labels', () => {
  // relabelling gives the name of a SparkConnect object to the label of the application
  expect(PODS_LABELS_ALLOWED.filter((label) => label !== CONNECT_NAME_LABEL).map((label) => `label_${sanitised(label)}`)).toEqual([
    ...kubePodLabels,
  ]);
  expect(podMetrics.labels.entry.labels).toEqual(expect.arrayContaining([...kubePodLabels]));
});
