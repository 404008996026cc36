import { describe, test } from 'node:test';
import { applicationStates, unsettled } from '../applications';
import { handOver } from '../argo-cd';
import { eventually, none } from '../../live/eventually';
import type { Platform } from '../platform';
import { bringSecrets, playIngressController } from '../third-party';
import { applyInWaves } from '../without-argo-cd';

/** Argo CD alone does the rest; every Application gets time for its images to be pulled. */
const PATIENCE_SECONDS = 900;

export const installedByArgoCd = (platform: Platform, done: () => void): void =>
  void describe('installation through Argo CD', () => {
    const { cluster, rendered } = platform;
    const { argoCdNamespace } = rendered.environment.gitOps;
    const expected = rendered.charts.map(({ component }) => component.name);
    const states = () => applicationStates(cluster, argoCdNamespace);

    test('one kubectl apply makes every Application Synced and Healthy', async () => {
      await handOver(cluster, rendered);
      const shown = new Map<string, string>();
      await eventually('Applications', PATIENCE_SECONDS, async () => {
        await bringSecrets(cluster, rendered.environment);
        await playIngressController(platform);
        const present = await states();
        for (const { name, sync, health } of present) {
          if (shown.get(name) !== `${sync} ${health}`) console.log(`    ${name}: ${sync}, ${health}`);
          shown.set(name, `${sync} ${health}`);
        }
        const missing = expected.filter((name) => !present.some((state) => state.name === name));
        return [...missing.map((name) => `${name}: not created yet`), ...present.flatMap(unsettled)];
      });
      done();
    });

    test('Applications were created wave after wave', async () => {
      const children = (await states()).filter(({ name }) => expected.includes(name));
      none(
        children.flatMap((late) =>
          children
            .filter((early) => early.wave < late.wave && early.createdAt >= late.createdAt)
            .map((early) => `${late.name} (wave ${late.wave}) was not created after ${early.name} (wave ${early.wave})`),
        ),
      );
    });
  });

export const installedByHand = ({ cluster, rendered }: Platform, done: () => void): void =>
  void describe('installation without Argo CD', () => {
    test('server-side apply in the order of the waves brings up every component, without a warning', async () => {
      const warnings = await applyInWaves(cluster, rendered);
      done();
      none(warnings);
    });
  });
