import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    environment: { type: 'string', default: 'local' },
    'without-argo-cd': { type: 'boolean', default: false },
    then: { type: 'string' },
  },
});

/** What `npm run test:cluster -- …` was asked for. */
export const options = { environment: values.environment, withArgoCd: !values['without-argo-cd'], then: values.then };

/** Programs that are taken from PATH unless a variable names them. */
export const programs = { kubectl: process.env.KUBECTL ?? 'kubectl', helm: process.env.HELM ?? 'helm' };

/** Argo CD's own manifests: an address or a file. */
export const argoCdManifest =
  process.env.ARGO_CD_MANIFEST ?? 'https://raw.githubusercontent.com/argoproj/argo-cd/v3.5.3/manifests/install.yaml';

/** Folder of the Spark operator's chart; without it the chart comes from its repository on the internet. */
export const sparkOperatorChart = process.env.SPARK_OPERATOR_CHART;

/** Address at which pods of the cluster reach this machine: the Git server listens there. On kind it is the gateway of Docker's network `kind`. */
export const ownAddress = process.env.CLUSTER_TEST_HOST ?? '172.18.0.1';

/** Where manifests, certificates and repositories of a run are kept. */
export const workFolder = resolve(process.env.CLUSTER_TEST_FOLDER ?? '.cache/cluster-test');

/** What does not run here, by name of its workload or scrape job: nobody installed it, or an image that does nothing stands in for it. */
export const asleep: readonly string[] = [
  ...(process.env.CLUSTER_TEST_ASLEEP ?? '').split(',').filter(Boolean),
  ...(options.withArgoCd ? [] : ['argocd']),
];

/** File in which the cluster notes connections that a NetworkPolicy refused, one `<time> <from> -> <to> <protocol> <port>` a line, if it does. */
export const droppedFile = process.env.CLUSTER_TEST_DROPPED;

/**
 * Program that takes a node of this cluster away and gives it back, called as `<program> down|up <node>`; on kind, `docker pause` and `docker unpause`
 * do that. Without one, losing a node is not tried.
 */
export const nodeSwitch = process.env.CLUSTER_TEST_NODE_SWITCH;
