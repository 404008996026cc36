import { argoCdMetrics } from '../metrics/argocd';
import { above, increase, isTrue, matching, maxBy, not, oneOf, sumBy } from '../metrics/promql';
import { alert, group } from './rule';

const { applicationInfo, syncs } = argoCdMetrics;
const screen = { uid: 'argocd', variables: ['project'] } as const;
/** Our projects, by the prefix of their names. */
const ours = { project: matching('spok.*') };
const ofApplication = ['name', 'project'] as const;

/** Whether the cluster is what Git says. */
export const argoCdRules = () =>
  group({
    name: 'argocd',
    rules: [
      alert({
        alert: 'ArgoCdApplicationOutOfSync',
        expr: maxBy([...ofApplication, 'sync_status'], isTrue(applicationInfo.where({ ...ours, sync_status: not('Synced') }))),
        // a sync with its hooks and five retries takes up to twenty minutes
        for: '30m',
        severity: 'warning',
        summary: 'An Argo CD Application differs from Git.',
        description: ({ name, project, sync_status }) => `Application ${name} of project ${project} stays ${sync_status}.`,
        dashboard: screen,
      }),
      alert({
        alert: 'ArgoCdApplicationUnhealthy',
        // Suspended is a decision, Progressing a matter of time
        expr: maxBy(
          [...ofApplication, 'health_status'],
          isTrue(applicationInfo.where({ ...ours, health_status: oneOf('Degraded', 'Missing', 'Unknown') })),
        ),
        for: '15m',
        severity: 'warning',
        summary: 'An Argo CD Application is not healthy.',
        description: ({ name, project, health_status }) => `Application ${name} of project ${project} is ${health_status}.`,
        dashboard: screen,
      }),
      alert({
        alert: 'ArgoCdSyncFailing',
        expr: above(sumBy(ofApplication, increase(syncs.where({ ...ours, phase: oneOf('Error', 'Failed') }), '30m')), 1),
        severity: 'warning',
        summary: 'Argo CD cannot apply what is in Git.',
        description: ({ name, project }, value) => `${value.number} syncs of ${name} of project ${project} failed within half an hour.`,
        dashboard: screen,
      }),
      alert({
        alert: 'ArgoCdAutoSyncOff',
        expr: maxBy(ofApplication, isTrue(applicationInfo.where({ ...ours, autosync_enabled: 'false' }))),
        // somebody may be at work; the next day it is forgotten
        for: '2h',
        severity: 'info',
        summary: 'Argo CD no longer follows Git by itself.',
        description: ({ name, project }) => `Automatic sync of ${name} of project ${project} is off.`,
        dashboard: screen,
      }),
    ],
  });
