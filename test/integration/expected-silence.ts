import { type Silence, storeForecast } from '../live/silence';
import { options } from './settings';

const NOTHING_FAILS = 'counts what goes wrong, and that does not';

/** Expressions that give nothing although everything works. The list may only shrink. */
export const expectedSilence: readonly Silence[] = [
  { where: /kube_pod_status_unschedulable|waiting_reason|terminated_reason/, because: NOTHING_FAILS },
  { where: /spok:schedule_runs_failed|state=~"FAILED\|SUBMISSION_FAILED", schedule!=""/, because: NOTHING_FAILS },
  { where: /failed_submission_count|spark_application_failure_count/, because: NOTHING_FAILS },
  {
    where: /sync_status!="Synced"|health_status=~"Degraded|phase=~"(Error\|Failed|Failed\|Error)"|autosync_enabled="false"|git_fetch_fail/,
    because: NOTHING_FAILS,
  },
  { where: /kube_job_status_failed\{.*\}\) > 0|phase=~"Pending\|Lost"|node_filesystem_readonly/, because: NOTHING_FAILS },
  { where: /restarts_total.*> 0/s, because: NOTHING_FAILS },
  { where: /severity="critical"\}|count\(up\{.*\} == 0\)|state="FailedValidation"/, because: NOTHING_FAILS, sometimes: true },
  { where: /failedTasks_total.*> 0/s, because: 'it is chance whether the executor that is killed has a task', sometimes: true },
  { where: /apiserver_request_total\{code=~"429/, because: NOTHING_FAILS },
  { where: /_5xx_|minio_request_errors|_canceled_total/, because: NOTHING_FAILS, sometimes: true },
  { where: /kube_pod_status_phase\{.*phase="Pending"\}/, because: 'no pod has to wait' },
  storeForecast,
  { where: /grafana_/, because: 'Grafana cannot run here' },
  { where: /container_memory_working_set_bytes\{namespace="argocd"/, because: 'Argo CD cannot run here' },
  ...(options.parts.has('faults')
    ? []
    : [
        {
          where: /ExecutorAllocationManager|spok:app_(missing|unneeded)_executors/,
          because: 'only the application with faults has a varying number of executors',
        },
      ]),
];
