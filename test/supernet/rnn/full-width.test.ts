import path from 'node:path';
import { outputOf } from '../../support/processes/own-process';

/* Small graphs hide the fault that this looks for: sums whose order changes from run to run. */

test('an RNN supernet of full width gives the same bits in two processes', () => {
  const run = () => outputOf(path.join(__dirname, '../../support/supernet/rnn-full-width-run.ts'));
  const first = run();
  const { losses } = JSON.parse(first) as { losses: number[] };
  expect(losses).toHaveLength(7);
  expect(losses.every((loss) => Number.isFinite(loss))).toBe(true);
  expect(run()).toBe(first);
}, 400_000);
