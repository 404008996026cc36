import { isPushed } from '../spark-applications/executor-metrics';
import type { Figure } from './figures';
import { type Fit, type Observation, observe, type Subject } from './subject';

/** Why the executors of an application do not tell of themselves; undefined if they do. */
function silence({ application, platform }: Subject): string | undefined {
  if (isPushed(application, platform)) return undefined;
  const { environment, settings } = platform;
  return settings.executorMetrics.sink === 'none'
    ? `spark.executorMetrics.sink is none in ${environment}`
    : `executorMetrics of ${application.name} is false`;
}

/** What executors told of themselves in the runs that had the present settings, or why nothing can be said. */
export function observeTold<const F extends Figure>(subject: Subject, wanted: readonly F[], fit: Fit): Observation<F> {
  const off = silence(subject);
  return off === undefined ? observe(subject, wanted, fit) : { known: false, because: `not enough data: ${off}` };
}
