import { execFileSync } from 'node:child_process';
import path from 'node:path';

/* Small graphs hide the fault that this looks for: sums whose order changes from run to run. */

it('gives the same bits in two processes at full width', () => {
  const run = () =>
    execFileSync(
      process.execPath,
      [
        '--require',
        path.join(__dirname, '../../controller/typescript.cjs'),
        path.join(__dirname, 'full-width-run.ts'),
      ],
      {
        encoding: 'utf8',
        env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' },
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    );
  const first = run();
  const { losses } = JSON.parse(first) as { losses: number[] };
  expect(losses).toHaveLength(7);
  expect(losses.every((loss) => Number.isFinite(loss))).toBe(true);
  expect(run()).toBe(first);
}, 400_000);
