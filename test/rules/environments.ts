import { checked } from '../../config/configuration';
import { environments } from '../../config/environments';
import type { Environment } from '../../config/schema';

const all = checked(environments);

const production = named('production');

/** The environment with everything switched on. */
export const everything: Environment = {
  ...production,
  name: 'everything',
  spark: { ...production.spark, connectServers: { notebooks: {} } },
  objectStore: { ...production.objectStore, quotas: { data: '1Ti' } } as Environment['objectStore'],
};

function named(name: string): Environment {
  const found = all.find((environment) => environment.name === name);
  if (!found) throw new Error(`there is no environment "${name}"`);
  return found;
}

/** Someone else's object store, executors that push nothing and no view of Argo CD: the least that can be scraped. */
export const least: Environment = {
  ...everything,
  name: 'least',
  objectStore: { ...everything.objectStore, mode: 'external' } as Environment['objectStore'],
  argoCdMetrics: { ...everything.argoCdMetrics, scrape: false },
  spark: { ...production.spark, objectives: {}, executorMetrics: { ...everything.spark.executorMetrics, sink: 'none' } },
  teams: {},
};

/** Every environment there is, and two with as much and as little as possible. */
export const ruledEnvironments: readonly Environment[] = [...all, everything, least];
