import { describe, test } from 'node:test';
import { none } from '../../live/eventually';
import { neededExpressions } from '../../live/expressions';
import { type Answered, stale, table, unexcused } from '../../live/silence';
import { keep, progress } from '../evidence';
import { expectedSilence } from '../expected-silence';
import { hurriedExpression } from '../pace';
import type { LoopbackPlatform } from '../platform';
import { options } from '../settings';

/** Over the whole run, faults included: what only shows when something goes wrong has shown. */
export const expressions = ({ cluster, prometheus }: LoopbackPlatform): void =>
  void describe('expressions', () => {
    test('every recording, every series of an alert and every query of a dashboard gives data, or is on the list', async () => {
      const answers: Answered[] = [];
      for (const need of neededExpressions(cluster.rendered)) {
        const expression = hurriedExpression(need.expression, options.speed);
        answers.push({ ...need, series: await prometheus.seriesOf(expression) });
      }
      keep('expressions.md', table(expectedSilence, answers));
      progress(
        `${answers.length} expressions, ${answers.filter(({ series }) => series === 0).length} of them without data: expressions.md`,
      );
      none([...unexcused(expectedSilence, answers), ...stale(expectedSilence, answers)]);
    });
  });
