import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { k8s } from 'cdk8s-plus-28';
import { components } from '../config/components';
import { ApplicationChart } from './application-chart';
import type { PlatformContext } from './context';

const HEALTH_CHECKS = join(__dirname, 'health');

/**
 * Health checks in Lua, as a part of Argo CD's own `argocd-cm`: server-side apply owns just these keys and leaves the rest alone.
 * Without the one for Application, waves between Applications do nothing (Argo CD 1.8 removed it).
 */
export class ArgoCdConfigChart extends ApplicationChart {
  constructor(context: PlatformContext) {
    super(components.argoCdConfig, context);
    new k8s.KubeConfigMap(this, 'argocd-cm', {
      metadata: {
        name: 'argocd-cm',
        namespace: context.argoCdNamespace,
        // Argo CD reads only a ConfigMap with this label
        labels: { 'app.kubernetes.io/part-of': 'argocd' },
        annotations: { 'argocd.argoproj.io/sync-options': 'ServerSideApply=true,Prune=false,Delete=false' },
      },
      data: healthChecks(),
    });
  }
}

/** `resource.customizations.health.<group>_<Kind>` → Lua, one per file of the folder. */
function healthChecks(): Record<string, string> {
  const files = readdirSync(HEALTH_CHECKS)
    .filter((file) => file.endsWith('.lua'))
    .sort();
  return Object.fromEntries(
    files.map((file) => [`resource.customizations.health.${basename(file, '.lua')}`, readFileSync(join(HEALTH_CHECKS, file), 'utf8')]),
  );
}
