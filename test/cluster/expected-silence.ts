import { graphiteExporter } from '../../config/components';
import { executorRegistryMetrics } from '../../metrics/spark-executor-registry';
import { executorRegistryRecordings } from '../../rules/executor-registry';
import { type Silence, storeForecast } from '../live/silence';
import { asleep } from './settings';

const NOTHING_FAILS = 'counts what goes wrong, and nothing does';

/** What passes through graphite_exporter, whose name is in none of these series. */
const pushed = [...Object.values(executorRegistryMetrics), ...executorRegistryRecordings].map(({ name }) => name);

/** Expressions that give nothing although everything works. The list may only shrink. */
export const expectedSilence: readonly Silence[] = [
  {
    where: /ExecutorAllocationManager|spok:app_(missing|unneeded)_executors/,
    because: 'the demo applications have a fixed number of executors',
  },
  {
    where: /"FAILED\|SUBMISSION_FAILED"|kube_job_status_failed|failed_submission_count|failedTasks|_5xx_/,
    because: NOTHING_FAILS,
    sometimes: true,
  },
  { where: /spok:minio_request_errors|spok:schedule_runs_failed|spok:schedule_run_failed/, because: NOTHING_FAILS, sometimes: true },
  { where: /OOMKilled|ImagePullBackOff|status_unschedulable|restarts_total/, because: NOTHING_FAILS, sometimes: true },
  {
    where: /Degraded|phase=~"(Error\|Failed|Failed\|Error)"|autosync_enabled="false"|severity="(critical|warning)"/,
    because: NOTHING_FAILS,
    sometimes: true,
  },
  { where: /_canceled_total|spark_application_failure_count|git_fetch_fail/, because: NOTHING_FAILS, sometimes: true },
  {
    where: /node_filesystem_readonly|waiting_reason|last_terminated_reason|"FailedValidation"|"Pending\|Lost"/,
    because: NOTHING_FAILS,
    sometimes: true,
  },
  ...asleep.map((name) => ({ where: new RegExp(`${name}_|"${name}"|^${name} /`), because: `${name} does not run here`, sometimes: true })),
  ...(asleep.includes(graphiteExporter.name)
    ? [{ where: new RegExp(pushed.join('|')), because: `${graphiteExporter.name} does not run here`, sometimes: true }]
    : []),
  storeForecast,
  { where: /SUBMITTED\|PENDING_RERUN|phase="Pending"/, because: 'passes between two scrapes', sometimes: true },
  {
    where: /container_fs_|spok:app_executor_(disk_write|suspected_spill)_bytes/,
    because: 'not every kubelet counts what pods write',
    sometimes: true,
  },
];
