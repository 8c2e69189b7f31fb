import { bench, divideTime, drawTotals, type MeasuredSearch } from '../../experiments/benchmarks/totals';
import { InputError } from '../../src/errors';

const table = (...rows: Record<string, string>[]) => ({ columns: Object.keys(rows[0]), rows, damaged: 0 });

test('the time of a search is divided by its logs', () => {
  const logs = {
    training: table({ seconds: '2' }, { seconds: '0.5' }),
    architectures: table({ seconds: '0.25' }, { seconds: '0.25' }, { seconds: '1' }),
    // Each row has the time of its round so far.
    controller: table(
      { round: '1', seconds: '3' },
      { round: '1', seconds: '4' },
      { round: '2', seconds: '5' },
    ),
  };
  expect(divideTime(logs, 15)).toEqual({
    total_s: 15,
    training_s: 2.5,
    scores_s: 1.5,
    controller_s: 9,
    rest_s: 2,
  });
});

test('totals draws a panel for each surrogate, with a line for each part', () => {
  const measure = (surrogate: MeasuredSearch['surrogate'], pool: number): MeasuredSearch => ({
    surrogate,
    pool,
    scores: 2 * pool,
    total_s: pool,
    training_s: 1,
    scores_s: pool / 2,
    controller_s: pool / 4,
    rest_s: 1,
  });
  const svg = drawTotals([measure('gp', 10), measure('gp', 20), measure('network', 10)]);
  expect(svg).toMatch(/^<svg [^>]*>\n<title>Time of a search with shared weights<\/title>/);
  for (const name of ['total', 'training', 'scores', 'controller', 'rest']) {
    expect(svg.split(`>${name}<`)).toHaveLength(2); // in the legend, once
  }
  expect(svg).toContain('architectures in the pool (gp)');
  expect(svg).toContain('architectures in the pool (network)');
});

test('totals refuses a size that is no number before it measures', async () => {
  await expect(bench(['--pools', '8,many'])).rejects.toThrow(InputError);
});
