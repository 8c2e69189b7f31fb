import { execFileSync } from 'node:child_process';
import path from 'node:path';

describe('two processes', () => {
  test('train the controller of the paper to the same bits', () => {
    const run = () =>
      execFileSync(
        process.execPath,
        [
          '--require',
          path.join(__dirname, '../support/processes/typescript.cjs'),
          path.join(__dirname, '../support/controller/paper-run.ts'),
        ],
        {
          encoding: 'utf8',
          env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' },
          stdio: ['ignore', 'pipe', 'ignore'],
        },
      );
    const first = run();
    expect(JSON.parse(first)).toMatchObject({ losses: [{}, {}, {}] });
    expect(run()).toBe(first);
  });
});
