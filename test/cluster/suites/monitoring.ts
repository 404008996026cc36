import { describe, test } from 'node:test';
import { jobNames } from '../../../config/scrape-jobs';
import { expectedSilence } from '../expected-silence';
import { eventually, none } from '../../live/eventually';
import { keep } from '../evidence';
import type { Platform } from '../platform';
import { neededExpressions, ruleExpressions } from '../../live/expressions';
import { type Answered, stale, table, unexcused } from '../../live/silence';
import { RunningPrometheus } from '../prometheus';
import { asleep } from '../settings';

/** Everything that happened since the platform came up is of interest. */
const LOOK_BACK_SECONDS = 3600;

export const monitoring = (platform: Platform): void =>
  void describe('monitoring', () => {
    const prometheus = new RunningPrometheus(platform);

    test('every scrape target is up', () =>
      eventually('targets', 150, async () => {
        const { activeTargets } = await prometheus.get('/api/v1/targets?state=active');
        return activeTargets
          .filter(
            ({ health, labels }: any) => health !== 'up' && !asleep.some((name) => labels.job === name || labels.instance.includes(name)),
          )
          .map(({ labels, scrapeUrl, lastError }: any) => `${labels.job} ${scrapeUrl}: ${lastError}`);
      }));

    test('every scrape job had a target that was up', async () => {
      const silent: string[] = [];
      for (const job of jobNames.filter((name) => !asleep.includes(name)))
        if (!(await prometheus.everGave(`up{job="${job}"} == 1`, LOOK_BACK_SECONDS))) silent.push(`${job}: was never up`);
      none(silent);
    });

    test('no target was cut off at its sample limit', async () => {
      const { result } = await prometheus.get(
        `/api/v1/query?query=${encodeURIComponent('prometheus_target_scrapes_exceeded_sample_limit_total > 0')}`,
      );
      none(result.map(() => 'a scrape had more series than prometheus.sampleLimit allows'));
    });

    test('every rule is loaded and none fails', () =>
      // some are evaluated every five minutes only
      eventually('rules', 400, async () => {
        const { groups } = await prometheus.get('/api/v1/rules');
        const loaded = groups.flatMap(({ rules }: any) => rules);
        const expected = ruleExpressions(platform.rendered).length;
        return [
          ...loaded
            .filter(({ health }: any) => health !== 'ok')
            .map(({ name, health, lastError }: any) => `${name}: ${health} ${lastError ?? ''}`),
          ...(loaded.length === expected ? [] : [`${loaded.length} rules loaded of ${expected}`]),
        ];
      }));

    test('every recording, every series of an alert and every query of a dashboard gives data, or is on the list', async () => {
      const shown = neededExpressions(platform.rendered);
      let answers: Answered[] = shown.map((need) => ({ ...need, series: 0 }));
      const problems: string[] = [];
      let left = shown.length;
      // some rules are evaluated every five minutes only
      await eventually('expressions', 400, async () => {
        const next: Answered[] = [];
        for (const answer of answers)
          next.push(answer.series > 0 ? answer : { ...answer, series: await prometheus.seriesOf(answer.expression, LOOK_BACK_SECONDS) });
        answers = next;
        const silent = unexcused(expectedSilence, answers);
        if (silent.length > 0 && silent.length !== left) console.log(`    ${silent.length} without data yet, such as ${silent[0]}`);
        left = silent.length;
        return silent;
      }).catch((error: unknown) => problems.push(String(error)));
      console.log(`    ${answers.length} expressions, ${answers.filter(({ series }) => series === 0).length} of them without data`);
      keep('expressions.md', table(expectedSilence, answers));
      none([...problems, ...stale(expectedSilence, answers)]);
    });

    test('Alertmanager has got the alerts that fire', async () => {
      const { alerts } = await prometheus.get('/api/v1/alerts');
      const firing = alerts.filter(({ state }: any) => state === 'firing').map(({ labels }: any) => labels.alertname as string);
      const received: any[] = await platform.cluster.ask('monitoring', 'alertmanager', 9093, '/api/v2/alerts');
      const known = received.map(({ labels }) => labels.alertname as string);
      none(
        firing.filter((name: string) => !known.includes(name)).map((name: string) => `${name} fires but Alertmanager does not know of it`),
      );
    });
  });
