import { below, maxBy } from '../metrics/promql';
import { connectMetrics } from '../metrics/spark-applications';
import { alert, group } from './rule';
import type { RuleSettings } from './settings';

/** Whether an environment runs a Spark Connect server: rules and panels about them would be empty elsewhere. */
export const hasConnectServers = ({ spark }: Pick<RuleSettings, 'spark'>): boolean =>
  Object.values(spark.connectServers).some(({ enabled }) => enabled !== false);

/** Spark Connect servers: people wait in front of them. */
export const connectRules = (settings: Pick<RuleSettings, 'spark'>) =>
  group({
    name: 'spark-connect',
    rules: hasConnectServers(settings)
      ? [
          alert({
            alert: 'SparkConnectServerNotReady',
            expr: below(maxBy(['namespace', 'app', 'team'], connectMetrics.state.where({ state: 'Ready' })), 1),
            // a start takes a minute or two, and the operator replaces a pod that is gone
            for: '10m',
            severity: 'warning',
            summary: 'A Spark Connect server takes no connections.',
            description: ({ namespace, app, team }) =>
              `${app} in ${namespace} (team ${team}) is not ready: notebooks and programs that use it wait or fail.`,
            dashboard: { uid: 'spark-fleet', variables: ['namespace', 'team'] },
          }),
        ]
      : [],
  });
