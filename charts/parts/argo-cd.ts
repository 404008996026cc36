/** Annotations that tell Argo CD how to treat one object; see its documentation of sync options and resource hooks. */

/** Asks a person before the object is pruned or deleted together with its Application. */
export const CONFIRM_DELETION = { 'argocd.argoproj.io/sync-options': 'Prune=confirm,Delete=confirm' };

/** Never deletes the object: what it holds cannot be made again. */
export const KEEP_FOR_EVER = { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' };

/** Runs the object as a step of each sync: `Sync` together with the others, `PostSync` once all of them are healthy. */
export const hook = (phase: 'Sync' | 'PostSync', wave = 0) => ({
  'argocd.argoproj.io/hook': phase,
  'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
  'argocd.argoproj.io/sync-wave': String(wave),
});
