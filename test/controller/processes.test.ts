import { execFileSync } from 'node:child_process';
import path from 'node:path';

describe('NaoController', () => {
  test('trains at the size of NAO to the same bits in two processes', () => {
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
