import { spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';
import { healthCases, judging } from '../../charts/health-cases';
import { program } from '../../programs';

/** Argo CD runs these scripts in Lua 5.1. */
export const health = (): void =>
  void describe('health checks in Lua 5.1', () => {
    for (const { kind, says, object, status, message } of healthCases)
      test(`${kind} ${says}`, () => {
        const code = `${judging(kind, object)}print(health.status)\nprint(health.message)`;
        const { stdout, stderr, status: exitCode } = spawnSync(program('lua'), ['-'], { input: code, encoding: 'utf8' });
        const [said, why = ''] = stdout.split('\n');
        if (exitCode !== 0) throw new Error(stderr);
        if (said !== status) throw new Error(`it says ${said}: ${why}`);
        if (why === 'nil' || (message !== undefined && why !== message)) throw new Error(`its reason is "${why}", not "${message ?? ''}"`);
      });
  });
